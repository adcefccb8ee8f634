import type { QualityCause, QualityGrade } from '../../../shared/quality.ts';
import { worseGrade } from '../../../shared/worst-grade.ts';
import { delayImpairment, lossImpairment, packetLength, rate } from './e-model.ts';
import type { Measures } from './measures.ts';

/** What is wrong that no measure of the network shows; heard by `sound-watch.ts`. */
export type SoundTrouble = Extract<QualityCause, 'no-sound' | 'their-silence' | 'microphone-silent' | 'microphone-clipping'>;

/** One judgement of a few seconds. */
export interface Judgement {
  /** R of the E-model. */
  readonly rating: number;
  readonly cause: QualityCause | null;
}

/** Points that are worth a word. Below, no cause is named. */
const noticeable = 5;

/**
 * Judges both directions by the worse one: whoever is not understood has a bad call as well. The delay is from mouth to ear as far as it can
 * be seen from here; how long the far end buffers is not known. `leastRoundTrip`: of the last while, in milliseconds; that much of the way is
 * long, and what comes on top of it is uneven.
 */
export function judge(measures: Measures, isMuted: boolean, leastRoundTrip = measures.roundTrip): Judgement {
  const { codec, lost, late, starved, roundTrip, bufferDelay } = measures;
  const heard = 1 - (1 - lost) * (1 - late) * (1 - starved);
  const lossSent = isMuted ? 0 : (measures.lossSent ?? 0);
  const loss = Math.max(heard, lossSent);
  const delay = packetLength + (roundTrip ?? 0) / 2 + bufferDelay;
  const points = { loss: lossImpairment(codec, loss), delay: delayImpairment(delay) };
  return { rating: rate({ codec, loss, delay }), cause: causeOf({ ...measures, leastRoundTrip }, points, lossSent) };
}

function causeOf(
  { lost, late, starved, jitter, roundTrip, leastRoundTrip, bufferDelay }: Measures & { leastRoundTrip: number | null },
  points: { loss: number; delay: number },
  lossSent: number,
) {
  if (Math.max(points.loss, points.delay) < noticeable) return null;
  const long = (leastRoundTrip ?? 0) / 2;
  // A buffer grows because packets come unevenly, and the one check that measured the way now may have met that as well.
  const uneven = bufferDelay + 2 * jitter + ((roundTrip ?? 0) / 2 - long);
  if (points.delay > points.loss) return uneven > long ? 'jitter' : 'delay';
  const shares: [QualityCause, number][] = [
    ['loss', Math.max(lost, lossSent)],
    ['jitter', late],
    ['cpu', starved],
  ];
  return shares.reduce((worst, other) => (other[1] > worst[1] ? other : worst))[0];
}

/** What the light shows, and what it is made of. */
export interface Light {
  readonly grade: QualityGrade;
  readonly cause: QualityCause | null;
  /** By the reports alone, and what they would say if the next one agrees. */
  readonly network: { readonly grade: QualityGrade; readonly cause: QualityCause | null; readonly leaning: QualityGrade | null };
}

/** R from which users are satisfied, and from which not yet many are dissatisfied: G.107 annex B, table B.1. */
const thresholds = { good: 80, fair: 60 };

/** How far beyond a threshold a rating must be to cross it, in points. */
const deadBand = 3;

const troubleGrade: Readonly<Record<SoundTrouble, QualityGrade>> = {
  'no-sound': 'poor',
  'microphone-silent': 'poor',
  'microphone-clipping': 'fair',
  // They may be muted: that is told, and is no fault.
  'their-silence': 'good',
};

function gradeOf(rating: number, current: QualityGrade | null): QualityGrade {
  const margin = (isBetter: boolean) => (current === null ? 0 : isBetter ? -deadBand : deadBand);
  if (rating >= thresholds.good + margin(current === 'good')) return 'good';
  return rating >= thresholds.fair + margin(current !== 'poor') ? 'fair' : 'poor';
}

/**
 * The next light. The network's grade changes only when its threshold was crossed clearly and two reports in a row agree; trouble with the
 * sound itself was watched for long enough before it comes here, and shows at once.
 */
export function follow(light: Light | null, { rating, cause }: Judgement, trouble: SoundTrouble | null): Light {
  const before = light?.network ?? null;
  const next = gradeOf(rating, before?.grade ?? null);
  const isSettled = before === null || next === before.grade || next === before.leaning;
  const grade = isSettled ? next : before.grade;
  const network = {
    grade,
    cause: grade === 'good' ? null : (cause ?? before?.cause ?? null),
    leaning: isSettled ? null : next,
  };
  if (!trouble) return { grade, cause: network.cause, network };
  const isWorst = grade === 'good' || troubleGrade[trouble] === 'poor';
  return { grade: worseGrade(grade, troubleGrade[trouble]), cause: isWorst ? trouble : network.cause, network };
}
