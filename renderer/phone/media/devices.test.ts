import { describe, expect, it, test, vi } from 'vitest';
import { FakeMediaDevices, microphone, speaker } from '../testing/fake-browser.ts';
import { bestMatch, isMeant, makeDevices } from './devices.ts';

const usual = { id: 'default', label: 'Default' };
const jabra = { id: 'a1', label: 'Jabra Evolve2' };
const other = { id: 'b2', label: 'Built-in' };

test.each([
  ['the one with that id', jabra, [usual, other, jabra], jabra],
  ['the one with that id, though another has the label', { ...jabra }, [usual, { id: 'c3', label: jabra.label }, jabra], jabra],
  ['the one with that label when the id is another by now', { id: 'old', label: jabra.label }, [usual, other, jabra], jabra],
  ['the default one when neither is there', { id: 'gone', label: 'Gone' }, [other, usual, jabra], usual],
  ['the default one when nothing was chosen', null, [other, usual, jabra], usual],
  ['the first when there is no default', null, [other, jabra], other],
  ['no nameless one for a choice without a label', { id: 'gone', label: '' }, [usual, { id: 'x', label: '' }], usual],
  ['none when there is none', jabra, [], null],
])('the best match is %s', (_, choice, list, expected) => {
  expect(bestMatch(choice, list)).toEqual(expected);
});

it('a stand-in is not what was meant, but the default is when nothing was chosen', () => {
  expect(isMeant(jabra, usual)).toBe(false);
  expect(isMeant(jabra, null)).toBe(false);
  expect(isMeant({ id: 'old', label: jabra.label }, jabra)).toBe(true);
  expect(isMeant({ id: 'gone', label: '' }, { id: 'x', label: '' })).toBe(false);
  expect(isMeant(null, usual)).toBe(true);
});

describe('the list of the browser', () => {
  it('has microphones and speakers apart, and neither cameras nor the nameless entries before permission', async () => {
    const camera = { kind: 'videoinput' as const, deviceId: 'v', label: 'Camera' };
    const fake = new FakeMediaDevices([microphone('a1', 'Jabra'), speaker('s1', 'Desk'), camera, microphone('', ''), speaker('')]);
    const list = await makeDevices(fake.port).list();
    expect(list).toEqual({ microphones: [{ id: 'a1', label: 'Jabra' }], speakers: [{ id: 's1', label: 'Desk' }] });
  });

  it('is told again when a device comes, and no more once nobody listens', async () => {
    const fake = new FakeMediaDevices();
    const heard = vi.fn();
    const stop = makeDevices(fake.port).watch(heard);
    fake.plug(speaker('s1', 'Desk'));
    await vi.waitFor(() => expect(heard).toHaveBeenCalledExactlyOnceWith({ microphones: [], speakers: [{ id: 's1', label: 'Desk' }] }));
    fake.plug(speaker('s2'));
    stop();
    await Promise.resolve();
    await Promise.resolve();
    expect(heard).toHaveBeenCalledTimes(1);
    expect(fake.listeners).toBe(0);
  });
});
