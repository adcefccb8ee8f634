import { plainSdp, webrtcSdp } from './sdp.ts';
import {
  acknowledge,
  acknowledgeRefusal,
  callee,
  caller,
  cancel,
  invite,
  type MessageOptions,
  type Peer,
  pause,
  receive,
  receiveStatus,
  reply,
  replyIfAsked,
  request,
  respond,
  serveUntil,
} from './sipp-steps.ts';

/*
 * The odd peers. Each says from whose side it is written: a "callee" waits for a call of the phone, a "caller" calls it. A call is in both
 * cases ended by the phone, unless the scenario is about another end. No media flows in any of them.
 */

const answer = { body: webrtcSdp() };
const offer = { body: webrtcSdp({ setup: 'actpass' }) };
const untilBye = [serveUntil('BYE'), reply(200)];
const answered = [respond(180), respond(200, answer), receive('ACK')];
const trying = receiveStatus(100, { optional: true });

/** Callee: rings, answers, is hung up on. */
export const answers = callee(...answered, ...untilBye);

/** Callee: 183 with a description, answers 500 ms later with the same one. */
export const earlyMedia = callee(respond(183, answer), pause(500), respond(200, answer), receive('ACK'), ...untilBye);

/** Callee: 183 without a description, then 180, then answers: there never was early media. */
export const progressWithoutMedia = callee(
  respond(183),
  pause(300),
  respond(180),
  pause(300),
  respond(200, answer),
  receive('ACK'),
  ...untilBye,
);

/** Callee: a proxy's fork. Two devices ring, one of them with early media; the other one answers, under its own To tag. */
export const forkedRinging = callee(
  respond(180, { tag: 'first' }),
  respond(183, { tag: 'second', body: webrtcSdp({ iceUser: 'second' }) }),
  pause(300),
  respond(200, { tag: 'first', body: webrtcSdp({ iceUser: 'first' }) }),
  receive('ACK'),
  ...untilBye,
);

/** Callee: two devices answer. The phone keeps the first and has to take leave of the second: ACK and BYE for it (RFC 3261 13.2.2.4). */
export const answeredTwice = callee(
  respond(200, { tag: 'first', ...answer, retransmit: false }),
  receive('ACK'),
  respond(200, { tag: 'second', late: true, ...answer, retransmit: false }),
  receive('ACK'),
  receive('BYE', { header: ['To', 'tag=second'] }),
  reply(200),
  receive('BYE', { header: ['To', 'tag=first'] }),
  reply(200),
);

/** Callee: refuses. `headers` such as `Retry-After: 2`, `Warning: …`, `Reason: …`. */
export const refuses = (status: number, headers: readonly string[] = []): Peer => callee(respond(status, { headers }), receive('ACK'));

/** Callee: 302 to that URI. A loop is one to itself, with as many `calls` as the phone may try. */
export const redirects = (...targets: readonly string[]): Peer =>
  callee(respond(302, { headers: targets.map((target) => `Contact: <${target}>`), contact: false }), receive('ACK'));

/** Callee: rings and never answers; it takes the CANCEL. */
export const ringsUntilCancelled = callee(respond(180), receive('CANCEL'), reply(200), respond(487, { late: true }), receive('ACK'));

/** Callee: its 200 crosses the phone's CANCEL: the phone has to acknowledge and hang up. */
export const answersIntoCancel = callee(
  respond(180),
  receive('CANCEL'),
  respond(200, { late: true, ...answer, retransmit: false }),
  reply(200),
  receive('ACK'),
  ...untilBye,
);

/** Callee: wants to know who hangs up: 407 to the BYE, once. The second one must carry a higher CSeq. */
export const challengesBye = callee(
  ...answered,
  receive('BYE'),
  reply(407, { headers: ['Proxy-Authenticate: Digest realm="offhook.test", nonce="bye-nonce", algorithm=MD5, qop="auth"'] }),
  receive('BYE', { header: ['Proxy-Authorization', 'nonce="bye-nonce"'] }),
  reply(200),
);

