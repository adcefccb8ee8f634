import type { CallSnapshot } from '../shared/call.ts';
import { type Face, type Readable, value } from './shell.ts';

type Ports = { readonly calls: Readable<readonly CallSnapshot[]>; readonly face: Readable<Face> };

/** Epoch milliseconds of the last message of the far end; 0 for none. */
export const newestMessageAt = ({ messages }: CallSnapshot): number => messages.findLast(({ from }) => from === 'them')?.at ?? 0;

/** How many messages of live calls came while the window was not in front. */
export function unreadMessages({ calls, face }: Ports): Readable<number> {
  const unread = value(0);
  let seenAt: ReadonlyMap<string, number> = new Map();
  const count = (): void => {
    const before = face.get() === 'front' ? null : seenAt;
    const live = calls.get().filter(({ state }) => state.kind !== 'ended');
    seenAt = new Map(live.map((call) => [call.id, before ? (before.get(call.id) ?? 0) : newestMessageAt(call)]));
    const isNew = (call: CallSnapshot, at: number): boolean => at > (seenAt.get(call.id) ?? 0);
    unread.set(live.reduce((sum, call) => sum + call.messages.filter(({ from, at }) => from === 'them' && isNew(call, at)).length, 0));
  };
  calls.subscribe(count);
  face.subscribe(count);
  return unread;
}
