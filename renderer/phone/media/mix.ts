/** What is used of an AudioContext. */
export type MixContext = Pick<
  AudioContext,
  'createGain' | 'createMediaStreamDestination' | 'createMediaStreamSource' | 'resume' | 'close' | 'state'
>;

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

/** Nothing of the mix itself is heard here, so it needs no speaker, and goes on when there is none. `sinkId` is Chromium's. */
const silentContext = (): MixContext => new AudioContext({ sinkId: { type: 'none' } } as AudioContextOptions);

/**
 * Mixes by Web Audio. The far ends must be played by an element as well, muted or not: Chromium pulls no sound out of a remote track that
 * nothing plays (https://issues.chromium.org/issues/40094084).
 */
export function makeMix(
  makeContext: () => MixContext = silentContext,
  streamOf: (track: MediaStreamTrack) => MediaStream = (track) => new MediaStream([track]),
): Mix {
  const context = makeContext();
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
      for (const id of [...members.keys()]) leave(id);
      void context.close();
    },
  };
}
