import type { SpellingSettings } from '../shared/spelling.ts';

/** What is set at Chromium. `languages`: null where the system finds them out by itself. */
export type SpellingPlan =
  | { readonly isOn: false }
  | { readonly isOn: true; readonly languages: readonly string[] | null /** Empty: Google's. */; readonly server: string };

/** Languages that Chromium has dictionaries of, and those that the user's system is set to, the best first. */
export interface Languages {
  readonly available: readonly string[];
  readonly preferred: readonly string[];
}

/**
 * How spelling is checked. macOS has a checker of its own, so it is on unless it is switched off; elsewhere Chromium fetches a dictionary from a
 * server, so it is off until somebody wants that. Null: the address that was set for it cannot be used, and no other one is asked in its stead.
 */
export function spellingPlan(platform: NodeJS.Platform, settings: SpellingSettings, languages: Languages): SpellingPlan | null {
  const isMac = platform === 'darwin';
  if (!(settings.isOn ?? isMac)) return { isOn: false };
  if (isMac) return { isOn: true, languages: null, server: '' };
  const server = dictionaryServer(settings.server);
  return server === null ? null : { isOn: true, languages: languagesOf(settings, languages), server };
}

/** Those that were chosen, as far as there are dictionaries; else the user's own. */
export function languagesOf({ languages }: SpellingSettings, { available, preferred }: Languages): readonly string[] {
  const chosen = languages.filter((language) => available.includes(language));
  if (chosen.length > 0) return chosen;
  const best = preferred
    .map((own) => [own, own.split('-')[0] ?? own].find((one) => available.includes(one)))
    .find((one) => one !== undefined);
  return [best ?? 'en-US'];
}

/** With the slash that Chromium puts file names behind; null for what is neither https nor on this computer. */
function dictionaryServer(text: string): string | null {
  if (text.trim() === '') return '';
  const url = URL.parse(text.trim());
  const isOurs = url?.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (!url || (url.protocol !== 'https:' && !isOurs) || url.username !== '' || url.search !== '' || url.hash !== '') return null;
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}
