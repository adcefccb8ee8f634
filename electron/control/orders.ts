import type { CallSnapshot } from '../../shared/call.ts';
import type { Command } from '../../shared/command.ts';
import { currentCall, isHeldHere, ringingCalls } from '../../shared/which-call.ts';
import type { Order } from './protocol.ts';

type PhoneOrder = Exclude<Order, { verb: 'status' | 'show' | 'quit' }>;
type CallOrder = Exclude<PhoneOrder, { verb: 'dial' | 'dnd' | 'presence' }>;

/** What the phone is to do for an order, as things stand; null when there is no call to do it with. */
export function commandFor(order: PhoneOrder, calls: readonly CallSnapshot[], isUndisturbed: boolean): Command | null {
  if (order.verb === 'dial') return { kind: 'dial', target: order.target, confirm: false, video: order.hasVideo };
  if (order.verb === 'presence') return { kind: 'set-presence', status: order.status, ...(order.note !== null && { note: order.note }) };
  if (order.verb === 'dnd') return { kind: 'do-not-disturb', on: order.on ?? !isUndisturbed };
  const call = order.call === null ? callMeant(order.verb, calls) : calls.find(({ id }) => id === order.call);
  return call ? commandOn(call, order) : null;
}

function callMeant(verb: CallOrder['verb'], calls: readonly CallSnapshot[]): CallSnapshot | null {
  const [ringing = null] = ringingCalls(calls);
  if (verb === 'answer' || verb === 'decline') return ringing;
  if (verb === 'resume') return calls.findLast(isHeldHere) ?? null;
  return currentCall(calls) ?? (verb === 'hangup' ? ringing : null);
}

function commandOn(call: CallSnapshot, order: CallOrder): Command {
  const callId = call.id;
  switch (order.verb) {
    case 'answer':
      return { kind: 'answer', callId };
    case 'decline':
      return { kind: 'decline', callId, mode: 'decline' };
    case 'hangup':
      return { kind: 'hang-up', callId };
    case 'hold':
      return { kind: order.isToggle && isHeldHere(call) ? 'resume' : 'hold', callId };
    case 'resume':
      return { kind: 'resume', callId };
    case 'mute':
      return { kind: order.isToggle ? 'toggle-microphone' : 'mute-microphone', callId };
    case 'unmute':
      return { kind: 'unmute-microphone', callId };
    case 'dtmf':
      return { kind: 'send-tones', callId, tones: order.tones };
    case 'transfer':
      return { kind: 'transfer', callId, target: order.target };
    default:
      return order satisfies never;
  }
}
