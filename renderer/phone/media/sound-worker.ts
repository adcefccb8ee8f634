/*
 * Worker: encodes the sound of a recording, away from the page and from the pictures. Both may be busy for long, and of sound nothing may be missing.
 */

import type { RecordingFile } from '../../../shared/recording.ts';
import { openOpusWriter } from './opus-writer.ts';
import { openPacketWriter } from './packet-writer.ts';
import type { OpenSoundWriter, SoundWriter } from './recorded-part.ts';
import type { SoundOrder, SoundReport } from './sound-work.ts';
import { openWavWriter } from './wav-writer.ts';

const writers: Readonly<Record<RecordingFile, OpenSoundWriter>> = { ogg: openOpusWriter, wav: openWavWriter, webm: openPacketWriter };

/** Samples after which the page is told when the recording began; the first time after a burst of them. */
const [tellPeriod, firstPeriod] = [24_000, 12_000];

/** Milliseconds without a piece after which none will come: they come in bursts. */
const patience = 500;

let reader: ReadableStreamDefaultReader<AudioData> | undefined;
let samples = 0;
/** Epoch milliseconds. */
let begun = Number.POSITIVE_INFINITY;
/** Milliseconds that belong to the recording. */
let length = Number.POSITIVE_INFINITY;

const now = (): number => performance.timeOrigin + performance.now();
const report = (message: SoundReport, transfer: Transferable[] = []): void => self.postMessage(message, { transfer });

self.addEventListener('message', ({ data }: MessageEvent<SoundOrder>) => {
  switch (data.kind) {
    case 'begin':
      return begin(data);
    case 'stop':
      return void finish();
    default:
      data satisfies never;
  }
});

function begin({ channels, file, pieces }: Extract<SoundOrder, { kind: 'begin' }>): void {
  const writer = writers[file]({ channels, onPart: (part) => report({ kind: 'part', part }, [part.bytes.buffer]) });
  reader = pieces.getReader();
  copy(reader, writer).then(
    () => report({ kind: 'stopped' }),
    (error) => report({ kind: 'failed', problem: String(error) }),
  );
}

async function copy(from: ReadableStreamDefaultReader<AudioData>, writer: SoundWriter): Promise<void> {
  let [tellAt, earliest] = [firstPeriod, Number.POSITIVE_INFINITY];
  for (let next = await from.read(); !next.done; next = await from.read()) {
    // By a piece that has waited it seems later than it was.
    earliest = Math.min(earliest, now() - samples / 48);
    if (samples >= tellAt) {
      [tellAt, begun, earliest] = [samples + tellPeriod, earliest, Number.POSITIVE_INFINITY];
      report({ kind: 'begun', at: begun });
    }
    if (samples / 48 < length) writer.write(next.value);
    samples += next.value.numberOfFrames;
    next.value.close();
    if (samples / 48 >= length) break;
  }
  await writer.end();
}

/** Takes what was heard until now and still waits: the end of a track would let go of it. */
async function finish(): Promise<void> {
  length = Number.isFinite(begun) ? now() - begun : samples / 48;
  for (let before = -1; before !== samples; ) {
    before = samples;
    await new Promise((resolve) => setTimeout(resolve, patience));
  }
  await reader?.cancel();
}
