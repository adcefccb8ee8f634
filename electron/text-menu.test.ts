import { expect, test } from 'vitest';
import { textMenu } from './text-menu.ts';

const editFlags = { canCut: true, canCopy: true, canPaste: true, canSelectAll: true } as Electron.EditFlags;
const params = { isEditable: true, selectionText: '', misspelledWord: '', dictionarySuggestions: [], editFlags };
const done: string[] = [];
const deeds = { replace: (word: string) => void done.push(`replace ${word}`), learn: (word: string) => void done.push(`learn ${word}`) };
const labels = (given: Partial<typeof params> | { dictionarySuggestions: string[] }) =>
  textMenu({ ...params, ...given }, deeds).map(({ label, type, enabled }) =>
    type === 'separator' ? '-' : `${label}${enabled === false ? ' (off)' : ''}`,
  );

test('a misspelled word is replaced or learned', () => {
  const misspelled = { misspelledWord: 'tomorow', dictionarySuggestions: ['tomorrow', 'R&D'] };
  expect(labels(misspelled)).toEqual(['tomorrow', 'R&&D', 'Add to dictionary', '-', 'Cut', 'Copy', 'Paste', '-', 'Select all']);
  const menu = textMenu({ ...params, ...misspelled }, deeds);
  for (const at of [1, 2]) (menu[at]?.click as (() => void) | undefined)?.();
  expect(done).toEqual(['replace R&D', 'learn tomorow']);
});

test('a word that nobody knows better says so', () => {
  expect(labels({ misspelledWord: 'xqzw' }).slice(0, 3)).toEqual(['No suggestions (off)', 'Add to dictionary', '-']);
});

test('what cannot be done is off', () => {
  expect(labels({ editFlags: { ...editFlags, canCut: false, canCopy: false } })).toEqual([
    'Cut (off)',
    'Copy (off)',
    'Paste',
    '-',
    'Select all',
  ]);
});

test('text that is selected is copied, and elsewhere there is no menu', () => {
  expect([labels({ isEditable: false, selectionText: '+49 30' }), labels({ isEditable: false, selectionText: ' ' })]).toEqual([
    ['Copy'],
    [],
  ]);
});
