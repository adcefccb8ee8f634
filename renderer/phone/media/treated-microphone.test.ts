import { describe, expect, it } from 'vitest';
import { FakeMicrophone, makeFakeTrack } from '../testing/fake-media.ts';
import type { MicrophoneFeed } from './microphone.ts';
import { TreatedMicrophone } from './treated-microphone.ts';
import type { MakeStage, MakeTreatment, Treatment } from './treatment.ts';

const suppressor: MakeStage = () => Promise.reject(new Error('never made by the fake'));
const gain: MakeStage = () => Promise.reject(new Error('never made by the fake'));
const settle = () => new Promise((resolve) => setImmediate(resolve));

interface Made {
  readonly stages: readonly MakeStage[];
  readonly inputs: MediaStreamTrack[];
  isClosed: boolean;
}

function setUp() {
  const device = new FakeMicrophone();
  const made: Made[] = [];
  const failures: unknown[] = [];
  const fake = { device, made, failures, failure: null as Error | null, gate: Promise.resolve() };
  const make: MakeTreatment = async (stages): Promise<Treatment> => {
    await fake.gate;
    if (fake.failure) throw fake.failure;
    const one: Made = { stages, inputs: [], isClosed: false };
    made.push(one);
    return {
      track: makeFakeTrack('treated'),
      setInput: (track) => one.inputs.push(track),
      close: () => {
        one.isClosed = true;
      },
    };
  };
  return Object.assign(fake, { shared: new TreatedMicrophone(device, (error) => failures.push(error), make) });
}

function take(shared: TreatedMicrophone) {
  const feeds: MicrophoneFeed[] = [];
  const states: (string | undefined)[] = [];
  const stop = shared.use((feed) => {
    states.push(feeds.at(-1)?.track?.readyState);
    feeds.push(feed);
  });
  return { feeds, states, stop, labels: () => feeds.map(({ track }) => track?.label) };
}

describe('without a stage', () => {
  it('what is sent is the sound of the device, and nothing is made', async () => {
    const { device, shared, made } = setUp();
    const { feeds, labels } = take(shared);
    device.deliver();
    await settle();
    expect(labels()).toEqual(['microphone']);
    device.fail('microphone-busy');
    expect(feeds.at(-1)).toEqual({ track: null, notice: 'microphone-busy' });
    expect(feeds[0]?.track?.readyState).toBe('ended');
    expect(made).toEqual([]);
  });

  it('each user has a track of its own, and the device is given back with the last', async () => {
    const { device, shared } = setUp();
    const first = take(shared);
    device.deliver();
    const second = take(shared);
    await settle();
    expect(device.users).toBe(1);
    expect(second.feeds[0]?.track).not.toBe(first.feeds[0]?.track);
    first.stop();
    expect(second.feeds[0]?.track?.readyState).toBe('live');
    second.stop();
    second.stop();
    expect(second.feeds[0]?.track?.readyState).toBe('ended');
    expect(device.users).toBe(0);
  });
});

describe('with a stage', () => {
  it('nobody waits for it: the device is heard until it is made', async () => {
    const { device, shared, made } = setUp();
    await shared.treat('suppressor', suppressor);
    expect(made).toEqual([]);
    const { labels } = take(shared);
    device.deliver();
    expect(labels()).toEqual(['microphone']);
    await settle();
    expect(labels()).toEqual(['microphone', 'treated']);
    expect(made[0]?.inputs).toHaveLength(1);
  });

  it('comes and goes in the middle of a call, the new track before the old one ends', async () => {
    const { device, shared, made } = setUp();
    const { labels, states, feeds } = take(shared);
    device.deliver();
    await shared.treat('suppressor', suppressor);
    await shared.treat('suppressor', null);
    expect(labels()).toEqual(['microphone', 'treated', 'microphone']);
    expect(states).toEqual([undefined, 'live', 'live']);
    expect(feeds.map(({ track }) => track?.readyState)).toEqual(['ended', 'ended', 'live']);
    expect(made[0]?.isClosed).toBe(true);
  });

  it('stands in its place, whichever was asked for first', async () => {
    const { device, shared, made } = setUp();
    take(shared);
    device.deliver();
    await shared.treat('gain', gain);
    await shared.treat('suppressor', suppressor);
    expect(made.map(({ stages }) => stages)).toEqual([[gain], [suppressor, gain]]);
    expect(made.map(({ isClosed }) => isClosed)).toEqual([true, false]);
  });

  it('hears another device without being made again', async () => {
    const { device, shared, made } = setUp();
    await shared.treat('suppressor', suppressor);
    const { labels } = take(shared);
    device.deliver();
    await settle();
    device.deliver({ notice: 'microphone-lost' });
    expect(made).toHaveLength(1);
    expect(made[0]?.inputs).toHaveLength(2);
    expect(labels().at(-1)).toBe('treated');
  });

  it('that comes too late is thrown away', async () => {
    const fake = setUp();
    const { device, shared, made } = fake;
    let open = () => {};
    fake.gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { labels, stop } = take(shared);
    device.deliver();
    const treating = shared.treat('suppressor', suppressor);
    stop();
    open();
    await treating;
    expect(labels()).toEqual(['microphone']);
    expect(made[0]?.isClosed).toBe(true);
  });

  it('that cannot be made is told, and the device goes on being heard', async () => {
    const fake = setUp();
    fake.failure = new Error('no wasm');
    const { feeds } = take(fake.shared);
    fake.device.deliver();
    await fake.shared.treat('suppressor', suppressor);
    expect(fake.failures).toEqual([fake.failure]);
    expect(feeds).toHaveLength(1);
    expect(feeds[0]?.track).toMatchObject({ label: 'microphone', readyState: 'live' });
  });

  it('leaves a tone alone that stands in for the device', async () => {
    const { device, shared, made } = setUp();
    const { labels } = take(shared);
    device.deliver();
    await shared.treat('suppressor', suppressor);
    await shared.substitute(() => Promise.reject(new Error('the fake does not open it')));
    expect(labels().at(-1)).toBe('microphone');
    expect(made[0]?.isClosed).toBe(true);
    await shared.substitute(null);
    expect(labels().at(-1)).toBe('treated');
  });
});
