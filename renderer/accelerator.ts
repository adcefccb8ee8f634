/** What is used of a KeyboardEvent. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey'>;

type Platform = 'linux' | 'darwin' | 'win32';

/** `modifier`: nothing but Ctrl or its like is down yet. `too-common`: a letter by itself would be taken from every other program. */
export type Recorded = { kind: 'accelerator'; accelerator: string } | { kind: 'modifier' | 'too-common' | 'unknown' };

const modifiers: ReadonlySet<string> = new Set(['Control', 'Alt', 'AltGraph', 'Shift', 'Meta', 'OS', 'Fn', 'CapsLock', 'NumLock']);

/** Names of `KeyboardEvent.key` that Electron knows under another one, or the same. */
const named: Readonly<Record<string, string>> = {
  ' ': 'Space',
  '+': 'Plus',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  Enter: 'Return',
  Backspace: 'Backspace',
  Delete: 'Delete',
  Insert: 'Insert',
  Home: 'Home',
  End: 'End',
  PageUp: 'PageUp',
  PageDown: 'PageDown',
  Tab: 'Tab',
  PrintScreen: 'PrintScreen',
  MediaPlayPause: 'MediaPlayPause',
  MediaStop: 'MediaStop',
  MediaTrackNext: 'MediaNextTrack',
  MediaTrackPrevious: 'MediaPreviousTrack',
};

/** Keys that mean nothing else while one types, and may stand alone. */
const standsAlone = /^(F([1-9]|1\d|2[0-4])|Media\w+|PrintScreen|Insert)$/;

/** The accelerator of Electron for what was pressed: the letter as the layout has it, the digit whatever Shift makes of it. */
export function acceleratorOf(press: KeyPress, platform: Platform): Recorded {
  if (modifiers.has(press.key)) return { kind: 'modifier' };
  const key = keyName(press);
  if (key === null) return { kind: 'unknown' };
  const strong = [
    ...(press.ctrlKey ? ['Control'] : []),
    ...(press.altKey ? ['Alt'] : []),
    ...(press.metaKey ? [platform === 'darwin' ? 'Command' : 'Super'] : []),
  ];
  if (strong.length === 0 && !standsAlone.test(key)) return { kind: 'too-common' };
  return { kind: 'accelerator', accelerator: [...strong, ...(press.shiftKey ? ['Shift'] : []), key].join('+') };
}

function keyName({ key, code }: KeyPress): string | null {
  const digit = /^(?:Digit|(Numpad))(\d)$/.exec(code);
  if (digit) return `${digit[1] ? 'num' : ''}${digit[2]}`;
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  if (/^F([1-9]|1\d|2[0-4])$/.test(key)) return key;
  if (Object.hasOwn(named, key)) return named[key] ?? null;
  // Another script (Cyrillic, Greek), or what Alt makes of the letter on a Mac: the key by its place.
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return letter;
  return /^[!-~]$/.test(key) ? key : null;
}

const macNames: Readonly<Record<string, string>> = { Control: '⌃', Alt: '⌥', Shift: '⇧', Command: '⌘' };
const otherNames: Readonly<Record<string, string>> = { Control: 'Ctrl', Super: 'Super' };

/** What stands on the keys, one by one. */
export function keysOf(accelerator: string, platform: Platform): string[] {
  const names = platform === 'darwin' ? macNames : platform === 'win32' ? { ...otherNames, Super: 'Win' } : otherNames;
  return accelerator === '' ? [] : accelerator.split('+').map((part) => names[part] ?? part);
}
