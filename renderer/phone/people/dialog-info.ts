import type { Lamp } from '../../../shared/presence.ts';

/** What a document says of one dialog of the watched telephone (RFC 4235 4.1.2). */
export interface DialogEntry {
  readonly id: string;
  readonly state: DialogState;
  /** The telephone is the one that rings, and not the one that calls. */
  readonly isCalled: boolean;
}

type DialogState = 'trying' | 'proceeding' | 'early' | 'confirmed' | 'terminated';

export interface DialogInfo {
  readonly version: number;
  /** False: only what changed since the version before. */
  readonly isFull: boolean;
  readonly dialogs: readonly DialogEntry[];
}

/** What is known of a telephone so far. */
export interface DialogTable {
  /** -1 before the first document. */
  readonly version: number;
  readonly dialogs: ReadonlyMap<string, DialogEntry>;
}

export const emptyTable: DialogTable = { version: -1, dialogs: new Map() };

/** In characters. A telephone of a switchboard with a hundred calls needs less. */
const longest = 65_536;
const mostDialogs = 200;
const states: ReadonlySet<string> = new Set(['trying', 'proceeding', 'early', 'confirmed', 'terminated']);

/**
 * A dialog-info document (RFC 4235 4.1); null for anything else. Strangers write these: whoever declares entities or sends a book is not read at
 * all, and of the rest only names and texts of elements are looked at, by the browser's own parser, which fetches nothing.
 */
export function readDialogInfo(text: string): DialogInfo | null {
  if (text.length > longest || /<!(?:DOCTYPE|ENTITY)/i.test(text)) return null;
  const root = new DOMParser().parseFromString(text, 'application/xml').documentElement;
  if (root?.localName !== 'dialog-info' || root.querySelector('parsererror')) return null;
  const version = Number.parseInt(root.getAttribute('version') ?? '', 10);
  if (!Number.isSafeInteger(version) || version < 0) return null;
  const dialogs = [...root.children].filter(({ localName }) => localName === 'dialog').slice(0, mostDialogs);
  return { version, isFull: root.getAttribute('state') !== 'partial', dialogs: dialogs.flatMap(readDialog) };
}

function readDialog(dialog: Element): DialogEntry[] {
  const state = [...dialog.children].find(({ localName }) => localName === 'state')?.textContent?.trim() ?? '';
  if (!isState(state)) return [];
  return [{ id: dialog.getAttribute('id') ?? '', state, isCalled: dialog.getAttribute('direction') !== 'initiator' }];
}

const isState = (text: string): text is DialogState => states.has(text);

/**
 * The table after a document (RFC 4235 4.3). An older one changes nothing; null where one in between is missing: the whole state has to be
 * asked for again.
 */
export function afterDialogInfo(table: DialogTable, { version, isFull, dialogs }: DialogInfo): DialogTable | null {
  if (version <= table.version) return table;
  if (!isFull && version !== table.version + 1) return null;
  const next = new Map(isFull ? [] : table.dialogs);
  for (const dialog of dialogs) {
    if (dialog.state === 'terminated') next.delete(dialog.id);
    else if (next.size < mostDialogs) next.set(dialog.id, dialog);
  }
  return { version, dialogs: next };
}

/** A telephone that talks or calls is busy, whoever rings it besides. */
export function lampOf({ version, dialogs }: DialogTable): Lamp {
  if (version < 0) return 'unknown';
  const all = [...dialogs.values()];
  if (all.some(({ state, isCalled }) => state === 'confirmed' || !isCalled)) return 'busy';
  return all.length > 0 ? 'ringing' : 'idle';
}
