import { onScopeDispose } from 'vue';
import { isDialKey } from '../dial-text.ts';

/** What keys do from anywhere in the window. */
export interface KeyActions {
  mute: () => void;
  hold: () => void;
  transfer: () => void;
  hangUp: () => void;
  record: () => void;
  /** Do not disturb, on or off. */
  quiet: () => void;
  view: (index: number) => void;
  help: () => void;
  /** The command bar, open or closed. */
  bar: () => void;
  /** A digit was typed, or a text pasted, where no field took it. */
  dialKey: (key: string) => void;
  paste: (text: string) => void;
}

const isEditable = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input:not([type=range]), textarea, select'));

/** Ctrl or Cmd with the letter; the letter as the layout has it. */
function shortcut({ key, shiftKey }: KeyboardEvent, actions: KeyActions): (() => void) | undefined {
  const letter = key.toLowerCase();
  if (shiftKey) return { e: actions.hangUp, d: actions.quiet, r: actions.record }[letter];
  if (letter === 'd') return actions.mute;
  if (letter === 'h') return actions.hold;
  if (letter === 't') return actions.transfer;
  if (letter === 'k') return actions.bar;
  if (/^[1-4]$/.test(letter)) return () => actions.view(Number(letter) - 1);
  return undefined;
}

/** Listens for the keys that work everywhere. Esc is not among them: it closes what is open there, and never a call. */
export function useKeys(actions: KeyActions, target: Window = window): void {
  function onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    const { ctrlKey, metaKey, altKey, key } = event;
    let act: (() => void) | undefined;
    if ((ctrlKey || metaKey) && !altKey) act = shortcut(event, actions);
    else if (!ctrlKey && !metaKey && !isEditable(event.target)) {
      if (isDialKey(key)) act = () => actions.dialKey(key);
      else if (key === '?') act = actions.help;
    }
    if (!act) return;
    event.preventDefault();
    if (!event.repeat) act();
  }

  function onPaste(event: ClipboardEvent): void {
    if (event.defaultPrevented || isEditable(event.target)) return;
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (text.trim() !== '') actions.paste(text);
  }

  target.addEventListener('keydown', onKey);
  target.addEventListener('paste', onPaste);
  onScopeDispose(() => {
    target.removeEventListener('keydown', onKey);
    target.removeEventListener('paste', onPaste);
  });
}
