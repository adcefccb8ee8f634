import { expect, test } from 'vitest';
import { defaultIncomingRules } from './default-rules.ts';
import { quietAt, switchQuiet } from './do-not-disturb.ts';
import type { Period } from './rules.ts';

const off = defaultIncomingRules.doNotDisturb;
/** A day of the first week of June 2026, whose Sunday is the 7th: 1 is Monday. */
const at = (day: number, hour: number, minute = 0) => new Date(2026, 5, day, hour, minute);
const workdays = [1, 2, 3, 4, 5];
const lunch: Period = { days: workdays, from: 12 * 60, to: 13 * 60 };
const nights: Period = { days: [0, 1, 2, 3, 4, 5, 6], from: 22 * 60, to: 7 * 60 };
const weekend: Period = { days: [6, 0], from: 0, to: 1440 };

test.each<[string, Period[], Date, Date | null]>([
  ['a stretch of the day', [lunch], at(1, 12, 30), at(1, 13)],
  ['the evening of a night', [nights], at(1, 23), at(2, 7)],
  ['the morning of a night', [nights], at(2, 3), at(2, 7)],
  ['two that follow each other', [lunch, { ...lunch, from: 13 * 60, to: 15 * 60 }], at(1, 12, 30), at(1, 15)],
  ['two that overlap', [lunch, { ...lunch, from: 12 * 60 + 30, to: 14 * 60 }], at(1, 12), at(1, 14)],
  ['a weekend of two whole days', [weekend], at(6, 9), at(8, 0)],
  ['a night before a weekend', [nights, weekend], at(5, 23), at(8, 7)],
  ['a whole week', [{ days: [0, 1, 2, 3, 4, 5, 6], from: 0, to: 0 }], at(3, 9), null],
])('%s says until when', (_name, schedule, now, until) => {
  expect(quietAt({ ...off, schedule }, now)).toEqual({ kind: 'by-schedule', until: until?.getTime() ?? null });
});

test('by hand goes before the schedule, and outside of it nobody is turned away', () => {
  expect(quietAt({ ...off, isOn: true, schedule: [lunch] }, at(1, 12, 30))).toEqual({ kind: 'by-hand' });
  expect(quietAt({ ...off, schedule: [lunch] }, at(1, 13))).toEqual({ kind: 'off' });
  expect(quietAt({ ...off, schedule: [lunch] }, at(6, 12, 30))).toEqual({ kind: 'off' });
});

test('switched off within a period it stays off until that is over, and the next one counts again', () => {
  const paused = switchQuiet({ ...off, schedule: [lunch] }, false, at(1, 12, 15));
  expect(quietAt(paused, at(1, 12, 59))).toEqual({ kind: 'off' });
  expect(quietAt(paused, at(2, 12, 15))).toMatchObject({ kind: 'by-schedule' });
  expect(quietAt(switchQuiet(paused, true, at(1, 12, 20)), at(1, 12, 20))).toEqual({ kind: 'by-hand' });
});

test('switched off where the schedule fills the week, it is off for a day', () => {
  const schedule = [{ days: [0, 1, 2, 3, 4, 5, 6], from: 0, to: 1440 }];
  const paused = switchQuiet({ ...off, schedule }, false, at(1, 12));
  expect([quietAt(paused, at(2, 11)).kind, quietAt(paused, at(2, 13)).kind]).toEqual(['off', 'by-schedule']);
});
