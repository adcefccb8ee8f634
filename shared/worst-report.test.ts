import { expect, test } from 'vitest';
import type { CallReport, QualityGrade } from './quality.ts';
import { worstReport } from './worst-report.ts';

const calls = (...grades: (QualityGrade | null)[]) => grades.map((grade, at) => ({ report: grade && ({ grade, at } as CallReport) }));

test.each([
  [calls(), undefined],
  [calls(null), undefined],
  [calls('good'), 0],
  [calls(null, 'good', 'fair'), 2],
  [calls('poor', 'fair', null), 0],
  [calls('fair', 'poor', 'poor'), 1],
])('of several calls the one that sounds worst, the first of equals (%#)', (all, at) => {
  expect(worstReport(all)?.at).toBe(at);
});
