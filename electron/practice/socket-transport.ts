import { type Core, EmitterImpl, type Transport, TransportState } from 'sip.js';
import type { RawData, WebSocket } from 'ws';

/** RFC 5626, section 4.4.1: the client's keep-alive, and our answer to it. A phone that gets no pong gives the socket up. */
const PING = '\r\n\r\n';
const PONG = '\r\n';

/** SIP.js transport over a WebSocket that the other side has opened already (RFC 7118, server side). */
export class SocketTransport implements Transport {
  readonly protocol = 'WS';
  readonly stateChange = new EmitterImpl<TransportState>();
  onConnect: (() => void) | undefined;
  onDisconnect: ((error?: Error) => void) | undefined;
  onMessage: ((message: string) => void) | undefined;
  state = TransportState.Disconnected;
  readonly #socket: WebSocket;

  constructor(_logger: Core.Logger, { socket }: { socket: WebSocket }) {
    this.#socket = socket;
    socket.on('message', (data) => this.#receive(data));
    socket.once('close', () => this.#closed());
  }

  isConnected(): boolean {
    return this.state === TransportState.Connected;
  }

  connect(): Promise<void> {
    if (this.#socket.readyState !== this.#socket.OPEN) return Promise.reject(new Error('The WebSocket is not open'));
    this.#become(TransportState.Connecting);
    this.#become(TransportState.Connected);
    this.onConnect?.();
    return Promise.resolve();
  }

  async disconnect(): Promise<void> {
    if (this.state === TransportState.Disconnected) return;
    this.#become(TransportState.Disconnecting);
    await new Promise<void>((resolve) => {
      this.#socket.once('close', () => resolve());
      this.#socket.close(1000);
    });
  }

  dispose(): Promise<void> {
    return this.disconnect();
  }

  send(message: string): Promise<void> {
    if (!this.isConnected()) return Promise.reject(new Error('The WebSocket is closed'));
    return new Promise((resolve, reject) => {
      this.#socket.send(message, (error) => (error ? reject(error) : resolve()));
    });
  }

  #receive(data: RawData): void {
    const text = data.toString();
    if (text === PING) {
      this.#socket.send(PONG);
      return;
    }
    if (text.trim() === '') return;
    try {
      this.onMessage?.(text);
    } catch {
      // SIP.js throws on some requests that no phone sends. RFC 6455, section 7.4.1: 1008 is "breaks our policy".
      this.#socket.close(1008, 'Not understood');
    }
  }

  #closed(): void {
    const byUs = this.state === TransportState.Disconnecting;
    if (this.state === TransportState.Disconnected) return;
    this.#become(TransportState.Disconnected);
    this.onDisconnect?.(byUs ? undefined : new Error('The phone closed the WebSocket'));
  }

  #become(state: TransportState): void {
    this.state = state;
    this.stateChange.emit(state);
  }
}
