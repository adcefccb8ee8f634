/** `65` → `1:05`, `3665` → `1:01:05`. Whole seconds; never negative. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** `65` → `1 min 5 s`, in the words of the language. */
export function lengthInWords(seconds: number, language: string): string {
  const whole = Math.max(0, Math.floor(seconds));
  const unit = (value: number, name: 'hour' | 'minute' | 'second') =>
    new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value);
  if (whole < 60) return unit(whole, 'second');
  if (whole < 3600) return [unit(Math.floor(whole / 60), 'minute'), ...(whole % 60 ? [unit(whole % 60, 'second')] : [])].join(' ');
  const minutes = Math.floor((whole % 3600) / 60);
  return [unit(Math.floor(whole / 3600), 'hour'), ...(minutes ? [unit(minutes, 'minute')] : [])].join(' ');
}

/** Time of the day as this computer writes it. */
export const timeOfDay = (at: number): string => new Intl.DateTimeFormat(undefined, { timeStyle: 'short' }).format(at);

/** Local midnight before `at`: two moments with the same one are of the same day. */
export function dayOf(at: number): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** `Monday, 3 May`; with the year where it is not the current one. */
export function dateInWords(at: number, now: number, language: string): string {
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat(language, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(at);
}

/** `3 May 2026`. */
export const dayInWords = (at: number, language: string): string => new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(at);

/** Up to two letters for a person without a picture; empty where the name has no letter (a number). */
export function initials(name: string): string {
  const words = name.split(/[\s._-]+/u).filter((word) => /^\p{L}/u.test(word));
  const first = words[0];
  if (first === undefined) return '';
  const last = words.length > 1 ? words.at(-1) : undefined;
  const letter = (word: string) => [...word][0] ?? '';
  return (letter(first) + (last === undefined ? '' : letter(last))).toLocaleUpperCase();
}
