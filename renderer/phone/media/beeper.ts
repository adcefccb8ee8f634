import { recorded, render } from './tone-patterns.ts';

/** Puts a short tone into what the far end hears of us. */
export interface Beeper {
  /** Takes in what would be sent, null for nothing, and gives what is to be sent instead: the same track each time. */
  sendThrough: (own: MediaStreamTrack | null) => MediaStreamTrack;
  beep: () => void;
  close: () => void;
}

export type OpenBeeper = () => Beeper;

/** By Web Audio. It is open only while it is of use: it costs what an open context costs, and a few milliseconds of delay. */
export const openBeeper: OpenBeeper = () => {
  // Nothing of it is heard here, and it goes on when there is no speaker.
  const context = new AudioContext({ sinkId: { type: 'none' } } as AudioContextOptions);
  if (context.state === 'suspended') void context.resume();
  const out = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
  const samples = render(recorded, context.sampleRate);
  const buffer = new AudioBuffer({ length: samples.length, sampleRate: context.sampleRate });
  buffer.copyToChannel(samples, 0);
  let source: MediaStreamAudioSourceNode | null = null;
  return {
    sendThrough(own) {
      source?.disconnect();
      source = own && new MediaStreamAudioSourceNode(context, { mediaStream: new MediaStream([own]) });
      source?.connect(out);
      const [track] = out.stream.getAudioTracks();
      if (!track) throw new Error('A destination of Web Audio has no track.');
      return track;
    },
    beep() {
      const tone = new AudioBufferSourceNode(context, { buffer });
      tone.connect(out);
      tone.start();
    },
    close() {
      for (const track of out.stream.getTracks()) track.stop();
      void context.close();
    },
  };
};
