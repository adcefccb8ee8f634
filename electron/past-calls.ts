import type { CallRecord } from '../shared/call.ts';
import { isMissed } from '../shared/past-call.ts';
import type { History } from './data/history.ts';
import type { Memory } from './memory.ts';
import { type Face, field, type Readable, type Value, value } from './shell.ts';

/** What the system's places show of the past. */
export interface PastCalls {
  /** The same history, watched. */
  readonly history: History;
  /** Newest first, as far as the page has looked. */
  readonly recent: Readable<readonly CallRecord[]>;
  /** How many callers were missed since the user last looked; it outlives the app. */
  readonly missed: Readable<number>;
}

type Ports = {
  readonly history: History;
  readonly memory: Value<Memory>;
  readonly face: Readable<Face>;
  /** The page has the list of past calls on it. */
  readonly isShown: Readable<boolean>;
  /** Nobody has touched keyboard or mouse for a while: a window in front is seen by nobody. */
  readonly isAway: () => boolean;
};

const KEPT = 50;
/** How often it is looked whether the user is back, in milliseconds. */
const RETURNING = 2000;

/** Stands between the page and its history, so that nobody has to read the database for a menu. */
export function watchPastCalls({ history, memory, face, isShown, isAway }: Ports): PastCalls {
  const recent = value<readonly CallRecord[]>([]);
  const missed = field(memory, 'missedCalls');
  let returning: ReturnType<typeof setInterval> | undefined;
  const isInFront = (): boolean => isShown.get() && face.get() === 'front';
  const look = (): void => {
    clearInterval(returning);
    if (missed.get() === 0 || !isInFront()) return;
    if (isAway()) returning = setInterval(look, RETURNING);
    else missed.set(0);
  };
  face.subscribe(look);
  isShown.subscribe(look);
  return {
    recent,
    missed,
    history: {
      ...history,
      list: (page) => {
        const records = history.list(page);
        if (page.before === null) recent.set(records.slice(0, KEPT));
        return records;
      },
      add: (record) => {
        history.add(record);
        recent.set([record, ...recent.get().filter(({ id }) => id !== record.id)].slice(0, KEPT));
        if (!isMissed(record) || (isInFront() && !isAway())) return;
        missed.set(missed.get() + 1);
        look();
      },
      remove: (ids) => {
        history.remove(ids);
        recent.set(recent.get().filter(({ id }) => !ids.includes(id)));
      },
      clear: () => {
        history.clear();
        recent.set([]);
        missed.set(0);
      },
      close: () => {
        clearInterval(returning);
        history.close();
      },
    },
  };
}
