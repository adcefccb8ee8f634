import { makeWavHead, toPcm } from '../../../shared/wav.ts';
import { type OpenSoundWriter, PeakWatch, samplesOf } from './recorded-part.ts';

/** That of the recorder: what comes is not changed. */
const rate = 48_000;

/** WAV. The head says how long the file is, which whoever writes the parts into a file keeps true. */
export const openWavWriter: OpenSoundWriter = ({ channels, onPart }) => {
  const peaks = new PeakWatch(channels);
  let pieces: Uint8Array[] = [];
  let [waiting, frames] = [0, 0];
  const turn = (): void => {
    const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const piece of pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    pieces = [];
    waiting = 0;
    onPart({ bytes, seconds: frames / rate, peaks: peaks.take() });
  };
  onPart({ bytes: makeWavHead({ channels, rate }), seconds: 0, peaks: [] });
  return {
    write(sound) {
      const samples = samplesOf(sound, channels);
      peaks.hear(samples);
      pieces.push(toPcm(samples));
      waiting += sound.numberOfFrames;
      frames += sound.numberOfFrames;
      if (waiting >= rate) turn();
    },
    async end() {
      if (waiting > 0) turn();
    },
  };
};
