/*
 * A SIP wire in memory for tests: at its near end whatever opens a WebSocket, at its far end SIP.js's own user agent and a small registrar.
 * Messages cross in order, as text: what a test sees on the wire is what a server would see. No timer is involved, so that time may stand still.
 */
import { Core, EmitterImpl, type Transport, TransportState } from 'sip.js';

/** An answer of the registrar. Undefined where it says nothing at all. */
export interface Reply {
  status: number;
  phrase?: string;
  headers?: readonly string[];
}

export type Side = 'near' | 'far';

/** One message that was sent; `delivered` is false where the wire lost it. */
export interface Crossing {
  from: Side;
  text: string;
  delivered: boolean;
}

const loggers = new Core.LoggerFactory();
loggers.builtinEnabled = false;
const logger = loggers.getLogger('wire');

export class Wire {
  /** All that was sent, pings included, oldest first. */
  readonly crossings: Crossing[] = [];
  /** Every socket the near end opened, newest last. */
  readonly sockets: MemorySocket[] = [];
  /** The server behind the wire takes new sockets, or those to some URLs. */
  accepts: boolean | ((url: string) => boolean) = true;
  /** The sub-protocol it agrees to. */
  protocol = 'sip';
  answersPings = false;
  /** Nothing crosses in either direction, and nobody is told. */
  isDead = false;
  /** A message for which it returns true is lost. */
  loses: (message: string, from: Side) => boolean = () => false;
  /** Changes a message on its way. */
  alters: (message: string, from: Side) => string = (message) => message;
  /** Messages to that side wait until `release`. */
  #held = new Map<Side, string[]>();
  registrar: (request: Core.IncomingRequestMessage) => Reply | undefined = challengeThenAccept;
  /** A proxy in between: what it answers to a request of the near end, which then goes no further. Undefined lets it pass. */
  proxy: (request: Core.IncomingRequestMessage) => Reply | undefined = () => undefined;
  far: MemoryTransport | null = null;
  /** Branches of the requests that the proxy answered: their ACKs are its own. */
  readonly #answered = new Set<string>();

  /** What a transport takes for the browser's WebSocket. */
  readonly makeSocket = (url: string): MemorySocket => {
    const socket = new MemorySocket(this, url);
    this.sockets.push(socket);
    queueMicrotask(() =>
      (typeof this.accepts === 'function' ? this.accepts(url) : this.accepts) ? socket.open(this.protocol) : socket.fail(1006),
    );
    return socket;
  };

  get socket(): MemorySocket | undefined {
    return this.sockets.at(-1);
  }

  /** What crossed, in short: `> INVITE` from the near end, `< 180 INVITE` from the far one. Pings are left out. */
  get log(): string[] {
    return this.crossings
      .filter(({ text }) => text.trim() !== '')
      .map(({ from, text }) => `${from === 'near' ? '>' : '<'} ${titleOf(text)}`);
  }

  /** The text of the last message whose line in `log` is this one. */
  last(line: string): string {
    return this.crossings.findLast(({ from, text }) => `${from === 'near' ? '>' : '<'} ${titleOf(text)}` === line)?.text ?? '';
  }

  hold(towards: Side): void {
    this.#held.set(towards, this.#held.get(towards) ?? []);
  }

  release(towards: Side): void {
    const waiting = this.#held.get(towards) ?? [];
    this.#held.delete(towards);
    for (const text of waiting) this.#deliver(towards, text);
  }

  /** @internal */
  send(from: Side, message: string): void {
    const text = this.alters(message, from);
    const delivered = !this.isDead && !this.loses(text, from);
    this.crossings.push({ from, text, delivered });
    if (!delivered) return;
    const towards = from === 'near' ? 'far' : 'near';
    const held = this.#held.get(towards);
    if (held) held.push(text);
    else void this.#travel(towards, text);
  }

