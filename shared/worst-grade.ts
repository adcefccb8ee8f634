import type { CallSnapshot } from './call.ts';
import type { QualityGrade } from './quality.ts';

const order: readonly QualityGrade[] = ['good', 'fair', 'poor'];

/** Of two grades the one that is to be told. */
export const worseGrade = (a: QualityGrade, b: QualityGrade): QualityGrade => (order.indexOf(a) > order.indexOf(b) ? a : b);

/** How calls that are talked to as one sound: as the worst of them; null before the first report. */
export const worstGrade = (calls: readonly Pick<CallSnapshot, 'grade'>[]): QualityGrade | null =>
  calls.reduce<QualityGrade | null>((worst, { grade }) => (worst && grade ? worseGrade(worst, grade) : (worst ?? grade)), null);
