import type { UserAgent } from 'sip.js';
import type { Lamp } from '../../../shared/presence.ts';
import type { Sight } from '../line.ts';
import { afterDialogInfo, type DialogTable, emptyTable, lampOf, readDialogInfo } from '../people/dialog-info.ts';
import { readPidf } from '../people/pidf.ts';
import { type EventPackage, watchEvents } from './event-watch.ts';

export interface WatchOptions {
  readonly tell: (sight: Sight) => void;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/**
 * Watches the calls of a telephone (RFC 4235), and what its owner says of themselves (RFC 3856), each as far as the server has it. Returns the
 * function that stops it.
 */
export function watchSomebody(userAgent: UserAgent, uri: string, { tell, random }: WatchOptions): () => void {
  const stops = [telephone(tell), person(tell)].map((pack) => watchEvents(userAgent, uri, { pack, random }));
  return () => {
    for (const stop of stops) stop();
  };
}

function telephone(tell: (sight: Sight) => void): EventPackage {
  let table: DialogTable = emptyTable;
  let told: Lamp = 'unknown';
  const set = (next: DialogTable): void => {
    table = next;
    const lamp = lampOf(next);
    if (lamp !== told) tell({ of: 'telephone', lamp });
    told = lamp;
  };
  return {
    event: 'dialog',
    mime: 'application/dialog-info+xml',
    read: (body) => {
      const info = readDialogInfo(body);
      const next = info && afterDialogInfo(table, info);
      if (!next) return info ? 'gap' : 'unreadable';
      set(next);
      return 'told';
    },
    forget: () => set(emptyTable),
  };
}

function person(tell: (sight: Sight) => void): EventPackage {
  const nothing = { lamp: 'unknown', note: '' } as const;
  let told: { readonly lamp: Lamp; readonly note: string } = nothing;
  const set = (next: typeof told): void => {
    if (next.lamp !== told.lamp || next.note !== told.note) tell({ of: 'person', ...next });
    told = next;
  };
  return {
    event: 'presence',
    mime: 'application/pidf+xml',
    read: (body) => {
      const said = readPidf(body);
      if (said) set(said);
      return said ? 'told' : 'unreadable';
    },
    forget: () => set(nothing),
  };
}
