import { opusRate } from '../../../shared/ogg.ts';
import { openOpusEncoder } from './opus-encoder.ts';
import { type OpenSoundWriter, PeakWatch, samplesOf } from './recorded-part.ts';

/** Bare packets of Opus, each by itself, for a file that has something else between them. */
export const openPacketWriter: OpenSoundWriter = ({ channels, onPart }) => {
  const peaks = new PeakWatch(channels);
  let upTo = 0;
  const encoder = openOpusEncoder(channels, (bytes, samples) => {
    upTo += samples;
    onPart({ bytes, seconds: upTo / opusRate, peaks: peaks.take() });
  });
  return {
    write(sound) {
      peaks.hear(samplesOf(sound, channels));
      encoder.encode(sound);
    },
    end: encoder.end,
  };
};
