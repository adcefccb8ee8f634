import { app, Menu, type Session, type WebContents } from 'electron';
import type { Shell } from '../shell.ts';
import { spellingPlan } from '../spelling-plan.ts';
import { textMenu } from '../text-menu.ts';

type Ports = { readonly page: WebContents; readonly session: Session };

/** Checks the spelling of what is written, where that is wanted, and gives text fields their menu. It was off until here: see `prepareSession`. */
export function spelling(shell: Shell, { page, session }: Ports): () => void {
  let applied = '';
  const apply = (): void => {
    const { spelling: settings } = shell.settings.get();
    const wanted = JSON.stringify(settings);
    if (wanted === applied) return;
    applied = wanted;
    const languages = { available: session.availableSpellCheckerLanguages, preferred: app.getPreferredSystemLanguages() };
    const plan = spellingPlan(process.platform, settings, languages);
    if (plan?.isOn) {
      // What is fetched is fetched as soon as it is switched on: everything else stands before.
      if (plan.server !== '') session.setSpellCheckerDictionaryDownloadURL(plan.server);
      if (plan.languages) session.setSpellCheckerLanguages([...plan.languages]);
    }
    session.setSpellCheckerEnabled(plan?.isOn ?? false);
    if (plan === null) shell.notify({ kind: 'bad-dictionary-server', server: settings.server });
  };
  const onFailure = (_event: unknown, language: string): void => shell.notify({ kind: 'dictionary-failed', language });
  const onMenu = (_event: unknown, params: Electron.ContextMenuParams): void => {
    const items = textMenu(params, {
      replace: (word) => page.replaceMisspelling(word),
      learn: (word) => void session.addWordToSpellCheckerDictionary(word),
    });
    if (items.length > 0) Menu.buildFromTemplate(items).popup();
  };
  const stop = shell.settings.subscribe(apply);
  session.on('spellcheck-dictionary-download-failure', onFailure);
  page.on('context-menu', onMenu);
  return () => {
    stop();
    session.off('spellcheck-dictionary-download-failure', onFailure);
    if (!page.isDestroyed()) page.off('context-menu', onMenu);
  };
}
