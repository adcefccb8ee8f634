import { expect, it, vi } from 'vitest';
import { makeFakeStream, makeFakeTrack } from '../testing/fake-media.ts';
import { type MixContext, makeMix } from './mix.ts';
import type { Companion } from './output.ts';

/** A part of a sound engine in memory, which knows what flows into it. */
class FakeNode {
  readonly name: string;
  readonly stream = makeFakeStream([makeFakeTrack('mix')]);
  readonly gain = { value: 1 };
  readonly to = new Set<FakeNode>();

  constructor(name: string) {
    this.name = name;
  }

  connect(node: FakeNode): void {
    this.to.add(node);
  }

  /** As Web Audio has it: from one node, which must be connected, or from all. */
  disconnect(node?: FakeNode): void {
    if (node && !this.to.delete(node)) throw new DOMException('Not connected', 'InvalidAccessError');
    if (!node) this.to.clear();
  }
}

class FakeContext extends EventTarget {
  state = 'suspended';
  readonly nodes: FakeNode[] = [];
  sinkId: string;
  refusedSink: string | null = null;

  constructor(speaker: string) {
    super();
    this.sinkId = speaker;
  }

  createGain = () => this.#make('gain');
  createMediaStreamDestination = () => this.#make('ear');
  createMediaStreamSource = (stream: MediaStream) => this.#make(stream.getAudioTracks()[0]?.label ?? '');

  resume(): Promise<void> {
    this.state = 'running';
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.state = 'closed';
    return Promise.resolve();
  }

  async setSinkId(id: string | { type: 'none' }): Promise<void> {
    if (id === this.refusedSink || this.state === 'closed') throw new DOMException('No such sink', 'NotFoundError');
    this.sinkId = typeof id === 'string' ? id : 'nowhere';
  }

  /** As Chromium does it when the device of a context fails. */
  loseDevice(): void {
    this.state = 'suspended';
    this.dispatchEvent(new Event('error'));
  }

  /** The labels of all that sounds in that track. */
  heardIn(track: MediaStreamTrack): string[] {
    const ear = this.nodes.find(({ stream }) => stream.getAudioTracks()[0] === track);
    const flowsTo = (node: FakeNode): boolean => node === ear || (node.gain.value > 0 && [...node.to].some(flowsTo));
    return this.nodes.filter((node) => node.name !== 'ear' && node.name !== 'gain' && flowsTo(node)).map(({ name }) => name);
  }

  #make(name: string): FakeNode {
    const node = new FakeNode(name);
    this.nodes.push(node);
    return node;
  }
}

function mixOf(...ids: string[]) {
  const companions = new Set<Companion>();
  const accompany = (companion: Companion) => {
    companions.add(companion);
    return () => companions.delete(companion);
  };
  const context = new FakeContext('');
  const mix = makeMix({
    output: { speaker: 'desk', accompany },
    makeContext: (speaker) => Object.assign(context, { sinkId: speaker }) as unknown as MixContext,
    streamOf: (track) => makeFakeStream([track]),
  });
  const moveTo = (id: string) => Promise.all([...companions].map((companion) => companion.moveTo(id)));
  const tracks = new Map<string, MediaStreamTrack>();
  const join = (id: string) => {
    tracks.set(id, mix.join(id));
    mix.setMicrophone(id, makeFakeTrack('us'));
    mix.setSound(id, makeFakeStream([makeFakeTrack(id)]));
  };
  for (const id of ids) join(id);
  const heardBy = (id: string) => context.heardIn(tracks.get(id)!).sort();
  return { context, companions, mix, join, heardBy, moveTo, tracks };
}

it('everyone hears us and everyone else, and nobody themselves', () => {
  const { context, heardBy, join } = mixOf('bob', 'carol');
  expect(heardBy('bob')).toEqual(['carol', 'us']);
  expect(heardBy('carol')).toEqual(['bob', 'us']);
  join('dave');
  expect(heardBy('bob')).toEqual(['carol', 'dave', 'us']);
  expect(heardBy('dave')).toEqual(['bob', 'carol', 'us']);
  expect(context.state).toBe('running');
});

it('whoever is not to be heard still hears the others', () => {
  const { heardBy, mix } = mixOf('bob', 'carol');
  mix.setAudible('bob', false);
  expect(heardBy('carol')).toEqual(['us']);
  expect(heardBy('bob')).toEqual(['carol', 'us']);
  mix.setAudible('bob', true);
  expect(heardBy('carol')).toEqual(['bob', 'us']);
});

it('a new sound takes the place of the old one', () => {
  const { heardBy, mix } = mixOf('bob', 'carol');
  mix.setSound('bob', makeFakeStream([makeFakeTrack('bob again')]));
  mix.setMicrophone('carol', makeFakeTrack('our headset'));
  expect(heardBy('carol')).toEqual(['bob again', 'our headset']);
  mix.setMicrophone('carol', null);
  mix.setSound('bob', makeFakeStream([]));
  expect(heardBy('carol')).toEqual(['bob again']);
});

it('whoever left hears and is heard no more', () => {
  const { heardBy, mix, tracks } = mixOf('bob', 'carol', 'dave');
  mix.leave('bob');
  mix.leave('bob');
  expect(heardBy('bob')).toEqual([]);
  expect(heardBy('carol')).toEqual(['dave', 'us']);
  expect(tracks.get('bob')?.readyState).toBe('ended');
  for (const change of [() => mix.setAudible('bob', true), () => mix.setMicrophone('bob', null)]) expect(change).not.toThrow();
});

it('nothing is left when it closes', () => {
  const { context, mix, tracks } = mixOf('bob', 'carol');
  mix.close();
  expect(context.state).toBe('closed');
  expect(context.nodes.filter(({ to }) => to.size > 0)).toEqual([]);
  expect([...tracks.values()].map(({ readyState }) => readyState)).toEqual(['ended', 'ended']);
});

it('runs on the speaker of the calls, and moves with them', async () => {
  const { context, moveTo } = mixOf('bob', 'carol');
  expect(context.sinkId).toBe('desk');
  await moveTo('headset');
  expect(context.sinkId).toBe('headset');
});

it('goes on without a speaker where that cannot be had or fails, and returns to the next one', async () => {
  const { context, moveTo } = mixOf('bob', 'carol');
  context.refusedSink = 'headset';
  await moveTo('headset');
  expect(context).toMatchObject({ sinkId: 'nowhere', state: 'running' });
  await moveTo('desk');
  expect(context.sinkId).toBe('desk');
  context.loseDevice();
  await vi.waitFor(() => expect(context).toMatchObject({ sinkId: 'nowhere', state: 'running' }));
});

it('moves nowhere any more when it is closed', async () => {
  const { context, companions, mix, moveTo } = mixOf('bob', 'carol');
  const [companion] = companions;
  mix.close();
  expect(companions.size).toBe(0);
  await moveTo('headset');
  await companion?.moveTo('headset');
  expect(context.sinkId).toBe('desk');
});
