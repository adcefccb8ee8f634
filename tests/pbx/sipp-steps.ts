import { statusLine } from './message.ts';
import { compactLine } from './odd-messages.ts';
import { webrtcSdp } from './sdp.ts';

/**
 * What a SIPp peer does, step by step, as text of its XML scenario. SIPp speaks plain UDP, so it stands behind a proxy. Each step waits for
 * the one before; a message that the scenario does not expect at that point fails the call.
 */

export interface Peer {
  readonly role: 'caller' | 'callee';
  readonly steps: readonly Step[];
}

/** What is known while the steps of a peer are written down. */
interface Writing {
  readonly role: Peer['role'];
  /** CSeq of the last request of ours. */
  cseq: number;
  /** Of our last INVITE: its CSeq, and the branch that its CANCEL and the ACK of a refusal share. */
  invite: { cseq: number; branch: string };
  branches: number;
  labels: number;
  /** Names given by `receive(…, { as })`. */
  readonly names: Set<string>;
}

type Step = (writing: Writing) => string;

export interface MessageOptions {
  /** Whole header lines. SIPp's keywords (`[call_id]`, `[fold]`) are filled in. */
  readonly headers?: readonly string[];
  readonly body?: string;
  /** Default `application/sdp`. Only with a body. */
  readonly contentType?: string;
  /** Repeats it until something comes back. Default: yes for requests and for 2xx to INVITE. */
  readonly retransmit?: boolean;
  /** Writes header names in their compact forms (RFC 3261 7.3.3). */
  readonly compact?: boolean;
  /** Leaves our Contact out, for a 3xx whose own ones are among `headers`. */
  readonly contact?: false;
}

export interface ReceiveOptions {
  /** Whether it is fine when something else comes. */
  readonly optional?: boolean;
  /** Keeps what a reply has to repeat, for `reply(…, { to: name })` after other messages. */
  readonly as?: string;
  /** Fails the call unless that header is there and matches (POSIX extended). */
  readonly header?: readonly [name: string, pattern: string];
}

/** A peer that is called: it has seen the INVITE, unless the first step says otherwise. */
export const callee = (...steps: readonly Step[]): Peer => ({ role: 'callee', steps: [receiveCall, ...steps] });

/** A peer that calls: its first step is an INVITE of some kind. */
export const caller = (...steps: readonly Step[]): Peer => ({ role: 'caller', steps });

/** The scenario file of that peer. */
export function scenarioXml({ role, steps }: Peer): string {
  const writing: Writing = { role, cseq: 0, invite: { cseq: 0, branch: '' }, branches: 0, labels: 0, names: new Set() };
  const written = steps.map((step) => step(writing)).join('\n');
  const kept = [...writing.names].flatMap((name) => keptHeaders.map(([short]) => `${name}_${short}`));
  const variables = [...(role === 'callee' ? ['remote', 'local'] : []), ...kept, ...(written.includes('"checked"') ? ['checked'] : [])];
  const references = variables.length === 0 ? '' : `\n<Reference variables="${variables.join(',')}"/>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="${role}">\n${written}${references}\n</scenario>\n`;
}

/** The INVITE that begins a call, and who is who in it. */
const receiveCall: Step = (writing) => {
  writing.names.add('call');
  const parties = [assign('From:', 'remote'), assign('To:', 'local')];
  return `<recv request="INVITE" rrs="true"><action>${[...parties, ...keep('call')].join('')}</action></recv>`;
};

/** Waits for a request within the call. */
export const receive =
  (method: string, { optional = false, as, header }: ReceiveOptions = {}): Step =>
  (writing) => {
    if (as !== undefined) writing.names.add(as);
    const actions = [...(as === undefined ? [] : keep(as)), ...(header === undefined ? [] : [check(header)])].join('');
    return `<recv request="${method}"${optional ? ' optional="true"' : ''}${actions === '' ? '/>' : `><action>${actions}</action></recv>`}`;
  };

/** Answers a request if it comes within that time, and goes on in either case. */
export const replyIfAsked =
  (method: string, status: number, withinMs: number): Step =>
  (writing) => {
    const over = ++writing.labels;
    const wait = `<recv request="${method}" timeout="${withinMs}" ontimeout="${over}"/>`;
    return [wait, reply(status)(writing), `<label id="${over}"/>`, pause(1)(writing)].join('\n');
  };

