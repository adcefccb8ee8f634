import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Challenge, challengeText, type DigestAlgorithm, digestAlgorithms } from './digest.ts';
import { Inbox, type ResponseSummary, type Wanted } from './inbox.ts';
import { isRequest, type ReplyContent, type SipMessage, type SipRequest, type SipResponse, unique } from './message.ts';
import { freePort } from './ports.ts';
import { SipSocket } from './sip-socket.ts';

/** Sends a response to the request that the handler was given. */
export type Reply = (status: number, content?: ReplyContent) => void;

export type RequestHandler = (request: SipRequest, reply: Reply) => void;

/** Starts a SIP server over WebSocket (RFC 7118) on 127.0.0.1 that does nothing but what the test tells it. */
export async function startScriptedServer(): Promise<ScriptedServer> {
  const server = new ScriptedServer(await freePort(host));
  await server.start();
  return server;
}

const host = '127.0.0.1';

export interface RegistrarOptions {
  /** Seconds granted. Default 600. */
  readonly expires?: number;
  /** Of the 200: `Service-Route: …`, `Flow-Timer: …`. */
  readonly headers?: readonly string[];
}

export interface ChallengeOptions {
  /** In the order of their headers. Default: all three, strongest first. An unknown one is sent as it is. */
  readonly algorithms?: readonly (DigestAlgorithm | (string & {}) | undefined)[];
  /** Default: 401 to REGISTER, 407 to all else. */
  readonly status?: 401 | 407;
  readonly challenge?: Partial<Challenge>;
}

/** One server. All its connections share one inbox; what is said to "the phone" goes out on the newest. */
export class ScriptedServer {
  readonly host = host;
  readonly port: number;
  readonly inbox = new Inbox();
  /** Every connection since it was made, oldest first, closed ones too. */
  readonly connections: SipSocket[] = [];
  /** What new connections do with pings. Those that are open have their own. */
  answersPings = true;
  /** Agrees to the sub-protocol `sip`; otherwise to none. */
  speaksSip = true;
  /** Refuses handshakes with that HTTP status. */
  refuses: number | null = null;
  /** Takes connections of TCP and never answers the handshake. */
  isDeaf = false;
  readonly #handlers: RequestHandler[] = [];
  readonly #from = new WeakMap<SipMessage, SipSocket>();
  readonly #raw = new Set<Duplex>();
  readonly #events = new EventEmitter<{ connection: [] }>();
  #http: Server | undefined;

  constructor(port: number) {
    this.port = port;
  }

  get url(): string {
    return `ws://${host}:${this.port}`;
  }

  /** Listens, again on the same port after `stop`. */
  async start(): Promise<void> {
    const webSockets = new WebSocketServer({ noServer: true, handleProtocols: (offered) => this.speaksSip && offered.has('sip') && 'sip' });
    this.#http = createServer((_, response) => response.writeHead(426).end());
    this.#http.on('connection', (socket) => {
      this.#raw.add(socket);
      socket.once('close', () => this.#raw.delete(socket));
    });
    this.#http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (this.isDeaf) return;
      if (this.refuses !== null) socket.end(`HTTP/1.1 ${this.refuses} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      else webSockets.handleUpgrade(request, socket, head, (webSocket) => this.#accept(webSocket));
    });
    this.#http.listen(this.port, host);
    await once(this.#http, 'listening');
  }

  /** Closes every connection without a close frame, and the port. Nothing happens when it is stopped already. */
  async stop(): Promise<void> {
    const http = this.#http;
    if (http === undefined) return;
    this.#http = undefined;
    for (const socket of this.#raw) socket.destroy();
    const closed = once(http, 'close');
    http.close();
    await closed;
  }

  /** The newest open connection. */
  get connection(): SipSocket {
    const open = this.connections.findLast(({ webSocket }) => webSocket.readyState === webSocket.OPEN);
    if (open === undefined) throw new Error('Nobody is connected');
    return open;
  }

  /** The one that a message came on. */
  connectionOf(message: SipMessage): SipSocket {
    const found = this.#from.get(message);
    if (found === undefined) throw new Error('This message came on none of the connections');
    return found;
  }

  /** Called with every request, before the ones that were added earlier; `next` sees it all the same. Returns its end. */
  onRequest(handler: RequestHandler): () => void {
    this.#handlers.unshift(handler);
    return () => {
      const index = this.#handlers.indexOf(handler);
      if (index >= 0) this.#handlers.splice(index, 1);
    };
  }

  /** The oldest unread message of that kind (`INVITE`, `200 INVITE`, /^[45]/, or a condition), or the first to come. */
  next(wanted: ResponseSummary, timeoutMs?: number): Promise<SipResponse>;
  next(wanted: string, timeoutMs?: number): Promise<SipRequest>;
  next(wanted: Wanted, timeoutMs?: number): Promise<SipMessage>;
  next(wanted: Wanted, timeoutMs?: number): Promise<SipMessage> {
    return this.inbox.next(wanted, timeoutMs);
  }

  /** Any text, SIP or not, as one frame. */
  send(text: string): void {
    this.connection.send(text);
  }

  /** On the connection that the request came on. */
  reply(request: SipRequest, status: number, content: ReplyContent = {}): void {
    this.connectionOf(request).reply(request, status, content);
  }

  /** Asks for credentials by one header per algorithm, and returns the nonce. */
  challenge(request: SipRequest, { algorithms = digestAlgorithms, status, challenge = {} }: ChallengeOptions = {}): string {
    const code = status ?? (request.method === 'REGISTER' ? 401 : 407);
    const nonce = challenge.nonce ?? unique();
    const name = code === 401 ? 'WWW-Authenticate' : 'Proxy-Authenticate';
    const headers = algorithms.map((algorithm) => {
      const named = algorithm === undefined ? {} : { algorithm };
      return `${name}: ${challengeText({ realm: 'offhook.test', ...challenge, nonce, ...named })}`;
    });
    this.reply(request, code, { headers });
    return nonce;
  }

  /** Answers each REGISTER with 200 from now on: the phone's Contact comes back as a registrar writes it. Returns its end. */
  acceptRegistrations({ expires = 600, headers = [] }: RegistrarOptions = {}): () => void {
    return this.onRequest((request, reply) => {
      if (request.method !== 'REGISTER') return;
      const asked = request.getHeader('expires') ?? /;expires=(\d+)/.exec(request.getHeader('contact') ?? '')?.[1];
      const contact = (request.getHeader('contact') ?? '').replace(/;expires=\d+/, '');
      const isLeaving = asked === '0' || contact === '*';
      reply(200, { headers: [...(isLeaving ? [] : [`Contact: ${contact};expires=${expires}`]), ...headers] });
    });
  }

  /** Waits until so many connections were made in all, and returns the last of them. */
  async untilConnections(count: number, timeoutMs = 5000): Promise<SipSocket> {
    const signal = AbortSignal.timeout(timeoutMs);
    while (this.connections.length < count) {
      await once(this.#events, 'connection', { signal }).catch(() => {
        throw new Error(`${this.connections.length} connections after ${timeoutMs} ms, not ${count}`);
      });
    }
    return this.connections[count - 1]!;
  }

  #accept(webSocket: WebSocket): void {
    const connection = new SipSocket(webSocket, { host: `${host}:${this.port}`, inbox: this.inbox });
    connection.answersPings = this.answersPings;
    connection.onMessage = (message) => {
      this.#from.set(message, connection);
      if (!isRequest(message)) return;
      for (const handler of [...this.#handlers]) handler(message, (status, content) => connection.reply(message, status, content));
    };
    this.connections.push(connection);
    this.#events.emit('connection');
  }
}
