import type { CallSnapshot } from './call.ts';
import { switchQuiet } from './do-not-disturb.ts';
import type { OwnPresence, PresenceChoice } from './presence.ts';
import type { Settings } from './settings.ts';

/** Of what somebody says of themselves, in characters. */
export const longestNote = 200;

/** What others are to know of the user at a moment. */
export interface Announced {
  readonly status: OwnPresence['status'] | 'in-call' | 'dnd';
  readonly note: string;
}

/** What the user chose, what their rules say, and what they do: do not disturb comes before a call, and a call before the rest. */
export function announcedPresence(
  { status, note }: OwnPresence,
  { isQuiet, calls }: { isQuiet: boolean; calls: readonly Pick<CallSnapshot, 'state' | 'direction'>[] },
): Announced {
  if (isQuiet) return { status: 'dnd', note };
  return { status: calls.some(isTalking) ? 'in-call' : status, note };
}

/** Whoever only rings here did not reach anybody yet. */
const isTalking = ({ state, direction }: Pick<CallSnapshot, 'state' | 'direction'>): boolean =>
  state.kind !== 'ended' && !(direction === 'incoming' && state.kind === 'ringing');

type Choice = { status: PresenceChoice; note?: string | undefined; leavesQuiet?: boolean | undefined };

/** The settings after somebody chose how they are to be seen, at a moment. */
export function withPresence(
  { presence, incoming }: Pick<Settings, 'presence' | 'incoming'>,
  { status, note = presence.note, leavesQuiet = false }: Choice,
  at: Date,
): Pick<Settings, 'presence' | 'incoming'> {
  const chosen = status === 'dnd' ? presence.status : status;
  const doNotDisturb = leavesQuiet ? incoming.doNotDisturb : switchQuiet(incoming.doNotDisturb, status === 'dnd', at);
  return { presence: { status: chosen, note }, incoming: { ...incoming, doNotDisturb } };
}
