import { describe, expect, it, vi } from 'vitest';
import { microphone } from '../testing/fake-browser.ts';
import { makeFakeStream, makeFakeTrack } from '../testing/fake-media.ts';
import { headset, plugInMicrophones as plugIn, settle, takeMicrophone as take } from '../testing/plugged-in.ts';
import type { MicrophoneFeed } from './microphone.ts';

describe('opening and closing', () => {
  it('opens with its first user and closes with the last', async () => {
    const { fake, shared } = plugIn('default');
    const first = take(shared);
    await first.next(1);
    const second = take(shared);
    await second.next(1);
    expect(fake.asked).toEqual(['default']);
    expect(first.latest()?.track).not.toBe(second.latest()?.track);
    first.stop();
    expect(first.latest()?.track?.readyState).toBe('ended');
    expect(second.latest()?.track?.readyState).toBe('live');
    expect(fake.open).toEqual(['default']);
    second.stop();
    second.stop();
    expect(second.latest()?.track?.readyState).toBe('ended');
    expect(fake.open).toEqual([]);
    expect(fake.listeners).toBe(0);
  });

  it('asks for the processing that a call needs', async () => {
    const { fake, shared } = plugIn('default', 'headset');
    const getUserMedia = vi.spyOn(fake, 'getUserMedia');
    await shared.choose([headset]);
    await take(shared).next(1);
    const processing = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
    expect(getUserMedia).toHaveBeenCalledExactlyOnceWith({ audio: { ...processing, deviceId: { exact: 'headset' } } });
  });

  it('closes a device that opens after its last user has gone', async () => {
    const { fake, shared } = plugIn('default');
    const letThrough = fake.holdBack();
    const { feeds, stop } = take(shared);
    await settle();
    expect(fake.asked).toHaveLength(1);
    stop();
    letThrough();
    await settle();
    expect(fake.tracks).toHaveLength(1);
    expect(fake.open).toEqual([]);
    expect(feeds).toEqual([]);
  });

  it('opens anew for the next call after it was closed', async () => {
    const { fake, shared } = plugIn('default');
    const first = take(shared);
    await first.next(1);
    first.stop();
    await take(shared).next(1);
    expect(fake.open).toEqual(['default']);
  });

  it.each([
    ['NotAllowedError', 'microphone-denied'],
    ['SecurityError', 'microphone-denied'],
    ['NotFoundError', 'microphone-missing'],
    ['NotReadableError', 'microphone-busy'],
    ['AbortError', 'microphone-busy'],
  ])('says what was wrong: %s is %s', async (name, notice) => {
    const { fake, shared } = plugIn('default');
    fake.failure = name;
    const { feeds, next } = take(shared);
    await next(1);
    expect(feeds).toEqual([{ track: null, notice }]);
    const second = take(shared);
    await second.next(1);
    expect(second.latest()).toEqual({ track: null, notice });
  });

  it('is missing when there is none, and comes into the call when one is plugged in', async () => {
    const { fake, shared } = plugIn();
    const { feeds, next, latest } = take(shared);
    await next(1);
    expect(feeds).toEqual([{ track: null, notice: 'microphone-missing' }]);
    fake.plug(microphone('headset', 'Jabra'));
    await next(2);
    expect(latest()).toMatchObject({ notice: null, track: { readyState: 'live' } });
  });
});

it('is processed as wished, in the middle of a call by opening it anew', async () => {
  const processing = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  const { fake, shared } = plugIn('default');
  const getUserMedia = vi.spyOn(fake, 'getUserMedia');
  const { next } = take(shared);
  await next(1);
  await shared.process({ ...processing });
  await next(1);
  await shared.process({ ...processing, echoCancellation: false });
  await next(2);
  expect(getUserMedia).toHaveBeenLastCalledWith({ audio: { ...processing, echoCancellation: false } });
  expect(fake.open).toEqual(['default']);
});

describe('the choice', () => {
  it('is found by its label when its id is another by now', async () => {
    const { fake, shared } = plugIn('default', 'headset');
    await shared.choose([{ id: 'id-of-last-week', label: 'Jabra' }]);
    await take(shared).next(1);
    expect(fake.asked).toEqual(['headset']);
  });

  it('that is not there is stood in for by the default, without a word', async () => {
    const { fake, shared } = plugIn('default');
    await shared.choose([headset]);
    const { next, latest } = take(shared);
    await next(1);
    expect(fake.asked).toEqual(['default']);
    expect(latest()?.notice).toBeNull();
  });

  it('is opened by its id where the browser hides the names of all devices', async () => {
    const { fake, shared } = plugIn();
    await shared.choose([headset]);
    await take(shared).next(1);
    expect(fake.asked).toEqual(['headset', 'default']);
  });

  it('changes in the middle of a call: the new one takes over before the old one is stopped', async () => {
    const { fake, shared } = plugIn('default', 'headset');
    const states: (string | undefined)[] = [];
    const feeds: MicrophoneFeed[] = [];
    shared.use((feed) => {
      states.push(feeds.at(-1)?.track?.readyState);
      feeds.push(feed);
    });
    await settle();
    expect(feeds).toHaveLength(1);
    await shared.choose([headset]);
    expect(states).toEqual([undefined, 'live']);
    expect(feeds.map(({ track }) => track?.readyState)).toEqual(['ended', 'live']);
    expect(fake.open).toEqual(['headset']);
  });

  it('said again changes nothing', async () => {
    const { fake, shared } = plugIn('default', 'headset');
    await shared.choose([headset]);
    await take(shared).next(1);
    await shared.choose([{ ...headset }]);
    expect(fake.asked).toEqual(['headset']);
  });

  it('made twice in a hurry ends with the last', async () => {
    const { fake, shared } = plugIn('default', 'headset', 'desk');
    const { next, latest } = take(shared);
    await next(1);
    await Promise.all([shared.choose([headset]), shared.choose([{ id: 'desk', label: 'desk' }])]);
    expect(fake.open).toEqual(['desk']);
    expect(latest()?.track).toMatchObject({ label: 'desk', readyState: 'live' });
  });

  it('made while no call is up opens nothing', async () => {
    const { fake, shared } = plugIn('default', 'headset');
    await shared.choose([headset]);
    expect(fake.asked).toEqual([]);
  });
});

describe('a substitute', () => {
  it('is heard instead of any device, and no device is opened', async () => {
    const { fake, shared } = plugIn('default');
    const tone = makeFakeTrack('tone');
    await shared.substitute(async () => makeFakeStream([tone]));
    const { next, latest, stop } = take(shared);
    await next(1);
    expect(latest()?.track?.label).toBe('tone');
    expect(fake.asked).toEqual([]);
    fake.plug(microphone('headset'));
    await settle();
    expect(fake.asked).toEqual([]);
    await shared.substitute(null);
    await next(2);
    expect(latest()?.track?.label).toBe('default');
    stop();
    expect(tone.readyState).toBe('ended');
  });

  it('without sound is a microphone that is busy', async () => {
    const { shared } = plugIn('default');
    await shared.substitute(async () => makeFakeStream([]));
    const { next, latest } = take(shared);
    await next(1);
    expect(latest()).toEqual({ track: null, notice: 'microphone-busy' });
  });
});
