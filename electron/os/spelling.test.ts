import { EventEmitter } from 'node:events';
import type { Session, WebContents } from 'electron';
import { beforeEach, expect, test, vi } from 'vitest';
import { fakeShell } from '../testing/fake-shell.ts';
import { spelling } from './spelling.ts';

const { os } = vi.hoisted(() => ({ os: { menus: [] as { label: string; click?: () => void }[][] } }));
vi.mock('electron', () => ({
  app: { getPreferredSystemLanguages: () => ['de-DE'] },
  Menu: {
    buildFromTemplate: (items: { label: string }[]) => ({ popup: () => os.menus.push(items) }),
  },
}));

let shell = fakeShell();
let told: string[];
let session: Session;
let page: WebContents;
const say =
  (what: string) =>
  (...args: unknown[]): void =>
    void told.push(`${what} ${args.flat().join()}`);
const set = (change: Partial<ReturnType<typeof shell.settings.get>['spelling']>): void => {
  const settings = shell.settings.get();
  shell.settings.set({ ...settings, spelling: { ...settings.spelling, ...change } });
};
const on = process.platform;

beforeEach(() => {
  Object.defineProperty(process, 'platform', { value: 'linux' });
  shell = fakeShell();
  told = [];
  os.menus.length = 0;
  session = Object.assign(new EventEmitter(), {
    availableSpellCheckerLanguages: ['de', 'en-US', 'fr'],
    setSpellCheckerDictionaryDownloadURL: say('from'),
    setSpellCheckerLanguages: say('in'),
    setSpellCheckerEnabled: say('enabled'),
    addWordToSpellCheckerDictionary: say('learn'),
  }) as unknown as Session;
  page = Object.assign(new EventEmitter(), { replaceMisspelling: say('replace'), isDestroyed: () => false }) as unknown as WebContents;
  return () => Object.defineProperty(process, 'platform', { value: on });
});

test('it stays off until it is wanted, and every change is told once', () => {
  spelling(shell, { page, session });
  expect(told).toEqual(['enabled false']);
  set({ isOn: true });
  shell.settings.set({ ...shell.settings.get(), callLimit: 3 });
  expect(told.slice(1)).toEqual(['in de', 'enabled true']);
  set({ languages: ['fr', 'en-US'] });
  set({ isOn: false });
  expect(told.slice(3)).toEqual(['in fr,en-US', 'enabled true', 'enabled false']);
});

test('dictionaries come from where it was set, known before any is fetched', () => {
  set({ isOn: true, server: 'https://dictionaries.example.com' });
  spelling(shell, { page, session });
  expect(told).toEqual(['from https://dictionaries.example.com/', 'in de', 'enabled true']);
});

test('an address that cannot be used is told, and nothing is fetched from elsewhere', () => {
  set({ isOn: true, server: 'http://dictionaries.example.com' });
  spelling(shell, { page, session });
  expect([told, shell.notices]).toEqual([
    ['enabled false'],
    [{ kind: 'bad-dictionary-server', server: 'http://dictionaries.example.com' }],
  ]);
});

test('a dictionary that does not come is told', () => {
  spelling(shell, { page, session });
  session.emit('spellcheck-dictionary-download-failure', {}, 'de');
  expect(shell.notices).toEqual([{ kind: 'dictionary-failed', language: 'de' }]);
});

test('the menu of a field corrects in the page; once stopped there is none', () => {
  const stop = spelling(shell, { page, session });
  const editFlags = { canCut: true, canCopy: true, canPaste: true, canSelectAll: true };
  const params = { isEditable: true, selectionText: '', misspelledWord: 'helo', dictionarySuggestions: ['hello'], editFlags };
  page.emit('context-menu', {}, params);
  page.emit('context-menu', {}, { ...params, isEditable: false });
  for (const item of os.menus[0]?.slice(0, 2) ?? []) item.click?.();
  expect([os.menus.length, told.slice(1)]).toEqual([1, ['replace hello', 'learn helo']]);
  stop();
  page.emit('context-menu', {}, params);
  expect(os.menus).toHaveLength(1);
});
