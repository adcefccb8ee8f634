import type { CallSnapshot } from './call.ts';
import type { CallReport, QualityGrade } from './quality.ts';

const order: readonly QualityGrade[] = ['good', 'fair', 'poor'];

/** Of two grades the one that is to be told. */
export const worseGrade = (a: QualityGrade, b: QualityGrade): QualityGrade => (order.indexOf(a) > order.indexOf(b) ? a : b);

/** Of calls that are talked to as one the report of that which sounds worst; null before the first. */
export function worstReport(calls: readonly Pick<CallSnapshot, 'report'>[]): CallReport | null {
  const reports = calls.flatMap(({ report }) => report ?? []);
  return reports.reduce<CallReport | null>(
    (worst, next) => (worst && worseGrade(worst.grade, next.grade) === worst.grade ? worst : next),
    null,
  );
}
