import type { CallQuality, CallReport, QualityGrade } from '../shared/quality.ts';
import { lengthInWords } from './format.ts';
import { language, t } from './i18n.ts';

/** What is wrong with the sound now, and what can be done. */
export const causeSentence = ({ cause }: CallReport): string => t(cause ? `quality.cause.${cause}` : 'quality.fine');

/** From this share of a call on it was bad, and not only for a moment. */
const badShare = 0.25;

/** How a past call sounded, as the light would have it: `fair` where something was wrong for a while. */
export function gradeOf({ cause, seconds, troubledSeconds }: CallQuality): QualityGrade {
  if (cause === null || troubledSeconds === 0) return 'good';
  return troubledSeconds / seconds >= badShare ? 'poor' : 'fair';
}

/** How a call sounded, in one sentence. */
export function qualitySentence(quality: CallQuality): string {
  const { cause, troubledSeconds } = quality;
  const grade = gradeOf(quality);
  if (cause === null || grade === 'good') return t('quality.summaryGood');
  const words = { duration: lengthInWords(troubledSeconds, language()), cause: t(`quality.past.${cause}`) };
  return t(grade === 'poor' ? 'quality.summaryPoor' : 'quality.summaryMostly', words);
}

/** `1.2 %` */
export const percentWords = (share: number): string =>
  new Intl.NumberFormat(language(), { style: 'percent', maximumFractionDigits: 1 }).format(share);

/** `85 ms` */
export const delayWords = (milliseconds: number): string =>
  new Intl.NumberFormat(language(), { style: 'unit', unit: 'millisecond', maximumFractionDigits: 0 }).format(milliseconds);

/** `4.1` */
export const scoreWords = (mos: number): string =>
  new Intl.NumberFormat(language(), { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(mos);
