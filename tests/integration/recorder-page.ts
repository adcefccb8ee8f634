/* The page in which recorder.test.ts records tones, without calls and without files. */

import type { RecordedPart } from '../../renderer/phone/media/recorded-part.ts';
import { openRecorder, type Recorder } from '../../renderer/phone/media/recorder.ts';
import type { RecordingFormat, RecordingSides } from '../../shared/recording.ts';

const context = new AudioContext();
let parts: RecordedPart[] = [];
let recorder: Recorder;
let failure: unknown = null;

function tone(frequency: number): MediaStream {
  const oscillator = new OscillatorNode(context, { frequency });
  const gain = new GainNode(context, { gain: 0.4 });
  const out = new MediaStreamAudioDestinationNode(context);
  oscillator.connect(gain).connect(out);
  oscillator.start();
  return out.stream;
}

const bench = {
  start(sides: RecordingSides, local: number, remote: number, format: RecordingFormat = 'ogg'): void {
    parts = [];
    const onFailed = (error: unknown) => {
      failure = error;
    };
    recorder = openRecorder({ sides, format, onPart: (part) => void parts.push(part), onFailed });
    recorder.setLocal(tone(local).getAudioTracks()[0]!);
    recorder.setRemote(tone(remote));
  },
  /** Waits until so many seconds are written. */
  async untilWritten(seconds: number): Promise<void> {
    while ((parts.at(-1)?.seconds ?? 0) < seconds) {
      if (failure) throw failure;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  },
  written: (): number => parts.at(-1)?.seconds ?? 0,
  pause: (on: boolean): void => recorder.pause(on),
  speak: (frequency: number | null): void => recorder.setLocal(frequency === null ? null : tone(frequency).getAudioTracks()[0]!),
  peaks: (): (readonly number[])[] => parts.map(({ peaks }) => peaks),
  async stop(): Promise<number[]> {
    await recorder.stop();
    if (failure) throw failure;
    return parts.flatMap(({ bytes }) => [...bytes]);
  },
};
export type RecorderBench = typeof bench;
Object.assign(globalThis, { bench });
