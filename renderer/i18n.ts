import { createI18n } from 'vue-i18n';
import { en } from './locales/en.ts';

type Leaves<Messages, Path extends string = ''> = {
  [Key in keyof Messages & string]: Messages[Key] extends string ? `${Path}${Key}` : Leaves<Messages[Key], `${Path}${Key}.`>;
}[keyof Messages & string];

/** Every text of the app by its path, checked by the compiler. */
export type TextKey = Leaves<typeof en>;

export type TextValues = Readonly<Record<string, string | number>>;

export const i18n = createI18n({ legacy: false, locale: 'en', fallbackLocale: 'en', messages: { en } });

/** The text of the current language. A value named `count` also picks the plural form. Reactive: a change of language renders anew. */
export function t(key: TextKey, values: TextValues = {}): string {
  const { t: translate } = i18n.global;
  const { count } = values;
  return typeof count === 'number' ? translate(key, values, count) : translate(key, values);
}

/** The language of dates and numbers. */
export const language = (): string => i18n.global.locale.value;
