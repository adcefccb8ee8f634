import type { Output } from './output.ts';

/** What is used of an AudioContext. `setSinkId` is Chromium's; TypeScript's DOM library does not know it yet. */
export type MixContext = Pick<
  AudioContext,
  'createGain' | 'createMediaStreamDestination' | 'createMediaStreamSource' | 'addEventListener' | 'resume' | 'close' | 'state'
> & {
  setSinkId: (id: string | { type: 'none' }) => Promise<void>;
};

/** The sound of a conference: each member is sent our microphone and everyone else, and nobody hears themselves. */
export interface Mix {
  /** Lets a member in. Returns what is to be sent to them from now on, which stays the same track. */
  join: (id: string) => MediaStreamTrack;
  /** Our own sound as that member is to hear it; null is silence. */
  setMicrophone: (id: string, track: MediaStreamTrack | null) => void;
  /** What comes from that member. */
  setSound: (id: string, stream: MediaStream) => void;
  /** Whether the others hear that member. */
  setAudible: (id: string, on: boolean) => void;
  /** Everyone but us, as we hear them; the same stream until the mix is closed. */
  hearAll: () => MediaStream;
  leave: (id: string) => void;
  /** Lets go of everything; the mix is of no use afterwards. */
  close: () => void;
}

export type MakeMix = () => Mix;

interface Member {
  /** What the member hears. */
  readonly ear: MediaStreamAudioDestinationNode;
  /** What the others hear of the member. */
  readonly mouth: GainNode;
  sound: MediaStreamAudioSourceNode | null;
  microphone: MediaStreamAudioSourceNode | null;
}

export interface MixOptions {
  /** Where the far ends are heard. */
  output?: Pick<Output, 'speaker' | 'accompany'>;
  /** `speaker`: the id of a device; empty is the system's default. */
  makeContext?: (speaker: string) => MixContext;
  streamOf?: (track: MediaStreamTrack) => MediaStream;
}

const systemSpeaker: Required<MixOptions>['output'] = { speaker: '', accompany: () => () => {} };

/**
 * Nothing of the mix itself is heard here. It runs on the speaker of the calls all the same, in the time of which the far ends come in: a
 * speaker is served in real time where the system grants that, and what has none (`sinkId: { type: 'none' }`) by an ordinary timer, which
 * leaves out what it is late for: up to a twentieth of the sound on a busy computer, and what waits to be mixed arrives some 30 ms late.
 */
const contextOn = (speaker: string): MixContext => new AudioContext({ sinkId: speaker } as AudioContextOptions) as unknown as MixContext;

/**
 * Mixes by Web Audio. The far ends must be played by an element as well, muted or not: Chromium pulls no sound out of a remote track that
 * nothing plays (https://issues.chromium.org/issues/40094084).
 */
export function makeMix({
  output = systemSpeaker,
  makeContext = contextOn,
  streamOf = (track) => new MediaStream([track]),
}: MixOptions = {}): Mix {
  const context = makeContext(output.speaker);
  const stopMoving = keepRunning(context, output);
  const members = new Map<string, Member>();
  /** Only where somebody asked for it. */
  let everyone: MediaStreamAudioDestinationNode | null = null;
  // A page that nobody touched yet gets a suspended one (autoplay policy).
  if (context.state === 'suspended') void context.resume();

  const leave = (id: string): void => {
    const member = members.get(id);
    if (!member) return;
    members.delete(id);
    for (const node of [member.sound, member.microphone, member.mouth]) node?.disconnect();
    for (const other of members.values()) other.mouth.disconnect(member.ear);
    for (const track of member.ear.stream.getTracks()) track.stop();
  };

  return {
    join(id) {
      const member: Member = { ear: context.createMediaStreamDestination(), mouth: context.createGain(), sound: null, microphone: null };
      for (const other of members.values()) {
        other.mouth.connect(member.ear);
        member.mouth.connect(other.ear);
      }
      if (everyone) member.mouth.connect(everyone);
      members.set(id, member);
      const [track] = member.ear.stream.getAudioTracks();
      if (!track) throw new Error('A destination of Web Audio has no track.');
      return track;
    },
    setMicrophone(id, track) {
      const member = members.get(id);
      if (!member) return;
      member.microphone?.disconnect();
      member.microphone = track && context.createMediaStreamSource(streamOf(track));
      member.microphone?.connect(member.ear);
    },
    setSound(id, stream) {
      const member = members.get(id);
      // A source without a track is an error to Web Audio.
      if (!member || stream.getAudioTracks().length === 0) return;
      member.sound?.disconnect();
      member.sound = context.createMediaStreamSource(stream);
      member.sound.connect(member.mouth);
    },
    setAudible(id, on) {
      const member = members.get(id);
      if (member) member.mouth.gain.value = on ? 1 : 0;
    },
    hearAll() {
      if (!everyone) {
        everyone = context.createMediaStreamDestination();
        for (const { mouth } of members.values()) mouth.connect(everyone);
      }
      return everyone.stream;
    },
    leave,
    close() {
      stopMoving();
      for (const id of [...members.keys()]) leave(id);
      void context.close();
    },
  };
}

/** On the speaker of the calls, wherever that is, and without one when there is none: the others hear us still. Returns how to stop. */
function keepRunning(context: MixContext, output: Pick<Output, 'accompany'>): () => void {
  const goWithout = async (): Promise<void> => {
    if (context.state === 'closed') return;
    await context.setSinkId({ type: 'none' });
    // Chromium suspends a context whose device failed.
    await context.resume();
  };
  // It was closed meanwhile: nobody is left who could hear it.
  const survive = (): Promise<void> => goWithout().catch(() => {});
  context.addEventListener('error', () => void survive());
  return output.accompany({ moveTo: (id) => context.setSinkId(id).catch(survive) });
}
