import { type Content, parse, requestText, type SipRequest, type SipResponse, tagFor } from './message.ts';
import type { SipSocket } from './sip-socket.ts';

export interface DialogState {
  readonly callId: string;
  /** Name, address and tag. */
  readonly local: string;
  readonly remote: string;
  /** Request URI: the far end's Contact. */
  readonly target: string;
  /** In the order of the Route headers. */
  readonly routes: readonly string[];
}

export interface InDialogContent extends Content {
  /** Default: one more than the last. */
  readonly cseq?: number;
  /** Default: ours. Null leaves it out. */
  readonly contact?: string | null;
}

/** Where one end of a dialog stands (RFC 3261 12): builds and sends the requests that belong to it, right or, by their `content`, wrong. */
export class Dialog {
  readonly state: DialogState;
  /** Of the last request that we sent in it. */
  cseq: number;
  readonly #socket: SipSocket;

  constructor(socket: SipSocket, state: DialogState, cseq = 0) {
    this.#socket = socket;
    this.state = state;
    this.cseq = cseq;
  }

  /** Of the end that is called. */
  static asServer(socket: SipSocket, invite: SipRequest, toTag = tagFor(invite)): Dialog {
    const to = invite.getHeader('to') ?? '';
    return new Dialog(socket, {
      callId: invite.callId,
      local: invite.toTag ? to : `${to};tag=${toTag}`,
      remote: invite.getHeader('from') ?? '',
      target: contactUri(invite),
      routes: invite.getHeaders('record-route'),
    });
  }

  /** Of the end that calls. */
  static asClient(socket: SipSocket, request: SipRequest, response: SipResponse): Dialog {
    const state = {
      callId: request.callId,
      local: request.getHeader('from') ?? '',
      remote: response.getHeader('to') ?? '',
      target: contactUri(response) || String(request.ruri),
      routes: response.getHeaders('record-route').toReversed(),
    };
    return new Dialog(socket, state, request.cseq);
  }

  /** Sends a request and returns it; `SipSocket.response` waits for what comes of it. */
  request(method: string, content: InDialogContent = {}): SipRequest {
    this.cseq = content.cseq ?? this.cseq + 1;
    return this.#send(method, this.cseq, content);
  }

  /** Acknowledges the 2xx to an INVITE of ours: a transaction of its own (RFC 3261 13.2.2.4). */
  acknowledge(invite: SipRequest, content: InDialogContent = {}): void {
    this.#send('ACK', invite.cseq, { contact: null, ...content });
  }

  #send(method: string, cseq: number, { contact = this.#socket.contact, ...content }: InDialogContent): SipRequest {
    const { callId, local, remote, target, routes } = this.state;
    const text = requestText({
      ...content,
      method,
      uri: target,
      from: local,
      to: remote,
      callId,
      cseq,
      routes,
      via: this.#socket.via(),
      ...(contact === null ? {} : { contact }),
    });
    this.#socket.send(text);
    return parse(text) as SipRequest;
  }
}

/** The URI in a message's Contact; empty without one. */
export const contactUri = (message: SipRequest | SipResponse): string =>
  /<([^>]*)>|^\s*([^;\s]*)/
    .exec(message.getHeader('contact') ?? '')
    ?.slice(1)
    .find(Boolean) ?? '';
