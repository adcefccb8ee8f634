import type { CallSnapshot, Peer } from '../../shared/call.ts';
import type { OwnPresence } from '../../shared/presence.ts';
import type { RegistrationState } from '../../shared/registration.ts';
import { currentCall, currentCalls } from '../../shared/which-call.ts';
import { worstGrade } from '../../shared/worst-grade.ts';
import { words } from '../words.ts';

/** What the icon shows: one thing, the most pressing. */
export type TrayState = 'offline' | 'ready' | 'ringing' | 'in-call' | 'muted' | 'missed' | 'quality';

export type TrayFacts = {
  readonly registration: RegistrationState;
  readonly calls: readonly CallSnapshot[];
  readonly missed: number;
  readonly doNotDisturb: boolean;
  /** What the user says of themselves. */
  readonly presence: OwnPresence['status'];
};

export const nameOf = ({ name, number, uri }: Peer): string => name || number || uri || words.unknownCaller;

export const isRinging = ({ state, direction }: CallSnapshot): boolean => state.kind === 'ringing' && direction === 'incoming';

export function trayState({ registration, calls, missed }: TrayFacts): TrayState {
  if (calls.some(isRinging)) return 'ringing';
  const current = currentCall(calls);
  if (current?.audio === 'interrupted') return 'quality';
  if (current?.isMicrophoneMuted) return 'muted';
  if (current) return worstGrade(currentCalls(calls)) === 'poor' ? 'quality' : 'in-call';
  if (registration.kind !== 'registered') return 'offline';
  return missed > 0 ? 'missed' : 'ready';
}

/** Longer ones are cut off by Windows (128 with its final zero). */
const MOST = 127;

/** The same in words, and what the icon has no room for. */
export function trayTooltip(facts: TrayFacts): string {
  const { tray } = words;
  const callers = facts.calls.filter(isRinging);
  const current = currentCall(facts.calls);
  const parts = [
    ...callers.map(({ peer }) => tray.rings(nameOf(peer))),
    ...(current ? [callWords(current), ...soundWords(currentCalls(facts.calls))] : []),
    ...(callers.length === 0 && !current ? [registrationWords(facts.registration)] : []),
    ...presenceWords(facts),
    ...(facts.missed > 0 ? [tray.missed(facts.missed)] : []),
  ];
  const text = `${words.appName}: ${parts.join(', ')}`;
  return text.length > MOST ? `${text.slice(0, MOST - 1)}…` : text;
}

/** Whatever is not the usual. */
function presenceWords({ doNotDisturb, presence }: TrayFacts): readonly string[] {
  if (doNotDisturb) return [words.tray.doNotDisturb];
  return presence === 'available' ? [] : [words.tray.presence[presence]];
}

export function registrationWords({ kind }: RegistrationState): string {
  return words.tray.registration[kind];
}

/** How it sounds, unless it is well. */
function soundWords(calls: readonly CallSnapshot[]): readonly string[] {
  const grade = worstGrade(calls) ?? 'good';
  return grade === 'good' ? [] : [words.tray.sound[grade]];
}

/** Where a call stands, with whom. */
export function callWords(call: CallSnapshot): string {
  const { tray } = words;
  const name = nameOf(call.peer);
  if (call.audio === 'interrupted') return tray.interrupted(name);
  switch (call.state.kind) {
    case 'dialing':
    case 'connecting':
      return tray.calls(name);
    case 'ringing':
      return call.direction === 'incoming' ? tray.rings(name) : tray.calls(name);
    case 'active':
      if (call.state.hold === 'local' || call.state.hold === 'both') return tray.holds(name);
      return call.isMicrophoneMuted ? tray.talksMuted(name) : tray.talks(name);
    case 'ended':
      return tray.ended(name);
    default:
      return call.state satisfies never;
  }
}
