import { expect, test } from 'vitest';
import { nothingOpen, type OpenDevices } from '../shared/devices.ts';
import { forgetWithWish } from './open-devices.ts';
import { value } from './shell.ts';
import { fakeShell } from './testing/fake-shell.ts';

const desk = { id: 'desk', label: 'Desk' };
const open: OpenDevices = { microphone: { ...desk, rate: null }, speaker: desk, ringer: desk, camera: desk };

test('what is open of a role is forgotten with a new wish, and nothing else ever', () => {
  const { settings } = fakeShell();
  const now = value(nothingOpen);
  const stop = forgetWithWish(settings, now);
  const change = (audio: Partial<ReturnType<typeof settings.get>['audio']>): OpenDevices => {
    now.set(open);
    settings.set({ ...settings.get(), audio: { ...settings.get().audio, ...audio } });
    return now.get();
  };
  expect(change({ speaker: [desk] })).toEqual({ ...open, speaker: null });
  expect(change({ speaker: [{ ...desk }] })).toBe(open);
  expect(change({ speakerVolume: 0.5 })).toBe(open);
  expect(change({ microphone: [desk], ringer: [desk] })).toEqual({ ...open, microphone: null, ringer: null });
  stop();
  expect(change({ speaker: [] })).toBe(open);
});