/**
 * Callee: refuses the phone's next re-INVITE, and takes what comes then. 481 and 408 end the dialog, whether or not a BYE follows; 488 and 491
 * do not.
 */
export const refusesReinvite = (status: number, { endsDialog = status === 481 || status === 408 } = {}): Peer =>
  callee(
    ...answered,
    receive('INVITE'),
    reply(status),
    receive('ACK'),
    ...(status === 491 ? [receive('INVITE'), reply(200, { body: webrtcSdp({ version: 2 }), retransmit: true }), receive('ACK')] : []),
    ...(endsDialog ? [replyIfAsked('BYE', 481, 1000)] : untilBye),
  );

/**
 * Callee: both re-INVITE at once. It answers the phone's with a re-INVITE of its own, is told 491, says 491 too, and takes the phone's second
 * attempt: as the owner of the Call-ID the phone waits 2.1 to 4 s before that one (RFC 3261 14.1).
 */
export const glare = callee(
  ...answered,
  receive('INVITE', { as: 'theirs' }),
  request('INVITE', { body: webrtcSdp({ version: 2, setup: 'actpass' }) }),
  trying,
  receiveStatus(491),
  acknowledgeRefusal(),
  reply(491, { to: 'theirs' }),
  receive('ACK'),
  receive('INVITE'),
  reply(200, { body: webrtcSdp({ version: 3 }), retransmit: true }),
  receive('ACK'),
  ...untilBye,
);

/** How a far end says that it holds: RFC 3264 8.4, and 0.0.0.0 as RFC 2543 had it. */
export const holdForms = {
  sendonly: { direction: 'sendonly' },
  inactive: { direction: 'inactive' },
  'c=0.0.0.0': { address: '0.0.0.0' },
} as const;

/** Callee: holds the phone that way for so many milliseconds, and resumes. The phone's answer must not send where it may not. */
export const holds = (form: keyof typeof holdForms, heldForMs = 500): Peer =>
  callee(
    ...answered,
    pause(100),
    request('INVITE', { body: webrtcSdp({ version: 2, setup: 'actpass', ...holdForms[form] }) }),
    trying,
    receiveStatus(200),
    acknowledge(),
    pause(heldForMs),
    request('INVITE', { body: webrtcSdp({ version: 3, setup: 'actpass' }) }),
    trying,
    receiveStatus(200),
    acknowledge(),
    ...untilBye,
  );

/** Callee: asks for the phone's offer by a re-INVITE without a description, and answers in the ACK (RFC 3261 14.1). */
export const reinvitesWithoutSdp = callee(
  ...answered,
  pause(100),
  request('INVITE'),
  trying,
  receiveStatus(200, { header: ['Content-Type', 'application/sdp'] }),
  acknowledge({ body: webrtcSdp({ version: 2 }) }),
  ...untilBye,
);

/** What comes of a REFER: statuses in message/sipfrag NOTIFYs, or none at all. */
export type ReferOutcome = readonly number[] | 'silence';

/** Callee: takes the phone's REFER and reports that. The last report ends the subscription; the phone hangs up, whatever was reported. */
export const takesRefer = (outcome: ReferOutcome): Peer =>
  callee(...answered, serveUntil('REFER'), reply(202), ...(outcome === 'silence' ? [] : reports(outcome)), ...untilBye);

/** Callee: refuses the phone's REFER. */
export const refusesRefer = (status: number): Peer => callee(...answered, serveUntil('REFER'), reply(status), ...untilBye);

const reports = (statuses: readonly number[]) =>
  statuses.flatMap((status, i) => {
    const state = i === statuses.length - 1 ? 'terminated;reason=noresource' : 'active;expires=60';
    const headers = ['Event: refer', `Subscription-State: ${state}`];
    return [
      pause(100),
      request('NOTIFY', { headers, body: `SIP/2.0 ${status} Reported`, contentType: 'message/sipfrag;version=2.0' }),
      receiveStatus(200),
    ];
  });

