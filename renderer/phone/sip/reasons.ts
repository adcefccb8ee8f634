/*
 * Why a call ended, in the domain's words: SIP status codes (RFC 3261 21), Reason headers (RFC 3326) and Q.850 causes become EndReasons.
 */
import type { Direction, EndReason } from '../../../shared/call.ts';
import { cleanText } from './peer.ts';

type Kind = EndReason['kind'];

/** The value of one Reason header. */
export interface ReasonHeader {
  protocol: string;
  cause: number | null;
  text: string;
}

/** What a message says about an end: its status line, if it is an answer, and its Reason headers. */
export interface EndMessage {
  status?: number | undefined;
  phrase?: string | undefined;
  reasons: readonly string[];
}

/** RFC 3261 21.4 to 21.6 and later registrations, where the status itself tells. All others of 4xx and 6xx are `refused`, of 5xx `failed`. */
const kindOfStatus: Readonly<Record<number, Kind>> = {
  401: 'forbidden',
  403: 'forbidden',
  404: 'not-found',
  407: 'forbidden',
  408: 'no-answer',
  410: 'not-found',
  415: 'incompatible',
  480: 'unavailable',
  484: 'not-found',
  485: 'not-found',
  486: 'busy',
  487: 'cancelled',
  488: 'incompatible',
  600: 'busy',
  603: 'declined',
  604: 'not-found',
  606: 'incompatible',
  607: 'declined', // Unwanted, RFC 8197
  608: 'declined', // Rejected, RFC 8688
};

/** ITU-T Q.850 causes that tell more than the status a gateway made of them (RFC 3398 7.2.4.1 loses some). */
const kindOfCause: Readonly<Record<number, Kind>> = {
  1: 'not-found', // Unallocated number
  2: 'not-found', // No route to the network
  3: 'not-found', // No route to the destination
  17: 'busy',
  18: 'no-answer', // Nobody responds
  19: 'no-answer', // It rang, and nobody took it
  20: 'unavailable', // Subscriber absent
  21: 'declined',
  22: 'not-found', // Number changed
  23: 'redirected',
  26: 'answered-elsewhere', // Non-selected user clearing
  27: 'unavailable', // Destination out of order
  28: 'not-found', // Incomplete number
  29: 'refused', // Facility rejected
  34: 'failed', // No circuit
  38: 'failed', // Network out of order
  41: 'failed', // Temporary failure
  42: 'failed', // Congestion
  44: 'failed', // Requested circuit not available
  47: 'failed', // No resource
  50: 'forbidden', // Facility not subscribed
  52: 'forbidden', // Outgoing calls barred
  53: 'forbidden', // The same in a closed user group
  54: 'forbidden', // Incoming calls barred
  55: 'forbidden', // The same in a closed user group
  57: 'forbidden', // Bearer capability not authorised
  58: 'incompatible',
  63: 'failed',
  65: 'incompatible', // Bearer capability not implemented
  69: 'incompatible',
  70: 'incompatible', // Only restricted digital information
  79: 'incompatible',
  87: 'forbidden', // Not a member of the closed user group
  88: 'incompatible', // Incompatible destination
  102: 'no-answer', // Recovery on timer expiry
  111: 'failed', // Protocol error
  127: 'failed', // Interworking
};

/** Statuses so general that a Q.850 cause beside them is the better witness. */
const isVague = (status: number): boolean => status === 480 || status === 403 || (status >= 500 && status < 600);

/** The final answer to our INVITE, 300 or above. */
export function reasonOfAnswer(message: EndMessage): EndReason {
  const status = message.status ?? 500;
  const sip = findReason(message.reasons, 'SIP');
  const kind = (isVague(status) ? kindTold(sip, findReason(message.reasons, 'Q.850')) : undefined) ?? kindOf(status);
  // Whoever declines in words puts them there: see `writeReason`.
  const words = sip?.cause === status ? sip.text : '';
  return { kind, by: 'remote', code: status, phrase: words || cleanText(message.phrase ?? '') };
}

/** What the cause beside a vague status tells; a status that a gateway or a proxy had from behind it comes before a cause of the telephone network. */
function kindTold(sip: ReasonHeader | null, q850: ReasonHeader | null): Kind | undefined {
  return (sip?.cause != null ? kindOfStatus[sip.cause] : undefined) ?? (q850?.cause != null ? kindOfCause[q850.cause] : undefined);
}

