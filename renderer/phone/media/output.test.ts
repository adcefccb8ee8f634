import { beforeEach, describe, expect, it } from 'vitest';
import { FakeAudioElement, FakeMediaDevices, speaker } from '../testing/fake-browser.ts';
import { makeFakeStream } from '../testing/fake-media.ts';
import { makeDevices } from './devices.ts';
import { SpeakerOutput } from './output.ts';

const desk = { id: 'desk', label: 'Desk' };

beforeEach(() => {
  FakeAudioElement.made.length = 0;
  FakeAudioElement.refusedSink = null;
});

function plugIn(...ids: string[]) {
  const fake = new FakeMediaDevices(ids.map((id) => speaker(id, id === 'desk' ? 'Desk' : id)));
  return { fake, output: new SpeakerOutput(makeDevices(fake.port), () => new FakeAudioElement()) };
}

/** Whatever was under way has come to its end. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

const sinks = () => FakeAudioElement.made.map(({ sinkId }) => sinkId);

describe('playing', () => {
  it('gives each call an element of its own and lets it go with the call', () => {
    const { fake, output } = plugIn('default');
    const [first, second] = [makeFakeStream(), makeFakeStream()];
    output.attach('a', first);
    output.attach('a', first);
    output.attach('b', second);
    expect(FakeAudioElement.made.map(({ autoplay, srcObject }) => ({ autoplay, srcObject }))).toEqual([
      { autoplay: true, srcObject: first },
      { autoplay: true, srcObject: second },
    ]);
    output.detach('a');
    output.detach('a');
    expect(FakeAudioElement.made[0]).toMatchObject({ isPaused: true, srcObject: null });
    expect(fake.listeners).toBe(1);
    output.detach('b');
    expect(fake.listeners).toBe(0);
  });

  it('goes over to another stream of the same call', () => {
    const { output } = plugIn('default');
    const late = makeFakeStream();
    output.attach('a', makeFakeStream());
    output.attach('a', late);
    expect(FakeAudioElement.made).toHaveLength(1);
    expect(FakeAudioElement.made[0]?.srcObject).toBe(late);
  });

  it('mutes one call, also before it plays, and forgets that with the call', () => {
    const { output } = plugIn('default');
    output.mute('a', true);
    output.attach('a', makeFakeStream());
    output.attach('b', makeFakeStream());
    expect(FakeAudioElement.made.map(({ muted }) => muted)).toEqual([true, false]);
    output.mute('a', false);
    expect(FakeAudioElement.made[0]?.muted).toBe(false);
    output.mute('a', true);
    output.detach('a');
    output.attach('a', makeFakeStream());
    expect(FakeAudioElement.made.at(-1)?.muted).toBe(false);
  });

  it('is as loud as wished, within reason, now and later', () => {
    const { output } = plugIn('default');
    output.attach('a', makeFakeStream());
    output.volume = 0.4;
    output.attach('b', makeFakeStream());
    expect(FakeAudioElement.made.map(({ volume }) => volume)).toEqual([0.4, 0.4]);
    output.volume = 7;
    expect(output.volume).toBe(1);
    output.volume = -1;
    expect(FakeAudioElement.made.map(({ volume }) => volume)).toEqual([0, 0]);
  });
});

it('plays one call softer than the others, also before it plays, and forgets that with the call', () => {
  const { output } = plugIn('default');
  output.setVolume('a', 0.5);
  output.attach('a', makeFakeStream());
  output.attach('b', makeFakeStream());
  output.volume = 0.8;
  expect(FakeAudioElement.made.map(({ volume }) => volume)).toEqual([0.4, 0.8]);
  output.setVolume('b', 0);
  expect(FakeAudioElement.made[1]?.volume).toBe(0);
  output.detach('a');
  output.attach('a', makeFakeStream());
  expect(FakeAudioElement.made.at(-1)?.volume).toBe(0.8);
});

describe('the speaker', () => {
  it('is the chosen one from the first sound on, and the default one without a choice', async () => {
    const { output } = plugIn('default', 'desk');
    output.attach('a', makeFakeStream());
    await output.choose([desk]);
    expect(sinks()).toEqual(['desk']);
    output.attach('b', makeFakeStream());
    await settle();
    expect(sinks()).toEqual(['desk', 'desk']);
    await output.choose([]);
    expect(sinks()).toEqual(['', '']);
  });

  it('falls back to the default one in a call, and forward when the chosen one returns', async () => {
    const { fake, output } = plugIn('default', 'desk');
    await output.choose([desk]);
    output.attach('a', makeFakeStream());
    await settle();
    expect(sinks()).toEqual(['desk']);
    fake.unplug('desk');
    await settle();
    expect(sinks()).toEqual(['']);
    fake.plug(speaker('desk-again', 'Desk'));
    await settle();
    expect(sinks()).toEqual(['desk-again']);
  });

  it('is the default one when the chosen one will not play', async () => {
    const { output } = plugIn('default', 'desk');
    FakeAudioElement.refusedSink = 'desk';
    output.attach('a', makeFakeStream());
    await output.choose([desk]);
    expect(sinks()).toEqual(['']);
  });

  it('is the one chosen last when two are chosen in a hurry', async () => {
    const { output } = plugIn('default', 'desk', 'wall');
    output.attach('a', makeFakeStream());
    await Promise.all([output.choose([desk]), output.choose([{ id: 'wall', label: 'wall' }])]);
    expect(sinks()).toEqual(['wall']);
  });
});

it('takes along what accompanies the calls, until it is let go', async () => {
  const { fake, output } = plugIn('default', 'desk');
  const moved: string[] = [];
  const stop = output.accompany({ moveTo: async (id) => void moved.push(id) });
  await output.choose([desk]);
  expect(moved).toEqual([]);
  output.attach('a', makeFakeStream());
  await settle();
  expect(moved).toEqual(['desk']);
  expect(output.speaker).toBe('desk');
  fake.unplug('desk');
  await settle();
  expect(moved).toEqual(['desk', '']);
  expect(output.speaker).toBe('');
  stop();
  await output.choose([]);
  await settle();
  expect(moved).toEqual(['desk', '']);
});
