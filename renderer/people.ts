import type { CallRecord, Peer } from '../shared/call.ts';
import { parseDialTarget } from '../shared/dial-target.ts';
import { redialTarget } from '../shared/past-call.ts';

/** Somebody who can be called. */
export interface Person {
  readonly peer: Peer;
  /** What to dial. */
  readonly target: string;
}

/** People of past calls, who was talked to last first, everyone once. */
export function recentPeople(records: readonly CallRecord[], limit = 100): readonly Person[] {
  const people = new Map<string, Person>();
  for (const record of records) {
    const target = redialTarget(record);
    const key = target.toLowerCase();
    if (people.size >= limit) break;
    if (isDialable(target) && !people.has(key)) people.set(key, { peer: record.peer, target });
  }
  return [...people.values()];
}

/** People whose name, number, company or address has every word of the text in it, in any order. */
export function findPeople<Found extends Person>(people: readonly Found[], text: string): readonly Found[] {
  const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return people.filter(({ peer, target }) => {
    const known = `${peer.name} ${peer.number} ${peer.company} ${target}`.toLocaleLowerCase();
    return words.every((word) => known.includes(word));
  });
}

/** Whether a text is a number or an address that can be called. */
export const isDialable = (text: string): boolean => parseDialTarget(text).kind !== 'unknown';
