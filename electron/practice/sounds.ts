import type { LoopbackMedia } from './media.ts';
import { FRAME_SAMPLES, melody, renderMelody } from './melody.ts';
import { pace } from './pace.ts';

let frames: readonly Buffer[] | undefined;

/** Sends the far end its own voice back, packet by packet, nothing decoded. */
export function echo(media: LoopbackMedia): void {
  media.onVoice = ({ payload, header: { timestamp, sequenceNumber, marker } }) =>
    void media.sendVoice({ payload, timestamp, sequenceNumber, marker });
}

/**
 * Plays the melody once in G.711; it waits while the call is on hold and goes on where it stopped.
 * @param onEnd called after the last note, unless the call ended before
 */
export function playMelody(media: LoopbackMedia, onEnd: () => void): void {
  frames ??= renderMelody(melody);
  const pending = frames.values();
  let sequenceNumber = 0;
  let lastSent = -1;
  const stop = pace(20, (period) => {
    if (!media.maySend) return;
    const { value: payload, done } = pending.next();
    if (done) {
      stop();
      onEnd();
      return;
    }
    // RFC 3551, section 4.1: the marker tells that sound begins after silence. The timestamp counts through the silence.
    const marker = period !== lastSent + 1 || sequenceNumber === 0;
    lastSent = period;
    void media.sendVoice({ payload, timestamp: period * FRAME_SAMPLES, sequenceNumber: sequenceNumber++ & 0xffff, marker });
  });
  media.onClose = stop;
}
