import { measure } from './measures.ts';
import type { Sample } from './sample.ts';
import type { SoundTrouble } from './verdict.ts';

/** Milliseconds without a packet after which the far end cannot be heard. Looked at every second, so it is noticed within three. */
const missingAfter = 1_600;

/** The same before the path was ever open: the checks of ICE and the handshake of DTLS take several turns, each of a second on a bad line. */
const closedAfter = 3_000;

/** Milliseconds of silence after which a muted or broken device is likelier than a pause. */
const silentAfter = 6_000;
const theirSilenceAfter = 10_000;

/** Digital silence: even the noise of a quiet room is louder. Root mean square, -80 dBFS. */
const silence = 1e-4;

/** As loud as it gets, within the rounding of the browser. */
const clipping = 0.98;

/** Of so many looks … */
const looks = 6;
/** … so many at the limit are no accident. */
const clippedLooks = 3;

/** What was seen of the sound so far; times are those of the samples. */
export interface SoundWatch {
  readonly last: Sample;
  /** When a packet came last, or could have come first. */
  readonly arrivedAt: number;
  /** The path was open once. */
  readonly hasOpened: boolean;
  readonly heardAt: number;
  readonly spokeAt: number;
  /** The last looks at the microphone, newest last: whether it was at its limit. */
  readonly clipped: readonly boolean[];
}

/** From now on; also after a pause, during which nothing counted. */
export const beginWatch = (sample: Sample): SoundWatch => ({
  last: sample,
  arrivedAt: sample.at,
  hasOpened: sample.isConnected,
  heardAt: sample.at,
  spokeAt: sample.at,
  clipped: [],
});

/** Goes on to the next sample, about a second later. */
export function watchOn(watch: SoundWatch, sample: Sample, isMuted: boolean): SoundWatch {
  const { at, isConnected, outbound } = sample;
  const measures = measure(watch.last, sample);
  const { received = 1, levels = { local: null, remote: 1 } } = measures ?? {};
  const isSpoken = isMuted || levels.local === null || levels.local > silence;
  return {
    last: sample,
    arrivedAt: arrivalOf(watch, sample, received),
    hasOpened: watch.hasOpened || isConnected,
    heardAt: received === 0 || levels.remote > silence ? at : watch.heardAt,
    spokeAt: isSpoken ? at : watch.spokeAt,
    clipped: isMuted ? [] : [...watch.clipped, (outbound?.source?.level ?? 0) >= clipping].slice(-looks),
  };
}

function arrivalOf({ arrivedAt, hasOpened }: SoundWatch, { at, isConnected, inbound }: Sample, received: number): number {
  // That a path broke is told already. One that never opens is told by nobody: the browser tries its handshake without end.
  if (!isConnected) return hasOpened ? at : arrivedAt;
  if (received > 0) return inbound?.arrivedAt ?? at;
  return hasOpened ? arrivedAt : at;
}

/** The worst of what is wrong with the sound itself. */
export function troubleOf({ last, arrivedAt, hasOpened, heardAt, spokeAt, clipped }: SoundWatch): SoundTrouble | null {
  if (last.at - arrivedAt >= (hasOpened ? missingAfter : closedAfter)) return 'no-sound';
  if (last.at - spokeAt >= silentAfter) return 'microphone-silent';
  if (clipped.filter(Boolean).length >= clippedLooks) return 'microphone-clipping';
  if (last.at - heardAt >= theirSilenceAfter) return 'their-silence';
  return null;
}
