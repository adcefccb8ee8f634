import { type Core, EmitterImpl, type Transport, TransportState } from 'sip.js';
import type { LineProblem } from '../../../shared/registration.ts';
import { KeepAlive, PING, PONG } from './keep-alive.ts';
import { ConnectionError, closeProblem, constructionProblem, problem } from './problems.ts';
import { fromWire, toWire } from './wire-uris.ts';

/** The part of the browser's WebSocket that is used. */
export interface Socket extends EventTarget {
  binaryType: string;
  readonly protocol: string;
  send: (data: string) => void;
  close: (code?: number, reason?: string) => void;
}

export interface WebSocketTransportOptions {
  /** WebSocket URL of the first connection. */
  server: string;
  /** How long a socket may take to open, in milliseconds. */
  connectDeadline: number;
  makeSocket: (url: string, protocol: string) => Socket;
  /** From 0 up to 1. */
  random: () => number;
  /** Sends a request that any server answers, and calls `answered` when it does: for servers that answer no pings. */
  ask: (answered: () => void) => void;
}

/** One connection: handlers of an earlier socket see that they are no longer the current one. */
interface Attempt {
  socket: Socket;
  settle: { resolve: () => void; reject: (error: Error) => void } | null;
  timer: ReturnType<typeof setTimeout>;
}

/**
 * SIP over WebSocket (RFC 7118), SIP.js's transport seam. It never throws into SIP.js, never reconnects by itself, enforces the pong of
 * RFC 5626 and tells why it failed by a `ConnectionError`: `connect` rejects with it, `onDisconnect` is given it.
 */
export class WebSocketTransport implements Transport {
  /** WebSocket URL of the next connection, and of one that is open or opening. */
  server: string;
  readonly stateChange = new EmitterImpl<TransportState>();
  onConnect: (() => void) | undefined;
  onDisconnect: ((error?: Error) => void) | undefined;
  onMessage: ((message: string) => void) | undefined;
  readonly #logger: Core.Logger;
  readonly #options: WebSocketTransportOptions;
  readonly #keepAlive: KeepAlive;
  #state = TransportState.Disconnected;
  #attempt: Attempt | null = null;

  constructor(logger: Core.Logger, options: WebSocketTransportOptions) {
    this.#logger = logger;
    this.#options = options;
    this.server = options.server;
    this.#keepAlive = new KeepAlive({
      ping: () => this.#send(PING),
      ask: options.ask,
      onSilence: () => this.#end(problem('timed-out')),
      random: options.random,
    });
  }

  /** For Via (RFC 7118 4.2). */
  get protocol(): 'WS' | 'WSS' {
    return /^wss:/i.test(this.server) ? 'WSS' : 'WS';
  }

  get state(): TransportState {
    return this.#state;
  }

  isConnected(): boolean {
    return this.#state === TransportState.Connected;
  }

  /** Resolves when the socket is open. One that is open or opening already is given up first, in silence. */
  connect(): Promise<void> {
    this.#drop();
    let socket: Socket;
    try {
      socket = this.#options.makeSocket(this.server, 'sip');
    } catch (error) {
      return Promise.reject(new ConnectionError(constructionProblem(error)));
    }
    socket.binaryType = 'arraybuffer';
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#end(problem('timed-out')), this.#options.connectDeadline);
      this.#listen({ socket, settle: { resolve, reject }, timer });
      this.#become(TransportState.Connecting);
    });
  }

  /** Closes the socket; what was sent before still goes out. `onDisconnect` is not told an error. */
  disconnect(): Promise<void> {
    const wasConnected = this.isConnected();
    this.#drop();
    if (wasConnected) this.onDisconnect?.();
    return Promise.resolve();
  }

  dispose(): Promise<void> {
    return this.disconnect();
  }

  send(message: string): Promise<void> {
    return this.#send(message) ? Promise.resolve() : Promise.reject(new Error('The WebSocket is not open'));
  }

  /**
   * Something must come over the socket within so many milliseconds, else it is closed as `timed-out`. True when a ping was sent that the
   * far end is known to answer; otherwise the caller asks something itself.
   */
  expectAnswer(deadline: number): boolean {
    this.#keepAlive.expect(deadline);
    this.#send(PING);
    return this.#keepAlive.answersPings;
  }

  /** The server gives this connection up when it hears nothing for so many seconds (Flow-Timer, RFC 5626 4.4.1). Until the next connection. */
  keepAliveWithin(seconds: number): void {
    this.#keepAlive.within(seconds * 1_000);
  }

  #listen(attempt: Attempt): void {
    this.#attempt = attempt;
    const on = (name: string, hear: (event: Event) => void) =>
      attempt.socket.addEventListener(name, (event) => {
        if (this.#attempt === attempt) hear(event);
      });
    on('open', () => this.#opened(attempt));
    on('message', (event) => this.#receive((event as MessageEvent).data));
    on('close', (event) => {
      const { code, reason } = event as CloseEvent;
      this.#end(closeProblem({ code, reason, wasOpen: this.isConnected() }));
    });
  }

  #opened(attempt: Attempt): void {
    // RFC 7118 4.1: the server must agree to speak SIP. Browsers see to it themselves; other sockets do not.
    if (attempt.socket.protocol.toLowerCase() !== 'sip') {
      this.#end(problem('not-sip', null, attempt.socket.protocol));
      return;
    }
    clearTimeout(attempt.timer);
    this.#become(TransportState.Connected);
    this.#keepAlive.start();
    this.#guard(() => this.onConnect?.());
    attempt.settle?.resolve();
    attempt.settle = null;
  }

  #receive(data: unknown): void {
    const text = typeof data === 'string' ? data : data instanceof ArrayBuffer ? new TextDecoder().decode(data) : '';
    const message = text.replace(/^[\r\n]+/, '');
    // A ping of the server's own (Asterisk has one each 90 s) does not say that it answers ours.
    this.#keepAlive.heard({ isPong: text === PONG });
    if (message !== '') this.#guard(() => this.onMessage?.(fromWire(message)));
    else if (text === PING) this.#send(PONG);
  }

  /** A message that SIP.js cannot digest must not take the socket's other messages with it. */
  #guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#logger.error(`A message from the server could not be handled: ${error instanceof Error ? error.message : error}`);
    }
  }

  #send(text: string): boolean {
    if (!this.isConnected() || !this.#attempt) return false;
    try {
      this.#attempt.socket.send(toWire(text));
      return true;
    } catch (error) {
      this.#logger.error(`Sending failed: ${error instanceof Error ? error.message : error}`);
      return false;
    }
  }

  /** The connection failed: whoever waits for it or uses it is told why. */
  #end(why: LineProblem): void {
    const wasConnected = this.isConnected();
    const error = new ConnectionError(why);
    this.#attempt?.settle?.reject(error);
    this.#drop();
    if (wasConnected) this.#guard(() => this.onDisconnect?.(error));
  }

  #drop(): void {
    this.#keepAlive.stop();
    const attempt = this.#attempt;
    if (!attempt) return;
    this.#attempt = null;
    clearTimeout(attempt.timer);
    attempt.settle?.reject(new ConnectionError(problem('lost')));
    attempt.settle = null;
    attempt.socket.close(1000);
    this.#become(TransportState.Disconnected);
  }

  #become(state: TransportState): void {
    this.#state = state;
    this.#guard(() => this.stateChange.emit(state));
  }
}
