import type { Session } from './cdp.ts';
import { now } from './clock.ts';

/** One SIP message on a page's WebSocket, stamped by the browser in the clock of `now()`. */
export interface Message {
  at: number;
  sent: boolean;
  /** Of a request. */
  method: string;
  /** Of a response, else null. */
  status: number | null;
  /** Method in the CSeq header: what a response answers. */
  cseq: string;
}

/** How far the browser's stamps may lie from the harness's clock before they cannot be the same clock. */
const CLOCK_LIMIT = 10_000;

function parse(text: string): Omit<Message, 'at' | 'sent'> | null {
  const start = text.slice(0, text.indexOf('\r\n'));
  const cseq = /^CSeq:\s*\d+\s+(\w+)/im.exec(text)?.[1];
  if (!cseq) return null; // keep-alive (RFC 7118, RFC 5626 4.4.1)
  const status = /^SIP\/2\.0 (\d{3})/.exec(start)?.[1];
  return { method: status ? '' : cseq, status: status ? Number(status) : null, cseq };
}

/** What one page says and hears, seen through `Network.webSocketFrameSent` and `…Received`. */
export class Wire {
  #messages: Message[] = [];
  #waiting = new Set<() => void>();

  constructor(session: Session) {
    session.on('Network.webSocketFrameSent', (frame) => this.#take(frame, true));
    session.on('Network.webSocketFrameReceived', (frame) => this.#take(frame, false));
  }

  /** The first message after `since` that fits; null when there was none within `limit` milliseconds. */
  find(fits: (message: Message) => boolean, since: number, limit: number): Promise<Message | null> {
    return new Promise((resolve) => {
      const look = () => {
        const found = this.#messages.find((message) => message.at > since && fits(message));
        if (found) done(found);
      };
      const done = (found: Message | null) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(found);
      };
      const timer = setTimeout(done, limit, null);
      this.#waiting.add(look);
      look();
    });
  }

  /** As `find`, for what has to come. */
  async wait(what: string, fits: (message: Message) => boolean, since: number, limit = 10_000): Promise<Message> {
    const found = await this.find(fits, since, limit);
    if (found) return found;
    const seen = this.#messages
      .filter(({ at }) => at > since)
      .map(({ sent, status, cseq }) => `${sent ? '>' : '<'}${status ?? ''} ${cseq}`);
    throw new Error(`No ${what} within ${limit} ms; on the wire: ${seen.join(', ') || 'nothing'}`);
  }

  clear(): void {
    this.#messages = [];
  }

  #take({ timestamp, response }: { timestamp: number; response: { payloadData: string } }, sent: boolean): void {
    const at = timestamp * 1000;
    if (Math.abs(now() - at) > CLOCK_LIMIT) throw new Error('The browser keeps another clock than Node: nothing can be measured here');
    const message = parse(response.payloadData);
    if (!message) return;
    this.#messages.push({ at, sent, ...message });
    for (const look of [...this.#waiting]) look();
  }
}

export const request = (method: string, sent: boolean) => (message: Message) => message.method === method && message.sent === sent;
export const response = (status: number, cseq: string, sent: boolean) => (message: Message) =>
  message.status === status && message.cseq === cseq && message.sent === sent;
