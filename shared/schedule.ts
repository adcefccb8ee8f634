import type { Period } from './rules.ts';

const minuteOfDay = (at: Date): number => at.getHours() * 60 + at.getMinutes();

function covers({ days, from, to }: Period, day: number, minute: number): boolean {
  if (from < to) return days.includes(day) && minute >= from && minute < to;
  // Over midnight: the evening belongs to the day it began on, and so does the morning after.
  const yesterday = (day + 6) % 7;
  return (days.includes(day) && minute >= from) || (days.includes(yesterday) && minute < to);
}

/** Whether a moment, in local time, lies in one of the periods. A period of no length (from equals to) is the whole day and night. */
export const isWithin = (periods: readonly Period[], at: Date): boolean =>
  periods.some((period) => covers(period, at.getDay(), minuteOfDay(at)));