function kindOf(status: number): Kind {
  if (status < 400) return 'redirected';
  const kind = kindOfStatus[status];
  if (kind) return kind;
  return status >= 500 && status < 600 ? 'failed' : 'refused';
}

/** A CANCEL while the call rang here: somebody else answered, or the caller gave up (RFC 3326 2). */
export function reasonOfCancel(message: EndMessage): EndReason {
  const sip = findReason(message.reasons, 'SIP');
  const q850 = findReason(message.reasons, 'Q.850');
  const said = sip ?? q850;
  const isElsewhere = sip?.cause === 200 || q850?.cause === 26;
  return { kind: isElsewhere ? 'answered-elsewhere' : 'cancelled', by: 'remote', code: said?.cause ?? null, phrase: said?.text ?? '' };
}

/** A BYE of the far end. Normal clearing (Q.850 16 and 31) tells nothing and is left out. */
export function reasonOfBye(message: EndMessage): EndReason {
  const sip = findReason(message.reasons, 'SIP');
  const q850 = findReason(message.reasons, 'Q.850');
  if (sip?.cause === 200) return { kind: 'answered-elsewhere', by: 'remote', code: 200, phrase: sip.text };
  const said = sip ?? q850;
  if (!said || (said === q850 && (said.cause === 16 || said.cause === 31)))
    return { kind: 'hung-up', by: 'remote', code: null, phrase: '' };
  const kind = byeKind(sip?.cause ?? null, q850?.cause ?? null);
  return { kind, by: 'remote', code: said.cause, phrase: said.text };
}

/** A call that was up ends as hung up, unless the far end says that it could not go on. */
function byeKind(status: number | null, cause: number | null): Kind {
  if (status === 488 || status === 606) return 'incompatible';
  if (status !== null && status >= 500 && status < 600) return 'failed';
  return cause !== null && kindOfCause[cause] === 'failed' ? 'failed' : 'hung-up';
}

/** Our own end of a call; nothing of it was on the wire. */
export const localReason = (kind: Kind, code: number | null = null): EndReason => ({ kind, by: 'local', code, phrase: '' });

/** SIP.js ended a session by itself: it says what happened to the log only. */
export function unexplainedReason(direction: Direction, wasAnswered: boolean): EndReason {
  // Our 200 was never acknowledged, or an answer within the call could not be used: the sound of it cannot go on.
  if (wasAnswered) return localReason('media-failed');
  // It rang for too long, or the answer to our offer could not be used.
  return direction === 'incoming' ? localReason('no-answer', 480) : localReason('incompatible', 488);
}

/** The status that says best why an INVITE of ours came to nothing, and its words: what a server answered, else what happened here. */
export function statusOf({ by, code, kind, phrase }: EndReason): [code: number, phrase: string] {
  if (by === 'remote' && code !== null && code >= 300) return [code, phrase];
  return kind === 'network-lost' ? [503, 'Service Unavailable'] : [487, 'Request Terminated'];
}

function findReason(headers: readonly string[], protocol: string): ReasonHeader | null {
  for (const header of headers) {
    const reason = readReason(header).find((each) => each.protocol === protocol.toUpperCase());
    if (reason) return reason;
  }
  return null;
}

/** A Reason header of ours: the text as a quoted-string of one line (RFC 3261 25.1), cleaned and bounded. */
export const writeReason = (cause: number, text: string): string =>
  `SIP;cause=${cause};text="${cleanText(text).replace(/["\\]/g, '\\$&')}"`;

/** `protocol *(SEMI cause / text / extension)`, several divided by commas; hostile values yield an empty list or a null cause. */
export function readReason(header: string): ReasonHeader[] {
  const values = header.slice(0, 2_000).match(/(?:"(?:\\.|[^"\\])*"|[^,"])+/g) ?? [];
  return values.map((value) => {
    const cause = /;\s*cause\s*=\s*(\d{1,3})(?!\d)/i.exec(value)?.[1];
    const text = /;\s*text\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^;\s]+))/i.exec(value);
    return {
      protocol: value.split(';', 1)[0]!.trim().toUpperCase(),
      cause: cause === undefined ? null : Number(cause),
      text: cleanText((text?.[1] ?? text?.[2] ?? '').replace(/\\(.)/g, '$1')),
    };
  });
}
