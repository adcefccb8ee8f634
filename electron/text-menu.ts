import type { ContextMenuParams, MenuItemConstructorOptions } from 'electron';
import { words } from './words.ts';

type Params = Pick<ContextMenuParams, 'isEditable' | 'selectionText' | 'misspelledWord' | 'dictionarySuggestions' | 'editFlags'>;

interface Deeds {
  readonly replace: (word: string) => void;
  readonly learn: (word: string) => void;
}

const mostSuggestions = 5;
const { textMenu: texts } = words;

/** `&` would underline the next letter. */
const label = (text: string): string => text.slice(0, 60).replaceAll('&', '&&');

/** The menu of a text field, with better spellings of the word under the pointer, or of text that is selected; nothing anywhere else. */
export function textMenu({ isEditable, selectionText, misspelledWord, ...given }: Params, deeds: Deeds): MenuItemConstructorOptions[] {
  const { canCut, canCopy, canPaste, canSelectAll } = given.editFlags;
  const copy: MenuItemConstructorOptions = { role: 'copy', label: texts.copy, enabled: canCopy };
  if (!isEditable) return selectionText.trim() === '' ? [] : [copy];
  const suggestions = given.dictionarySuggestions
    .slice(0, mostSuggestions)
    .map((word) => ({ label: label(word), click: () => deeds.replace(word) }));
  const spelling: MenuItemConstructorOptions[] =
    misspelledWord === ''
      ? []
      : [
          ...(suggestions.length > 0 ? suggestions : [{ label: texts.noSuggestions, enabled: false }]),
          { label: texts.learn, click: () => deeds.learn(misspelledWord) },
          { type: 'separator' },
        ];
  return [
    ...spelling,
    { role: 'cut', label: texts.cut, enabled: canCut },
    copy,
    { role: 'paste', label: texts.paste, enabled: canPaste },
    { type: 'separator' },
    { role: 'selectAll', label: texts.selectAll, enabled: canSelectAll },
  ];
}
