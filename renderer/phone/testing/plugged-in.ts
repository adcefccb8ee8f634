import { expect } from 'vitest';
import { makeDevices } from '../media/devices.ts';
import { DeviceMicrophone, type MicrophoneFeed } from '../media/microphone.ts';
import type { Timers } from '../timers.ts';
import { FakeMediaDevices, microphone } from './fake-browser.ts';

export const headset = { id: 'headset', label: 'Jabra' };

/** The microphone of a machine into which devices with these ids are plugged; `headset` is a Jabra. `opened` has the labels of what it said to be open; `wait` lets the time pass that it waits for. */
export function plugInMicrophones(...ids: string[]) {
  const fake = new FakeMediaDevices(ids.map((id) => microphone(id, id === 'headset' ? 'Jabra' : id)));
  const opened: (string | null)[] = [];
  const waiting = new Set<() => void>();
  const timers: Timers = {
    after(_, run) {
      waiting.add(run);
      return () => waiting.delete(run);
    },
  };
  const onOpen = (track: MediaStreamTrack | null) => opened.push(track?.label ?? null);
  const shared = new DeviceMicrophone(makeDevices(fake.port), fake.port, { onOpen, timers });
  const wait = async () => {
    for (const run of [...waiting]) {
      waiting.delete(run);
      run();
    }
    await settle();
  };
  return { fake, shared, opened, wait, waiting };
}

/** Whatever was under way has come to its end. */
export const settle = () => new Promise((resolve) => setTimeout(resolve));

/** Uses the microphone as a call does, and keeps what it is given. */
export function takeMicrophone(shared: DeviceMicrophone) {
  const feeds: MicrophoneFeed[] = [];
  const stop = shared.use((feed) => feeds.push(feed));
  const next = async (count: number) => {
    await settle();
    expect(feeds).toHaveLength(count);
  };
  return { feeds, next, stop, latest: () => feeds.at(-1) };
}
