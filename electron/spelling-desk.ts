import { app, type Session } from 'electron';
import type { Settings } from '../shared/settings.ts';
import type { SpellingReport } from '../shared/spelling.ts';
import type { Readable } from './shell.ts';
import { languagesOf, spellingPlan } from './spelling-plan.ts';

/** Where Chromium fetches dictionaries unless it is told another place. */
const GOOGLE = 'redirector.gvt1.com (Google)';

/** What the settings say of spelling. @param settings as they are now */
export function spellingReport(settings: Readable<Settings>, session: Session): SpellingReport {
  const { spelling } = settings.get();
  const languages = { available: session.availableSpellCheckerLanguages, preferred: app.getPreferredSystemLanguages() };
  const isOn = spellingPlan(process.platform, spelling, languages)?.isOn ?? false;
  if (process.platform === 'darwin') return { isOn, languages: [], available: [], server: '' };
  const server = URL.parse(spelling.server)?.host ?? GOOGLE;
  return { isOn, languages: [...languagesOf(spelling, languages)], available: [...languages.available], server };
}
