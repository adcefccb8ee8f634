import type { Recording } from '../shared/recording.ts';
import { dateInWords, timeOfDay } from './format.ts';
import { language, t } from './i18n.ts';

/** As the user called it, else whom it is of. */
export const recordingName = ({ title, name, number }: Recording): string => title || name || number || t('person.unknown');

/** `Saturday, November 21, 10:03 AM · 1001`, and what is wrong with it. */
export function recordingWords({ title, name, number, startedAt, wasCutOff, isMissing }: Recording): string {
  const parts = [`${dateInWords(startedAt, Date.now(), language())}, ${timeOfDay(startedAt)}`];
  if (title && name) parts.push(name);
  if ((title || name) && number && number !== name) parts.push(number);
  if (wasCutOff) parts.push(t('recordings.cutOff'));
  if (isMissing) parts.push(t('recordings.missing'));
  return parts.join(' · ');
}
