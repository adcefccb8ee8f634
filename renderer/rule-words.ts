import type { Quiet } from '../shared/do-not-disturb.ts';
import type { QualityReports } from '../shared/quality.ts';
import type { FeatureCodes, IncomingRules, OutgoingRules, Period } from '../shared/rules.ts';
import type { Settings } from '../shared/settings.ts';
import { lengthInWords, timeOfDay } from './format.ts';
import { language, t } from './i18n.ts';

/** The days of `Period`, Monday first, as a week is planned. */
export const weekdays = [1, 2, 3, 4, 5, 6, 0] as const;

/** The first Sunday of some month: a day of the week is named by a date of it. */
const sunday = new Date(2026, 5, 7).getTime();
const dayLength = 86_400_000;

/** `Mon` or `Monday`. */
export const dayWords = (day: number, length: 'short' | 'long' = 'short'): string =>
  new Intl.DateTimeFormat(language(), { weekday: length }).format(sunday + day * dayLength);

/** `480` → `8:00 AM`, as this computer writes it. */
const minuteWords = (minute: number): string => timeOfDay(new Date(2026, 5, 7, 0, minute).getTime());

/** `Mon–Fri`, `Sat, Sun`, `Every day`. */
function daysWords(days: readonly number[]): string {
  if (days.length === 7) return t('settings.rules.everyDay');
  const runs: number[][] = [];
  for (const day of weekdays.filter((each) => days.includes(each))) {
    const run = runs.at(-1);
    if (run && weekdays.indexOf(day as 0) === weekdays.indexOf(run.at(-1) as 0) + 1) run.push(day);
    else runs.push([day]);
  }
  return runs
    .flatMap((run) => (run.length > 2 ? [`${dayWords(run[0] ?? 0)}–${dayWords(run.at(-1) ?? 0)}`] : run.map((day) => dayWords(day))))
    .join(', ');
}

/** `Mon–Fri 18:00–08:00`. */
export function periodWords({ days, from, to }: Period): string {
  const time = from === to || (from === 0 && to === 1440) ? t('settings.rules.allDay') : `${minuteWords(from)}–${minuteWords(to)}`;
  return `${daysWords(days)} ${time}`;
}

/** `18:00`, or `Monday 07:00` where that is not today. */
export function untilWords(until: number, now: number): string {
  const time = timeOfDay(until);
  const isToday = new Date(until).toDateString() === new Date(now).toDateString();
  return isToday ? time : `${new Intl.DateTimeFormat(language(), { weekday: 'long' }).format(until)} ${time}`;
}

/** What callers meet with, as a part of a sentence. */
const answerWords = ({ doNotDisturb: { answer }, voicemail }: IncomingRules): string =>
  // Without a number there is no voicemail to send anybody to.
  t(answer === 'voicemail' && !voicemail ? 'quiet.busy' : `quiet.${answer}`);

/** Told on the window while do not disturb is on; empty while it is off. */
export function quietSentence(quiet: Quiet, rules: IncomingRules, now: number): string {
  const answer = answerWords(rules);
  if (quiet.kind === 'off') return '';
  if (quiet.kind === 'by-hand') return t('quiet.bar', { answer });
  return quiet.until === null ? t('quiet.barAlways', { answer }) : t('quiet.barUntil', { answer, time: untilWords(quiet.until, now) });
}

export function quietSummary(quiet: Quiet, { schedule }: IncomingRules['doNotDisturb'], now: number): string {
  if (quiet.kind === 'by-hand') return t('settings.rules.quietOn');
  if (quiet.kind === 'by-schedule')
    return quiet.until === null ? t('settings.rules.quietAlways') : t('settings.rules.quietUntil', { time: untilWords(quiet.until, now) });
  if (schedule.length === 0) return t('settings.rules.quietOff');
  return t('settings.rules.quietPlanned', { schedule: schedule.map(periodWords).join('; ') });
}

export function forwardSummary({ always, busy, noAnswer, after }: IncomingRules['forward']): string {
  if (always) return t('settings.rules.forwardSummaryAlways', { to: always });
  const parts = [
    busy && t('settings.rules.forwardSummaryBusy', { to: busy }),
    noAnswer && t('settings.rules.forwardSummaryNoAnswer', { to: noAnswer, after: lengthInWords(after, language()) }),
  ].filter(Boolean);
  return parts.join('. ') || t('settings.rules.forwardNone');
}

export function blockSummary({ blocked, rejectsAnonymous }: IncomingRules): string {
  const parts = [
    blocked.length > 0 && t('settings.rules.blockSummary', { count: blocked.length }),
    rejectsAnonymous && t('settings.rules.blockAnonymous'),
  ].filter((part) => part !== false);
  if (parts.length === 0) return t('settings.rules.blockNone');
  return capitalised(parts.join(', '));
}

export function autoAnswerSummary({ isOn, after, obeysHeaders }: IncomingRules['autoAnswer']): string {
  const own = isOn ? t('settings.rules.autoOn', { count: after }) : '';
  if (own && obeysHeaders) return t('settings.rules.autoBoth', { first: own });
  return own || t(obeysHeaders ? 'settings.rules.autoHeaders' : 'settings.rules.autoOff');
}

export const transfersSummary = ({ transferChoice, incoming }: Settings): string =>
  t('settings.rules.transfersSummary', {
    choice: t(`settings.rules.choice-${transferChoice}`),
    requests: t(`settings.rules.requests-${incoming.transferRequests}`),
  });

export function planSummary({ countryCode, outsidePrefix, rewrites }: OutgoingRules): string {
  const parts = [
    countryCode && t('settings.outgoing.planCountry', { code: `+${countryCode}` }),
    outsidePrefix && t('settings.outgoing.planPrefix', { prefix: outsidePrefix }),
    rewrites.length > 0 && t('settings.outgoing.planRewrites', { count: rewrites.length }),
  ].filter(Boolean);
  return parts.length === 0 ? t('settings.outgoing.planAsTyped') : capitalised(parts.join(', '));
}

export function callerSummary({ hidesNumber, headers }: OutgoingRules): string {
  const shown = t(hidesNumber ? 'settings.outgoing.callerHidden' : 'settings.outgoing.callerShown');
  return headers.length === 0 ? shown : `${shown}, ${t('settings.outgoing.callerHeaders', { count: headers.length })}`;
}

export function codesSummary({ voicemail, ...switches }: FeatureCodes): string {
  const count = [voicemail, ...Object.values(switches).flatMap(({ on, off }) => [on, off])].filter(Boolean).length;
  return count === 0 ? t('settings.outgoing.codesNone') : t('settings.outgoing.codesSummary', { count });
}

export const reportsSummary = ({ collector }: QualityReports): string =>
  collector ? t('settings.outgoing.reportsTo', { collector: collector.replace(/^sips?:/i, '') }) : t('settings.outgoing.reportsNone');

const capitalised = (text: string): string => text.replace(/^./u, (letter) => letter.toLocaleUpperCase(language()));
