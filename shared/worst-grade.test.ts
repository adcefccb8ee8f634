import { expect, test } from 'vitest';
import type { QualityGrade } from './quality.ts';
import { worstGrade } from './worst-grade.ts';

test.each<[(QualityGrade | null)[], QualityGrade | null]>([
  [[], null],
  [[null], null],
  [['good'], 'good'],
  [[null, 'good', 'fair'], 'fair'],
  [['poor', 'fair', null], 'poor'],
  [['fair', 'poor', 'good'], 'poor'],
])('several calls %j sound as the worst of them', (grades, worst) => {
  expect(worstGrade(grades.map((grade) => ({ grade })))).toBe(worst);
});
