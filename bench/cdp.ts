import type { CDPSession } from 'playwright-core';

type Listener = (payload: never) => void;
interface Pending {
  method: string;
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
}

interface Answer {
  id?: number;
  sessionId?: string;
  method?: string;
  params?: never;
  result?: unknown;
  error?: { message: string };
}

/** One target of a browser. Typed as Playwright types its own, so that every command and event of the protocol is checked. */
export type Session = Pick<CDPSession, 'send' | 'on'>;

/**
 * The Chrome DevTools Protocol with nothing in between. Playwright would switch on domains of its own in every page (Runtime
 * alone keeps what the console printed, so heaps would grow by what the libraries log); here a page is watched by Network only.
 */
export class Cdp {
  readonly #socket: WebSocket;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Map<string, Listener>();
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#take(JSON.parse(String(data)) as Answer));
    socket.addEventListener('close', () => {
      for (const { reject } of this.#pending.values()) reject(new Error('The browser has gone'));
      this.#pending.clear();
    });
  }

  /** `url` is what the browser prints after "DevTools listening on". */
  static async connect(url: string): Promise<Cdp> {
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve, { once: true });
      socket.addEventListener('error', () => reject(new Error(`No DevTools at ${url}`)), { once: true });
    });
    return new Cdp(socket);
  }

  /** The browser itself. */
  get browser(): Session {
    return this.#session(undefined);
  }

  async attach(targetId: string): Promise<Session> {
    const { sessionId } = await this.browser.send('Target.attachToTarget', { targetId, flatten: true });
    return this.#session(sessionId);
  }

  close(): void {
    this.#socket.close();
  }

  #session(sessionId: string | undefined): Session {
    const session = {
      send: (method: string, params: object = {}) => {
        const id = ++this.#lastId;
        this.#socket.send(JSON.stringify({ id, method, params, sessionId }));
        return new Promise((resolve, reject) => this.#pending.set(id, { method, resolve, reject }));
      },
      on: (event: string, listener: Listener) => {
        this.#listeners.set(`${sessionId} ${event}`, listener);
        return session;
      },
    };
    return session as unknown as Session;
  }

  #take({ id, sessionId, method, params, result, error }: Answer): void {
    if (id === undefined) {
      this.#listeners.get(`${sessionId} ${method}`)?.(params as never);
      return;
    }
    const answer = this.#pending.get(id);
    this.#pending.delete(id);
    if (error) answer?.reject(new Error(`${answer.method}: ${error.message}`));
    else answer?.resolve(result);
  }
}
