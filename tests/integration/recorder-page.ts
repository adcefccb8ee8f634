/* The page in which recorder.test.ts records tones and pictures, without calls and without files. */

import type { RecordedPart } from '../../renderer/phone/media/recorded-part.ts';
import { openRecorder, type RecordedPicture, type Recorder } from '../../renderer/phone/media/recorder.ts';
import type { RecordingMode } from '../../shared/call.ts';
import type { RecordingFormat, RecordingSides } from '../../shared/recording.ts';

export interface RecorderStart {
  sides: RecordingSides;
  /** Hertz. */
  local: number;
  remote: number;
  format?: RecordingFormat;
  mode?: RecordingMode;
}

/** A picture whose ground is a CSS colour, crossed by a white bar. */
export interface Pattern extends Pick<RecordedPicture, 'isLocal' | 'content'> {
  ground: string;
  width: number;
  height: number;
}

const context = new AudioContext();
const streams = new Map<string, MediaStream>();
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

/** The same stream for the same ground; of another size it changes while it goes on. */
function pattern({ ground, width, height }: Pattern): MediaStream {
  const canvas = canvases.get(ground) ?? document.createElement('canvas');
  canvases.set(ground, canvas);
  Object.assign(canvas, { width, height });
  const stream = streams.get(ground) ?? canvas.captureStream(20);
  if (streams.has(ground)) return stream;
  streams.set(ground, stream);
  const drawing = canvas.getContext('2d')!;
  let step = 0;
  setInterval(() => {
    drawing.fillStyle = ground;
    drawing.fillRect(0, 0, canvas.width, canvas.height);
    drawing.fillStyle = 'white';
    drawing.fillRect((++step % 20) * (canvas.width / 20), 0, canvas.width / 16, canvas.height);
  }, 50);
  return stream;
}
const canvases = new Map<string, HTMLCanvasElement>();

const bench = {
  async start({ sides, local, remote, format = 'ogg', mode = 'audio' }: RecorderStart): Promise<void> {
    parts = [];
    const onFailed = (error: unknown) => {
      failure = error;
    };
    recorder = await openRecorder({ sides, mode, format, onPart: (part) => void parts.push(part), onFailed });
    recorder.setLocal(tone(local).getAudioTracks()[0]!);
    recorder.setRemote(tone(remote));
  },
  show: (patterns: Pattern[]): void => recorder.setPictures(patterns.map((one) => ({ ...one, stream: pattern(one) }))),
  /** A camera is unplugged. */
  end(ground: string): void {
    for (const track of streams.get(ground)?.getTracks() ?? []) track.stop();
    streams.delete(ground);
  },
  /** Waits until so many seconds are written. */
  async untilWritten(seconds: number): Promise<void> {
    while ((parts.at(-1)?.seconds ?? 0) < seconds) {
      if (failure) throw failure;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  },
  /** The page has something else to do for three quarters of the time, 300 ms at once. Settles after so many seconds. */
  async keepBusy(seconds: number): Promise<void> {
    for (const end = performance.now() + seconds * 1_000; performance.now() < end; ) {
      const free = performance.now() + 300;
      while (performance.now() < free);
      await new Promise((resolve) => setTimeout(resolve, 100));
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
