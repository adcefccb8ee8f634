import type { ProgramCall, ProgramPress, ProgramView } from '../../shared/headset-program.ts';

/** What a program believes of a call. `over`: it said so itself, and waits for the call to go. */
interface Told {
  readonly kind: ProgramCall['kind'] | 'over';
  readonly isHeld: boolean;
}

/** What a program believes of the phone: what it was told, and what it told us. */
export interface Belief {
  readonly calls: ReadonlyMap<string, Told>;
  readonly isMuted: boolean;
}

export const noBelief: Belief = { calls: new Map(), isMuted: false };

/** One thing to tell a program. `take`: a call that is up without having rung. `hasOthers`: there are calls left. */
export type Step =
  | { readonly kind: 'ring' | 'dial' | 'answer' | 'take' | 'decline'; readonly callId: string }
  | { readonly kind: 'end'; readonly callId: string; readonly hasOthers: boolean }
  | { readonly kind: 'hold'; readonly callId: string; readonly on: boolean }
  | { readonly kind: 'mute'; readonly on: boolean };

const first = { rings: 'ring', dials: 'dial', talks: 'take' } as const;

/** What has to be told so that the program believes what is. What it said itself it is not told again: it would take that for another press. */
export function stepsTo(view: ProgramView, belief: Belief): { steps: readonly Step[]; belief: Belief } {
  const steps: Step[] = [];
  const calls = new Map<string, Told>();
  for (const [callId, { kind }] of belief.calls) {
    if (kind === 'over' || view.calls.some(({ id }) => id === callId)) continue;
    steps.push(kind === 'rings' ? { kind: 'decline', callId } : { kind: 'end', callId, hasOthers: view.calls.length > 0 });
  }
  for (const call of view.calls) {
    const { steps: more, told } = stepsOf(call, belief.calls.get(call.id));
    steps.push(...more);
    calls.set(call.id, told);
  }
  // Without a call nobody is muted, and programs know that.
  const isMuted = view.calls.length > 0 && view.isMuted;
  if (view.calls.length > 0 && isMuted !== belief.isMuted) steps.push({ kind: 'mute', on: isMuted });
  return { steps, belief: { calls, isMuted } };
}

function stepsOf({ id: callId, kind, isHeld }: ProgramCall, told: Told | undefined): { steps: readonly Step[]; told: Told } {
  if (told?.kind === 'over') return { steps: [], told };
  const steps: Step[] = [];
  if (!told) steps.push({ kind: first[kind], callId });
  else if (told.kind === 'rings' && kind !== 'rings') steps.push({ kind: 'answer', callId });
  // A call that was answered at the headset may still ring for a moment here.
  const next = told?.kind === 'talks' ? 'talks' : kind;
  if (isHeld !== (told?.isHeld ?? false)) steps.push({ kind: 'hold', callId, on: isHeld });
  return { steps, told: { kind: next, isHeld } };
}

/** The program said so itself. */
export function afterPress(press: ProgramPress, { calls, isMuted }: Belief): Belief {
  if (press.kind === 'mute') return { calls, isMuted: press.on };
  const told = calls.get(press.callId);
  if (!told) return { calls, isMuted };
  const change = { answer: { kind: 'talks' }, decline: { kind: 'over' }, 'hang-up': { kind: 'over' } } as const;
  const next = press.kind === 'hold' ? { ...told, isHeld: press.on } : { ...told, ...change[press.kind] };
  return { calls: new Map([...calls, [press.callId, next]]), isMuted };
}
