import type { CallRecord, Peer } from '../shared/call.ts';
import { dayOf } from './format.ts';

export interface RecentEntry {
  /** Stays the same while calls are added. */
  readonly key: string;
  /** As the newest of the calls names them. */
  readonly peer: Peer;
  /** Newest first, never empty. */
  readonly records: readonly CallRecord[];
}

export interface RecentDay {
  /** Local midnight, epoch milliseconds. */
  readonly day: number;
  readonly entries: readonly RecentEntry[];
}

/** Who it was: the address without its case, else what was dialled. */
const personOf = ({ peer, destination }: CallRecord): string => (peer.uri || peer.number || destination).toLowerCase();

/** Past calls by local day, and within a day by person, both with the newest first. */
export function groupRecent(records: readonly CallRecord[]): readonly RecentDay[] {
  const days = new Map<number, Map<string, CallRecord[]>>();
  for (const record of [...records].sort((a, b) => b.createdAt - a.createdAt)) {
    const day = dayOf(record.createdAt);
    const people = days.get(day) ?? new Map<string, CallRecord[]>();
    days.set(day, people);
    const person = personOf(record);
    const known = people.get(person);
    if (known) known.push(record);
    else people.set(person, [record]);
  }
  return [...days].map(([day, people]) => ({
    day,
    entries: [...people].map(([person, calls]) => ({ key: `${day} ${person}`, peer: calls[0]!.peer, records: calls })),
  }));
}
