import { describe, expect, it, vi } from 'vitest';
import { FakeMediaDevices, microphone, speaker } from '../testing/fake-browser.ts';
import { makeDevices } from './devices.ts';

describe('the list of the browser', () => {
  it('has each kind apart, and not the nameless entries before permission', async () => {
    const camera = { kind: 'videoinput' as const, deviceId: 'v', label: 'Camera' };
    const fake = new FakeMediaDevices([
      { ...microphone('a1', 'Jabra'), groupId: 'g' },
      speaker('s1', 'Desk'),
      camera,
      microphone('', ''),
      speaker(''),
    ]);
    const list = await makeDevices(fake.port).list();
    expect(list).toEqual({
      microphones: [{ id: 'a1', label: 'Jabra', group: 'g' }],
      speakers: [{ id: 's1', label: 'Desk' }],
      cameras: [{ id: 'v', label: 'Camera' }],
    });
  });

  it('is told again when a device comes, and no more once nobody listens', async () => {
    const fake = new FakeMediaDevices();
    const heard = vi.fn();
    const stop = makeDevices(fake.port).watch(heard);
    fake.plug(speaker('s1', 'Desk'));
    await vi.waitFor(() =>
      expect(heard).toHaveBeenCalledExactlyOnceWith({ microphones: [], speakers: [{ id: 's1', label: 'Desk' }], cameras: [] }),
    );
    fake.plug(speaker('s2'));
    stop();
    await Promise.resolve();
    await Promise.resolve();
    expect(heard).toHaveBeenCalledTimes(1);
    expect(fake.listeners).toBe(0);
  });
});
