import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import type { DeviceChoice } from '../../../shared/settings.ts';
import { FakeAudioContext, FakeMediaDevices, speaker } from '../testing/fake-browser.ts';
import { makeDevices } from './devices.ts';
import { answering, busy, keyPatterns, type Pattern, render, ringback, ringing, waiting } from './tone-patterns.ts';
import { makeTones } from './tones.ts';

beforeEach(() => {
  vi.useFakeTimers();
  FakeAudioContext.made.length = 0;
});
afterEach(() => vi.useRealTimers());

const sampleRate = 8_000;

/** Strength of one frequency in some samples, 0 to 1 (Goertzel, Am. Math. Monthly 65, 1958). */
function strength(samples: Float32Array, frequency: number): number {
  let [real, imaginary] = [0, 0];
  for (const [at, sample] of samples.entries()) {
    real += sample * Math.cos((2 * Math.PI * frequency * at) / sampleRate);
    imaginary += sample * Math.sin((2 * Math.PI * frequency * at) / sampleRate);
  }
  return (2 * Math.hypot(real, imaginary)) / samples.length;
}

const part = (pattern: Pattern, from: number, to: number) =>
  render(pattern, sampleRate).slice((from * sampleRate) / 1_000, (to * sampleRate) / 1_000);
const isSilent = (samples: Float32Array) => samples.every((sample) => sample === 0);

describe('what the tones sound like', () => {
  it('ringback is 425 Hz, one second on and four off', () => {
    expect(strength(part(ringback, 100, 900), 425)).toBeGreaterThan(0.15);
    expect(strength(part(ringback, 100, 900), 850)).toBeLessThan(0.01);
    expect(isSilent(part(ringback, 1_000, 5_000))).toBe(true);
    expect(render(ringback, sampleRate)).toHaveLength(5 * sampleRate);
  });

  it('busy is 425 Hz, half a second on and half a second off', () => {
    expect(strength(part(busy, 50, 450), 425)).toBeGreaterThan(0.15);
    expect(isSilent(part(busy, 500, 1_000))).toBe(true);
    expect(render(busy, sampleRate)).toHaveLength(sampleRate);
  });

  it('answering by itself is two rising notes, a fifth apart, within half a second', () => {
    expect(strength(part(answering, 10, 150), 659.26)).toBeGreaterThan(0.3);
    expect(strength(part(answering, 10, 150), 987.77)).toBeLessThan(0.01);
    expect(isSilent(part(answering, 160, 220))).toBe(true);
    expect(strength(part(answering, 230, 470), 987.77)).toBeGreaterThan(0.3);
    expect(strength(part(answering, 230, 470), 659.26)).toBeLessThan(0.01);
    expect(render(answering, sampleRate)).toHaveLength(0.48 * sampleRate);
  });

  test.each([
    ['1', 697, 1_209],
    ['5', 770, 1_336],
    ['9', 852, 1_477],
    ['0', 941, 1_336],
    ['*', 941, 1_209],
    ['#', 941, 1_477],
    ['D', 941, 1_633],
  ])('key %s is %d and %d Hz', (key, low, high) => {
    const pattern = keyPatterns.get(key);
    const samples = part(pattern as Pattern, 10, 110);
    const loud = [697, 770, 852, 941, 1_209, 1_336, 1_477, 1_633].filter((frequency) => strength(samples, frequency) > 0.07);
    expect(loud).toEqual([low, high]);
  });

  it('there are sixteen keys', () => {
    expect([...keyPatterns.keys()].sort().join('')).toBe('#*0123456789ABCD');
  });

  it('nothing is louder than the device can do, and nothing begins or ends with a click', () => {
    for (const pattern of [ringback, busy, waiting, ringing, answering, ...keyPatterns.values()]) {
      const samples = render(pattern, sampleRate);
      expect(Math.max(...samples.map(Math.abs))).toBeLessThanOrEqual(Math.fround(pattern.gain));
      expect(samples[0]).toBe(0);
      const steps = samples.slice(1).map((sample, at) => Math.abs(sample - (samples[at] ?? 0)));
      // The steepest place of the wave itself, not of its edges.
      const steepest = (2 * Math.PI * 1_633 * pattern.gain) / sampleRate;
      expect(Math.max(...steps)).toBeLessThanOrEqual(steepest);
    }
  });
});

function plugIn(...ids: string[]) {
  const fake = new FakeMediaDevices(ids.map((id) => speaker(id)));
  const ringers: (string | undefined)[] = [];
  const onRinger = (ringer: DeviceChoice | null) => ringers.push(ringer?.id);
  return { fake, ringers, tones: makeTones({ devices: makeDevices(fake.port), makeContext: FakeAudioContext.make, onRinger }) };
}

const open = () => FakeAudioContext.made.filter(({ state }) => state !== 'closed');
const playing = () => open().flatMap((context) => context.playing);