/** Waits for a response to our last request. */
export const receiveStatus =
  (status: number, { optional = false, header }: Omit<ReceiveOptions, 'as'> = {}): Step =>
  () => {
    const actions = header === undefined ? '/>' : `><action>${check(header)}</action></recv>`;
    // The route set is in what makes the dialog; SIPp complains of an 18x without Contact.
    const keepsRoute = status >= 200 && status < 300 ? ' rrs="true"' : '';
    return `<recv response="${status}"${keepsRoute}${optional ? ' optional="true"' : ''}${actions}`;
  };

/** Nobody does anything for so long; what arrives meanwhile is looked at afterwards. */
export const pause =
  (milliseconds: number): Step =>
  () =>
    `<pause milliseconds="${milliseconds}"/>`;

/** Responds to the INVITE that began the call. `tag` tells the branches of a fork apart; `late` is for when other messages came since. */
export const respond =
  (status: number, { tag = 'callee', late = false, ...content }: MessageOptions & { tag?: string; late?: boolean } = {}): Step =>
  () => {
    // After another message SIPp has forgotten the INVITE's headers but those that were kept.
    const head = late ? keptHead('call') : ['[last_Via:]', '[last_Record-Route:]', '[last_CSeq:]'];
    const dialog = ['From: [$remote]', `To: [$local];tag=${tag}-[pid]-[call_number]`];
    return send([statusLine(status), ...head, ...dialog], { retransmit: status >= 200 && status < 300, ...content });
  };

/** Responds to the last request that was received, or to the one that was received `as` that name. */
export const reply =
  (status: number, { to, ...content }: MessageOptions & { to?: string } = {}): Step =>
  () => {
    const head = to === undefined ? ['[last_Via:]', '[last_CSeq:]'] : keptHead(to);
    // From and To of a message in between would be the wrong way round.
    const parties = to === undefined ? ['[last_From:]', '[last_To:]'] : [`From: [$${to}_from]`, `To: [$${to}_to]`];
    return send([statusLine(status), ...head, ...parties], content);
  };

/**
 * Takes what a phone may send within a call until that request comes: re-INVITEs are answered by `recvonly` and `sendrecv` in turn, as they
 * are for holding and resuming; INFO, UPDATE, MESSAGE, OPTIONS and NOTIFY by 200.
 */
export const serveUntil =
  (method: string): Step =>
  (writing) => {
    const [active, held, reinvite, resume, end] = [1, 2, 3, 4, 5].map((i) => writing.labels + i);
    writing.labels += 5;
    const others = ['INFO', 'UPDATE', 'MESSAGE', 'OPTIONS', 'NOTIFY'].filter((other) => other !== method);
    const state = (here: number | undefined, onInvite: number | undefined): string[] => {
      const taken = others.map((other) => ({ other, label: ++writing.labels }));
      return [
        `<label id="${here}"/>`,
        `<recv request="INVITE" optional="true" next="${onInvite}"/>`,
        ...taken.map(({ other, label }) => `<recv request="${other}" optional="true" next="${label}"/>`),
        `<recv request="${method}" next="${end}"/>`,
        ...taken.flatMap(({ label }) => [`<label id="${label}"/>`, reply(200)(writing), `<nop next="${here}"/>`]),
      ];
    };
    const answerBy = (label: number | undefined, direction: 'recvonly' | 'sendrecv', next: number | undefined): string[] => [
      `<label id="${label}"/>`,
      reply(200, { body: webrtcSdp({ direction, version: 2 }), retransmit: true })(writing),
      `<recv request="ACK" next="${next}"/>`,
    ];
    const [whileActive, whileHeld] = [state(active, reinvite), state(held, resume)];
    const answers = [...answerBy(reinvite, 'recvonly', held), ...answerBy(resume, 'sendrecv', active)];
    return [...whileActive, ...whileHeld, ...answers, `<label id="${end}"/>`].join('\n');
  };

/** Sends the INVITE of a call to `[service]`: whom `startSipp` names. */
export const invite =
  ({ from = callerFrom, ...content }: MessageOptions & { from?: string } = {}): Step =>
  (writing) => {
    const head = begin(writing, 'INVITE', calledUri);
    const parties = [`From: ${from};tag=[pid]-[call_number]`, 'To: <sip:[service]@[remote_ip]>'];
    return send([...head, ...parties], { retransmit: true, ...content });
  };

/** Sends a request within the call. */
export const request =
  (method: string, content: MessageOptions = {}): Step =>
  (writing) =>
    send([...begin(writing, method, '[next_url]'), '[routes]', ...parties(writing)], { retransmit: true, ...content });

