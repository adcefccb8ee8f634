/** One thing that is done to the sound of the microphone before it is sent, as a part of a chain of Web Audio. */
export interface Stage {
  readonly input: AudioNode;
  readonly output: AudioNode;
  close: () => void;
}

/** Resolves when sound comes through it. */
export type MakeStage = (context: BaseAudioContext) => Promise<Stage>;

/** The chain between what a device gives and what is sent. */
export interface Treatment {
  /** What comes out: the same track as long as the treatment lasts, whatever goes in. */
  readonly track: MediaStreamTrack;
  /** From now on this is what goes in. The track stays its owner's, who may stop it once another has taken its place. */
  setInput: (track: MediaStreamTrack) => void;
  close: () => void;
}

/** Rejects, and leaves nothing behind, when a stage cannot be made. */
export type MakeTreatment = (stages: readonly MakeStage[]) => Promise<Treatment>;

/** The rate that noise suppressors are trained for, and that of Opus: nothing is converted on the way to the wire. Hz. */
export const treatedRate = 48_000;

/** Nothing of it is heard here, so it needs no speaker and does not mind when one goes. `sinkId` is Chromium's. */
const silentContext = () =>
  new AudioContext({ sampleRate: treatedRate, latencyHint: 'interactive', sinkId: { type: 'none' } } as AudioContextOptions);

/** A chain of the stages, in their order. */
export const makeTreatment: MakeTreatment = async (makers) => {
  const context = silentContext();
  const stages: Stage[] = [];
  try {
    // A page that nobody touched yet gets a suspended one (autoplay policy).
    if (context.state === 'suspended') await context.resume();
    for (const make of makers) stages.push(await make(context));
  } catch (error) {
    for (const stage of stages) stage.close();
    void context.close();
    throw error;
  }
  // One channel, as speech is sent: two of a microphone are mixed, not halved.
  const input = new GainNode(context, { channelCount: 1, channelCountMode: 'explicit' });
  const output = new MediaStreamAudioDestinationNode(context, { channelCount: 1, channelCountMode: 'explicit' });
  let end: AudioNode = input;
  for (const stage of stages) {
    end.connect(stage.input);
    end = stage.output;
  }
  end.connect(output);
  const [track] = output.stream.getAudioTracks();
  if (!track) throw new Error('A destination of Web Audio has no track.');
  let source: MediaStreamAudioSourceNode | null = null;
  return {
    track,
    setInput(raw) {
      const old = source;
      source = new MediaStreamAudioSourceNode(context, { mediaStream: new MediaStream([raw]) });
      source.connect(input);
      old?.disconnect();
    },
    close() {
      source?.disconnect();
      for (const stage of stages) stage.close();
      track.stop();
      void context.close();
    },
  };
};