  /** On a network an answer never overtakes what its sender does in the same turn; so many microtasks see to that here. */
  async #travel(towards: Side, text: string): Promise<void> {
    for (let i = 0; i < 30; i++) await null;
    this.#deliver(towards, text);
  }

  #deliver(towards: Side, text: string): void {
    if (this.isDead) return;
    if (towards === 'near') this.sockets.findLast(({ isOpen }) => isOpen)?.deliver(text);
    else if (text === '\r\n\r\n') this.answersPings && this.send('far', '\r\n');
    else if (text.startsWith('REGISTER')) this.#answer(text, this.registrar);
    else if (text.trim() && !this.#answer(text, this.proxy)) this.far?.onMessage?.(text);
  }

  /** True: the message needs nobody else. */
  #answer(text: string, answer: (request: Core.IncomingRequestMessage) => Reply | undefined): boolean {
    const request = Core.Parser.parseMessage(text, logger);
    if (!(request instanceof Core.IncomingRequestMessage)) return false;
    if (request.method === 'ACK') return this.#answered.has(request.viaBranch);
    const reply = answer(request);
    if (!reply) return false;
    this.#answered.add(request.viaBranch);
    const { status: statusCode, phrase, headers = [] } = reply;
    const options = {
      statusCode,
      toTag: 'registrar',
      extraHeaders: [...headers],
      ...(phrase === undefined ? {} : { reasonPhrase: phrase }),
    };
    this.send('far', Core.constructOutgoingResponse(request, options).message);
    return true;
  }
}

/** Asks for credentials once, then registers for as long as asked. */
export function challengeThenAccept(request: Core.IncomingRequestMessage): Reply {
  if (!request.hasHeader('Authorization')) return challenge;
  return { status: 200, headers: [`Contact: ${request.getHeader('Contact')}`] };
}

export const challenge: Reply = { status: 401, headers: ['WWW-Authenticate: Digest realm="memory", nonce="n", algorithm=MD5, qop="auth"'] };

function titleOf(text: string): string {
  const [first = ''] = text.split('\r\n', 1);
  if (!first.startsWith('SIP/2.0')) return first.split(' ', 1)[0]!;
  return `${first.split(' ')[1]} ${/^CSeq: *\d+ (\S+)/im.exec(text)?.[1]}`;
}

/** The near end's WebSocket. */
export class MemorySocket extends EventTarget {
  binaryType = 'blob';
  protocol = '';
  readonly url: string;
  isOpen = false;
  /** Set when the near end closed it. */
  closedWith: number | null = null;
  readonly #wire: Wire;

  constructor(wire: Wire, url: string) {
    super();
    this.#wire = wire;
    this.url = url;
  }

  send(text: string): void {
    if (!this.isOpen) throw new Error('Still in CONNECTING state');
    this.#wire.send('near', text);
  }

  close(code = 1005): void {
    this.closedWith = code;
    this.isOpen = false;
  }

  /** The far end opens it. */
  open(protocol: string): void {
    if (this.closedWith !== null) return;
    this.isOpen = true;
    this.protocol = protocol;
    this.dispatchEvent(new Event('open'));
  }

  /** The connection broke, or the far end closed it. */
  fail(code: number, reason = ''): void {
    this.isOpen = false;
    this.dispatchEvent(Object.assign(new Event('close'), { code, reason }));
  }

  /** Text or bytes arrive. */
  deliver(data: string | ArrayBuffer): void {
    if (this.isOpen) this.dispatchEvent(Object.assign(new Event('message'), { data }));
  }
}

/** The far end's transport: connected from the start. */
export class MemoryTransport implements Transport {
  readonly protocol = 'WS';
  readonly state = TransportState.Connected;
  readonly stateChange = new EmitterImpl<TransportState>();
  onConnect: (() => void) | undefined;
  onDisconnect: ((error?: Error) => void) | undefined;
  onMessage: ((message: string) => void) | undefined;
  readonly #wire: Wire;

  constructor(_logger: Core.Logger, { wire }: { wire: Wire }) {
    this.#wire = wire;
    wire.far = this;
  }

  isConnected(): boolean {
    return true;
  }

  connect(): Promise<void> {
    return Promise.resolve();
  }

  disconnect(): Promise<void> {
    return Promise.resolve();
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }

  send(message: string): Promise<void> {
    this.#wire.send('far', message);
    return Promise.resolve();
  }
}
