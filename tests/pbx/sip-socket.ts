import type { WebSocket } from 'ws';
import { Dialog } from './dialog.ts';
import { Inbox } from './inbox.ts';
import {
  type Content,
  isResponse,
  parse,
  type ReplyContent,
  replyText,
  requestText,
  type SipMessage,
  type SipRequest,
  type SipResponse,
  unique,
} from './message.ts';

export interface SipSocketOptions {
  /** Who we are to the far end: host, and port where there is one. */
  readonly host: string;
  /** User part of our Contact. Default: none. */
  readonly user?: string;
  /** Shared by all connections of a server. */
  readonly inbox?: Inbox;
}

export interface BeginContent extends Content {
  /** Name and address; the tag is added. */
  readonly from: string;
  /** Default: the request URI. */
  readonly to?: string;
  readonly callId?: string;
  readonly cseq?: number;
  /** Default: our own. Null leaves it out. */
  readonly contact?: string | null;
  readonly routes?: readonly string[];
}

/**
 * SIP over one WebSocket (RFC 7118), at either end, as a test needs it: it keeps no transaction and no timer, sends exactly what it is told
 * to, and everything that arrives waits in its inbox. Only pings are answered by themselves, and only while `answersPings`.
 */
export class SipSocket {
  readonly inbox: Inbox;
  readonly webSocket: WebSocket;
  /** `<sip:…;transport=ws>` */
  readonly contact: string;
  /** Answers a double CRLF with a single one (RFC 5626 4.4.1). */
  answersPings = true;
  /** Double CRLFs and their answers that arrived. */
  pings = 0;
  pongs = 0;
  /** Every text frame that arrived, pings included. */
  readonly texts: string[] = [];
  /** Rewrites what is sent. */
  alters: (text: string) => string = (text) => text;
  /** Called with each message, before anybody who waits at the inbox goes on. */
  onMessage: (message: SipMessage) => void = () => {};
  readonly #host: string;

  constructor(webSocket: WebSocket, { host, user, inbox = new Inbox() }: SipSocketOptions) {
    this.webSocket = webSocket;
    this.inbox = inbox;
    this.#host = host;
    this.contact = `<sip:${user === undefined ? '' : `${user}@`}${host};transport=ws>`;
    webSocket.on('message', (data) => this.#receive(String(data)));
  }

  /** Any text, SIP or not. */
  send(text: string): void {
    this.webSocket.send(this.alters(text));
  }

  ping(): void {
    this.send('\r\n\r\n');
  }

  reply(request: SipRequest, status: number, content: ReplyContent = {}): void {
    this.send(replyText(request, status, content));
  }

  /** Answers an INVITE with 200 and that description, and returns the dialog. */
  accept(invite: SipRequest, body: string, content: ReplyContent = {}): Dialog {
    this.reply(invite, 200, { contact: this.contact, ...content, body });
    return Dialog.asServer(this, invite, content.toTag);
  }

  /** Sends a request outside of any dialog, and returns it. */
  begin(
    method: string,
    uri: string,
    { from, to = `<${uri}>`, callId = unique(), cseq = 1, contact = this.contact, ...content }: BeginContent,
  ): SipRequest {
    const text = requestText({
      ...content,
      method,
      uri,
      from: `${from};tag=${unique()}`,
      to,
      callId,
      cseq,
      via: this.via(),
      ...(contact === null ? {} : { contact }),
    });
    this.send(text);
    return parse(text) as SipRequest;
  }

  /** The first final response to a request of ours, or the first of that status. */
  async response(request: SipRequest, status?: number, timeoutMs?: number): Promise<SipResponse> {
    const isWanted = (message: SipMessage): boolean =>
      isResponse(message) &&
      message.viaBranch === request.viaBranch &&
      message.method === request.method &&
      (status === undefined ? (message.statusCode ?? 0) >= 200 : message.statusCode === status);
    return (await this.inbox.next(isWanted, timeoutMs)) as SipResponse;
  }

  /** The dialog that a response to our INVITE (or SUBSCRIBE) makes, early ones included. */
  dialog(request: SipRequest, response: SipResponse): Dialog {
    return Dialog.asClient(this, request, response);
  }

  /** Acknowledges a response other than 2xx: part of the INVITE's transaction (RFC 3261 17.1.1.3). */
  acknowledge(invite: SipRequest, response: SipResponse): void {
    this.send(sameTransaction(invite, 'ACK', response.getHeader('to') ?? ''));
  }

  /** Cancels an INVITE of ours (RFC 3261 9.1), and returns the CANCEL. */
  cancel(invite: SipRequest, content: Content = {}): SipRequest {
    const text = sameTransaction(invite, 'CANCEL', invite.getHeader('to') ?? '', content);
    this.send(text);
    return parse(text) as SipRequest;
  }

  /** A Via of our own. */
  via(branch = unique()): string {
    return `SIP/2.0/WS ${this.#host};branch=z9hG4bK${branch}`;
  }

  /** Closes with a close frame, or without one when `code` is null: as a cut line looks to the far end. */
  close(code: number | null = 1000, reason = ''): void {
    if (code === null) this.webSocket.terminate();
    else this.webSocket.close(code, reason);
  }

  #receive(text: string): void {
    this.texts.push(text);
    if (text === '\r\n') this.pongs++;
    if (text === '\r\n\r\n') {
      this.pings++;
      if (this.answersPings) this.send('\r\n');
    }
    const message = parse(text);
    if (message === undefined) return;
    this.inbox.add(message);
    this.onMessage(message);
  }
}

function sameTransaction(invite: SipRequest, method: 'ACK' | 'CANCEL', to: string, content: Content = {}): string {
  return requestText({
    ...content,
    method,
    uri: String(invite.ruri),
    from: invite.getHeader('from') ?? '',
    to,
    callId: invite.callId,
    cseq: invite.cseq,
    via: invite.getHeader('via') ?? '',
    routes: invite.getHeaders('route'),
  });
}
