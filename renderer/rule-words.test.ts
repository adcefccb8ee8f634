import { expect, test } from 'vitest';
import { defaultIncomingRules, defaultOutgoingRules } from '../shared/default-rules.ts';
import { defaultFeatureCodes, type IncomingRules, type Period } from '../shared/rules.ts';
import { defaultSettings } from '../shared/settings.ts';
import { timeOfDay } from './format.ts';
import {
  autoAnswerSummary,
  blockSummary,
  callerSummary,
  codesSummary,
  forwardSummary,
  periodWords,
  planSummary,
  quietSentence,
  quietSummary,
  transfersSummary,
} from './rule-words.ts';

const { doNotDisturb, forward, autoAnswer } = defaultIncomingRules;
/** A Monday. */
const monday = (hour: number) => new Date(2026, 5, 8, hour).getTime();
const clock = (hour: number) => timeOfDay(monday(hour));
const period = (days: number[], from: number, to: number): Period => ({ days, from: from * 60, to: to * 60 });

test.each<[Period, string]>([
  [period([1, 2, 3, 4, 5], 18, 8), `Mon–Fri ${clock(18)}–${clock(8)}`],
  [period([0, 6], 9, 17), `Sat, Sun ${clock(9)}–${clock(17)}`],
  [period([5, 1, 3, 6, 0], 9, 17), `Mon, Wed, Fri–Sun ${clock(9)}–${clock(17)}`],
  [period([0, 1, 2, 3, 4, 5, 6], 22, 7), `Every day ${clock(22)}–${clock(7)}`],
  [period([2], 0, 24), 'Tue all day'],
  [period([2], 9, 9), 'Tue all day'],
])('%j is %s', (stretch, words) => {
  expect(periodWords(stretch)).toBe(words);
});

test('do not disturb says what callers meet with, and until when', () => {
  const rules = (answer: IncomingRules['doNotDisturb']['answer'], voicemail = '') => ({
    ...defaultIncomingRules,
    doNotDisturb: { ...doNotDisturb, answer },
    voicemail,
  });
  const now = monday(12);
  expect(quietSentence({ kind: 'off' }, rules('busy'), now)).toBe('');
  expect(quietSentence({ kind: 'by-hand' }, rules('decline'), now)).toBe('Do not disturb is on: callers hear that you declined.');
  expect(quietSentence({ kind: 'by-schedule', until: monday(18) }, rules('voicemail', '*97'), now)).toBe(
    `Do not disturb is on until ${clock(18)}, by your schedule: callers go to your voicemail.`,
  );
  expect(quietSentence({ kind: 'by-schedule', until: monday(24 + 7) }, rules('busy'), now)).toContain(`until Tuesday ${clock(7)}`);
  // As the phone does it: without a number there is no voicemail.
  expect(quietSentence({ kind: 'by-schedule', until: null }, rules('voicemail'), now)).toBe(
    'Do not disturb is on, by your schedule: callers hear the busy tone.',
  );
});

test('each matter of the settings says in a line how it stands', () => {
  expect(quietSummary({ kind: 'off' }, doNotDisturb, 0)).toBe('Off');
  expect(quietSummary({ kind: 'off' }, { ...doNotDisturb, schedule: [period([1], 9, 17)] }, 0)).toBe(
    `Off now. By itself: Mon ${clock(9)}–${clock(17)}`,
  );
  expect(forwardSummary(forward)).toBe('Nobody is forwarded');
  expect(forwardSummary({ ...forward, always: '601', busy: '602' })).toBe('Everyone goes to 601');
  expect(forwardSummary({ ...forward, busy: '602', noAnswer: '603' })).toBe('When busy to 602. Unanswered after 20 sec to 603');
  expect(blockSummary(defaultIncomingRules)).toBe('Nobody is blocked');
  expect(blockSummary({ ...defaultIncomingRules, blocked: ['1'] })).toBe('1 entry');
  expect(blockSummary({ ...defaultIncomingRules, rejectsAnonymous: true })).toBe('Callers without a number');
  expect(blockSummary({ ...defaultIncomingRules, blocked: ['1', '2'], rejectsAnonymous: true })).toBe(
    '2 entries, callers without a number',
  );
  expect(autoAnswerSummary(autoAnswer)).toBe('Off');
  expect(autoAnswerSummary({ ...autoAnswer, isOn: true, after: 0 })).toBe('Everyone, at once');
  expect(autoAnswerSummary({ ...autoAnswer, isOn: true, after: 1 })).toBe('Everyone, after 1 second');
  expect(autoAnswerSummary({ isOn: true, after: 3, obeysHeaders: true })).toBe(
    'Everyone, after 3 seconds; at once where a trusted system asks for it',
  );
  expect(transfersSummary(defaultSettings)).toBe('Talks first. Asks you');
});

test('so does each matter of the account', () => {
  const outgoing = defaultOutgoingRules;
  expect(planSummary(outgoing)).toBe('As you type them');
  expect(planSummary({ ...outgoing, countryCode: '49', outsidePrefix: '0', rewrites: [{ pattern: 'X', to: '1' }] })).toBe(
    'With country code +49, outside numbers with 0 in front, 1 rule of your own',
  );
  expect(planSummary({ ...outgoing, outsidePrefix: '9' })).toBe('Outside numbers with 9 in front');
  expect(callerSummary({ ...outgoing, hidesNumber: true, headers: [{ name: 'X-A', value: '' }] })).toBe('Your number is hidden, 1 header');
  expect(codesSummary(defaultFeatureCodes)).toBe('None entered');
  expect(codesSummary({ ...defaultFeatureCodes, forwardBusy: { on: '*90', off: '*91' }, voicemail: '*97' })).toBe('3 entered');
});