/** Acknowledges a 2xx to our last INVITE. */
export const acknowledge =
  (content: MessageOptions = {}): Step =>
  (writing) => {
    const head = requestHead('ACK', '[next_url]', { cseq: writing.invite.cseq, branch: freshBranch(writing) });
    return send([...head, '[routes]', ...parties(writing)], { contact: false, ...content });
  };

/** Acknowledges a refusal of our last INVITE. */
export const acknowledgeRefusal = (): Step => (writing) => {
  const target = writing.role === 'callee' || writing.invite.cseq > 1 ? '[next_url]' : calledUri;
  return send([...requestHead('ACK', target, writing.invite), '[routes]', ...parties(writing)], { contact: false });
};

/** Cancels the INVITE that began the call. */
export const cancel =
  (content: MessageOptions = {}): Step =>
  (writing) => {
    const head = requestHead('CANCEL', calledUri, writing.invite);
    const parties = [`From: ${callerFrom};tag=[pid]-[call_number]`, 'To: <sip:[service]@[remote_ip]>'];
    return send([...head, ...parties], { retransmit: true, contact: false, ...content });
  };

const calledUri = 'sip:[service]@[remote_ip]:[remote_port]';

/** Of a caller. An INVITE may name another one, then nothing else may be sent in that call. */
const callerFrom = '"Peer" <sip:5551234@[local_ip]:[local_port]>';

const ours = 'Contact: <sip:peer@[local_ip]:[local_port]>';

function begin(writing: Writing, method: string, target: string): string[] {
  writing.cseq++;
  const branch = freshBranch(writing);
  if (method === 'INVITE') writing.invite = { cseq: writing.cseq, branch };
  return requestHead(method, target, { cseq: writing.cseq, branch });
}

const freshBranch = (writing: Writing): string => `z9hG4bK-[pid]-[call_number]-${++writing.branches}`;

const requestHead = (method: string, target: string, { cseq, branch }: { cseq: number; branch: string }): string[] => [
  `${method} ${target} SIP/2.0`,
  `Via: SIP/2.0/UDP [local_ip]:[local_port];branch=${branch}`,
  'Max-Forwards: 70',
  `CSeq: ${cseq} ${method}`,
];

const parties = ({ role }: Writing): string[] =>
  role === 'callee'
    ? ['From: [$local];tag=callee-[pid]-[call_number]', 'To: [$remote]']
    : [`From: ${callerFrom};tag=[pid]-[call_number]`, 'To: <sip:[service]@[remote_ip]>[peer_tag_param]'];

function send(head: readonly string[], content: MessageOptions): string {
  const { headers = [], body = '', contentType = 'application/sdp', retransmit = false, compact = false, contact } = content;
  const common = ['Call-ID: [call_id]', ...(contact === false ? [] : [ours]), ...headers];
  const lines = [...head, ...common, ...(body === '' ? [] : [`Content-Type: ${contentType}`]), 'Content-Length: [len]'];
  const written = compact ? lines.map(compactLine) : lines;
  const text = [...written, '', body.replaceAll('\r\n', '\n')].join('\n');
  return `<send${retransmit ? ' retrans="500"' : ''}><![CDATA[\n${text}\n]]></send>`;
}

/** What a reply repeats, and which of several headers of that name. A proxy in between makes two Vias, and two Record-Routes. */
const keptHeaders = [
  ['via1', 'Via:', 1],
  ['via2', 'Via:', 2],
  ['route1', 'Record-Route:', 1],
  ['route2', 'Record-Route:', 2],
  ['cseq', 'CSeq:', 1],
  ['from', 'From:', 1],
  ['to', 'To:', 1],
] as const;

const keep = (name: string): string[] => keptHeaders.map(([short, header, occurrence]) => assign(header, `${name}_${short}`, occurrence));

const keptHead = (name: string): string[] => [
  `Via: [$${name}_via1]`,
  `Via: [$${name}_via2]`,
  ...(name === 'call' ? ['Record-Route: [$call_route1]', 'Record-Route: [$call_route2]'] : []),
  `CSeq: [$${name}_cseq]`,
];

const assign = (header: string, variable: string, occurrence = 1): string =>
  `<ereg regexp="[^ ].*" search_in="hdr" header="${header}" occurrence="${occurrence}" assign_to="${variable}"/>`;

const check = ([name, pattern]: readonly [string, string]): string =>
  `<ereg regexp="${pattern}" search_in="hdr" header="${name}:" check_it="true" assign_to="checked"/>`;