describe('playing them', () => {
  it('holds no sound engine while nothing plays', async () => {
    const { fake, tones } = plugIn('default');
    expect(FakeAudioContext.made).toEqual([]);
    tones.ring(true);
    tones.ring(true);
    vi.advanceTimersByTime(100);
    expect(playing()).toHaveLength(1);
    tones.ring(false);
    tones.ring(false);
    expect(playing()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(open()).toEqual([]);
    expect(fake.listeners).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('lets the caller be shown before it opens the device, and never opens it for one who gave up by then', () => {
    const { tones } = plugIn('default');
    tones.ring(true);
    expect(FakeAudioContext.made).toEqual([]);
    tones.ring(false);
    vi.advanceTimersByTime(1_000);
    expect(FakeAudioContext.made).toEqual([]);
  });

  it('keeps one engine for keys pressed one after another', async () => {
    const { tones } = plugIn('default');
    for (const key of '12a') {
      tones.key(key);
      const source = FakeAudioContext.made[0]?.sources.at(-1);
      if (source) source.isPlaying = false;
      source?.onended?.();
      await vi.advanceTimersByTimeAsync(500);
    }
    expect(FakeAudioContext.made).toHaveLength(1);
    expect(FakeAudioContext.made[0]?.sources).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(500);
    expect(open()).toEqual([]);
  });

  it('makes no sound for what is on no key', () => {
    const { tones } = plugIn('default');
    tones.key(',');
    tones.key('12');
    expect(FakeAudioContext.made).toEqual([]);
  });

  it('rings back until the last call that wants it has been put off', () => {
    const { tones } = plugIn('default');
    tones.ringback('a', true);
    tones.ringback('b', true);
    vi.advanceTimersByTime(100);
    expect(playing()).toHaveLength(1);
    expect(playing()[0]).toMatchObject({ loop: true, stopsAt: null });
    tones.ringback('a', false);
    expect(playing()).toHaveLength(1);
    tones.ringback('b', false);
    tones.ringback('c', false);
    expect(playing()).toEqual([]);
  });

  it('ends the busy tone by itself, after four periods', () => {
    const { tones } = plugIn('default');
    tones.busy();
    expect(playing()).toMatchObject([{ loop: true, stopsAt: 4 }]);
  });

  it('says on the ringer that a call is answered by itself, once', async () => {
    const { tones } = plugIn('default', 'desk');
    await tones.chooseRinger([{ id: 'desk', label: 'desk' }], []);
    tones.answering();
    await vi.waitFor(() => expect(open()[0]?.sinkId).toBe('desk'));
    expect(playing()).toMatchObject([{ loop: false }]);
  });

  it('rings on the ringer and talks on the speaker, each as loud as set', async () => {
    const { tones } = plugIn('default', 'desk', 'head');
    await tones.chooseRinger([{ id: 'desk', label: 'desk' }], []);
    await tones.chooseSpeaker([{ id: 'head', label: 'head' }]);
    tones.ringerVolume = 0.9;
    tones.ring(true);
    tones.waiting(true);
    tones.speakerVolume = 0.3;
    await vi.waitFor(() => expect(open().map(({ sinkId }) => sinkId)).toEqual(['desk', 'head']));
    expect(open().map(({ gains }) => gains[0]?.gain.value)).toEqual([0.9, 0.3]);
    expect([tones.ringerVolume, tones.speakerVolume]).toEqual([0.9, 0.3]);
  });

  it('rings on several devices at once, on each while it is there, and on none twice', async () => {
    const { fake, ringers, tones } = plugIn('default', 'desk', 'wall');
    const [desk, wall] = ['desk', 'wall'].map((id) => ({ id, label: id })) as [DeviceChoice, DeviceChoice];
    tones.ringerVolume = 0.9;
    await tones.chooseRinger([desk], [wall, desk]);
    tones.ring(true);
    vi.advanceTimersByTime(100);
    const sinks = () => open().map(({ sinkId }) => sinkId);
    const gains = () => open().map(({ gains }) => gains[0]?.gain.value);
    expect(gains()).toEqual([0.9, 0, 0]);
    await vi.waitFor(() => expect(sinks()).toEqual(['desk', 'wall', 'nowhere']));
    expect(gains()).toEqual([0.9, 0.9, 0.9]);
    fake.unplug('wall');
    await vi.waitFor(() => expect(sinks()).toEqual(['desk', 'nowhere', 'nowhere']));
    fake.unplug('desk');
    await vi.waitFor(() => expect(sinks()).toEqual(['', 'nowhere', 'nowhere']));
    fake.plug(speaker('wall'));
    await vi.waitFor(() => expect(sinks()).toEqual(['', 'wall', 'nowhere']));
    tones.ring(false);
    expect(playing()).toEqual([]);
    vi.advanceTimersByTime(1_000);
    await vi.waitFor(() => expect(ringers).toEqual(['desk', 'desk', 'default', 'default', undefined]));
  });

  it('rings on the default device when the ringer is gone, and on it again when it returns', async () => {
    const { fake, tones } = plugIn('default', 'desk');
    await tones.chooseRinger([{ id: 'desk', label: 'desk' }], []);
    tones.ring(true);
    await vi.waitFor(() => expect(open()[0]?.sinkId).toBe('desk'));
    fake.unplug('desk');
    await vi.waitFor(() => expect(open()[0]?.sinkId).toBe(''));
    fake.plug(speaker('desk'));
    await vi.waitFor(() => expect(open()[0]?.sinkId).toBe('desk'));
  });
});
