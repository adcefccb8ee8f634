import type { IncomingRules, Period } from './rules.ts';
import { isWithin } from './schedule.ts';

type DoNotDisturb = IncomingRules['doNotDisturb'];

/** `until`: when the schedule ends it, epoch milliseconds; null where it never does. */
export type Quiet = { kind: 'off' } | { kind: 'by-hand' } | { kind: 'by-schedule'; until: number | null };

const week = 7;

/** When the periods that hold at a moment, and those that follow without a gap, are over; null where they fill the week. */
function endOf(periods: readonly Period[], at: Date): number | null {
  // A period ends, at the earliest, at one of these minutes of one of the coming days.
  const ends = [...new Set(periods.map(({ to }) => to))].sort((a, b) => a - b);
  for (let day = 0; day <= week; day++) {
    for (const minute of ends) {
      const end = new Date(at.getFullYear(), at.getMonth(), at.getDate() + day, 0, minute);
      if (end > at && !isWithin(periods, end)) return end.getTime();
    }
  }
  return null;
}

/** Whether callers are turned away at a moment, and on whose account. */
export function quietAt({ isOn, schedule, pausedUntil }: DoNotDisturb, at: Date): Quiet {
  if (isOn) return { kind: 'by-hand' };
  if (at.getTime() < pausedUntil || !isWithin(schedule, at)) return { kind: 'off' };
  return { kind: 'by-schedule', until: endOf(schedule, at) };
}

/** Switched by hand at a moment: off also passes over what is left of the schedule's period, on ends such a pause. */
export function switchQuiet(before: DoNotDisturb, isOn: boolean, at: Date): DoNotDisturb {
  if (isOn) return { ...before, isOn, pausedUntil: 0 };
  if (!isWithin(before.schedule, at)) return { ...before, isOn, pausedUntil: 0 };
  // Where the schedule has no end, a day without it.
  return { ...before, isOn, pausedUntil: endOf(before.schedule, at) ?? at.getTime() + 86_400_000 };
}