/** Callee: asks the phone to call that URI (REFER), and waits for the report of its success. */
export const refers = (target: string, headers: readonly string[] = []): Peer =>
  callee(
    ...answered,
    pause(100),
    request('REFER', { headers: [`Refer-To: <${target}>`, 'Referred-By: <sip:peer@[local_ip]>', ...headers] }),
    receiveStatus(202),
    receive('NOTIFY'),
    reply(200),
    ...untilBye,
  );

/** Callee: hangs up the moment the phone re-INVITEs. The phone's BYE, its 487 or 481 do not matter any more. */
export const byeIntoReinvite = callee(
  ...answered,
  receive('INVITE', { as: 'theirs' }),
  request('BYE'),
  receiveStatus(200),
  reply(487, { to: 'theirs' }),
  receive('ACK'),
);

/** Callee: a re-INVITE and, before the phone answered it, a BYE. What becomes of the re-INVITE then is of no interest. */
export const reinviteThenBye = callee(
  ...answered,
  pause(100),
  request('INVITE', { body: webrtcSdp({ version: 2, setup: 'actpass' }), retransmit: false }),
  receiveStatus(100),
  request('BYE'),
  receiveStatus(487, { optional: true }),
  receiveStatus(200),
);

/**
 * Callee: repeats its 200 although the ACK came: every one is acknowledged again (RFC 3261 13.2.2.4). For a phone that makes each ACK a new
 * transaction: SIPp takes equal ones for repetitions and does not go on.
 */
export const repeatsAnswer = callee(
  respond(180),
  respond(180, { late: true }),
  respond(200, answer),
  receive('ACK'),
  respond(200, { late: true, ...answer, retransmit: false }),
  receive('ACK'),
  respond(200, { late: true, ...answer, retransmit: false }),
  receive('ACK'),
  ...untilBye,
);

/** Caller: calls, is answered, waits to be hung up on. `content` replaces the offer and adds headers. */
export const calls = (content: MessageOptions & { from?: string } = {}): Peer =>
  caller(invite({ ...offer, ...content }), trying, receiveStatus(180, { optional: true }), receiveStatus(200), acknowledge(), ...untilBye);

/** Caller: late offer. The phone's 200 carries the offer, the ACK the answer. */
export const offersLate = caller(
  invite(),
  trying,
  receiveStatus(180, { optional: true }),
  receiveStatus(200, { header: ['Content-Type', 'application/sdp'] }),
  acknowledge({ body: webrtcSdp() }),
  ...untilBye,
);

/** Caller: expects to be refused with that status. */
export const isRefused = (status: number, content: MessageOptions = {}): Peer =>
  caller(invite({ ...offer, ...content }), trying, receiveStatus(180, { optional: true }), receiveStatus(status), acknowledgeRefusal());

/** Caller: plain RTP, which no browser takes. */
export const offersPlainRtp = isRefused(488, { body: plainSdp() });

/** Caller: gives up after so many milliseconds of ringing. `reason` for "answered elsewhere": `SIP;cause=200;text="Call completed elsewhere"`. */
export const givesUp = ({ afterMs = 300, reason }: { afterMs?: number; reason?: string } = {}): Peer =>
  caller(
    invite(offer),
    trying,
    receiveStatus(180),
    pause(afterMs),
    cancel(reason === undefined ? {} : { headers: [`Reason: ${reason}`] }),
    receiveStatus(200),
    receiveStatus(487),
    acknowledgeRefusal(),
  );

/** Header lines that no phone knows, and known ones in unusual shapes. */
export const unknownHeaders = [
  'X-Unknown: value',
  'P-Very-Private: <sip:a@b>;x="y;z",second',
  'Subject: =?UTF-8?Q?=E2=9C=93?= Größe 漢字',
  'Accept-Language: en;q=0.5, de',
  'Empty-Header:',
  'spaced-HEADER  :   much space   ',
];

/** A header folded over three lines (RFC 3261 7.3.1). */
export const foldedHeaders = ['Subject: one[fold]two[fold]three', 'X-Folded:[fold]begins on the next line'];
