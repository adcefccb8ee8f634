import type { Recording } from '../shared/recording.ts';
import { dateInWords, timeOfDay } from './format.ts';
import { language, t } from './i18n.ts';

/** As the user called it, else whom it is of. */
export const recordingName = ({ title, name, number }: Recording): string => title || name || number || t('person.unknown');

/** `12.3 MB`, in the words of the language. */
function sizeInWords(bytes: number): string {
  const [unit, value] = bytes < 1e6 ? (['kilobyte', bytes / 1e3] as const) : (['megabyte', bytes / 1e6] as const);
  return new Intl.NumberFormat(language(), { style: 'unit', unit, maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}

/** `Saturday, November 21, 10:03 AM · 1001 · video · 12 MB`, and what is wrong with it. */
export function recordingWords({ title, name, number, startedAt, mode, bytes, wasCutOff, isMissing }: Recording): string {
  const parts = [`${dateInWords(startedAt, Date.now(), language())}, ${timeOfDay(startedAt)}`];
  if (title && name) parts.push(name);
  if ((title || name) && number && number !== name) parts.push(number);
  if (mode !== 'audio') parts.push(t('recordings.video'));
  if (!isMissing) parts.push(sizeInWords(bytes));
  if (wasCutOff) parts.push(t('recordings.cutOff'));
  if (isMissing) parts.push(t('recordings.missing'));
  return parts.join(' · ');
}
