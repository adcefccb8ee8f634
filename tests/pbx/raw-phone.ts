import { once } from 'node:events';
import { WebSocket } from 'ws';
import { answerChallenge } from './digest.ts';
import type { Content, SipRequest, SipResponse } from './message.ts';
import { headerValues, unique } from './message.ts';
import { SipSocket } from './sip-socket.ts';

export interface RawPhoneOptions {
  /** WebSocket URL. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** PEM of a certificate to trust. */
  readonly ca?: string;
}

export interface RegisterOptions {
  /** Seconds. 0 ends the registration. */
  readonly expires?: number;
  /** Parameters of the Contact: `;reg-id=1;+sip.instance="<urn:uuid:…>"`. */
  readonly contactParameters?: string;
  readonly headers?: readonly string[];
}

/** Opens a WebSocket to a server as a phone would. Rejects when it is refused. */
export async function openRawPhone({ url, user, password, ca }: RawPhoneOptions): Promise<RawPhone> {
  const webSocket = new WebSocket(url, 'sip', ca === undefined ? {} : { ca });
  await once(webSocket, 'open');
  return new RawPhone(new SipSocket(webSocket, { host: `${unique()}.invalid`, user }), { user, password, domain: new URL(url).hostname });
}

/** A phone that does nothing by itself but answer challenges: to look at servers with, and to be called by them. */
export class RawPhone {
  readonly socket: SipSocket;
  readonly address: string;
  readonly #domain: string;
  readonly #credentials: { user: string; password: string };
  /** A registration keeps its Call-ID (RFC 3261 10.2). */
  readonly #callId = unique();
  #cseq = 0;

  constructor(socket: SipSocket, { user, password, domain }: { user: string; password: string; domain: string }) {
    this.socket = socket;
    this.address = `sip:${user}@${domain}`;
    this.#domain = domain;
    this.#credentials = { user, password };
  }

  /** Registers, and resolves to the last response, whatever it is. */
  register({ expires = 600, contactParameters = '', headers = [] }: RegisterOptions = {}): Promise<SipResponse> {
    const contact = `${this.socket.contact}${contactParameters}`;
    const all = [`Contact: ${contact}`, `Expires: ${expires}`, ...headers];
    return this.ask('REGISTER', `sip:${this.#domain}`, { headers: all, callId: this.#callId, to: `<${this.address}>`, contact: null }).then(
      ({ response }) => response,
    );
  }

  /**
   * Sends a request outside of any dialog, again with an answer to the first challenge if there is one, and resolves to its final response and to the
   * request that got it. Refused INVITEs are acknowledged; an accepted one is for `socket.dialog(...).acknowledge`.
   */
  async ask(method: string, uri: string, content: AskContent = {}): Promise<{ request: SipRequest; response: SipResponse }> {
    const first = await this.#try(method, uri, content);
    const [header] = ['WWW-Authenticate', 'Proxy-Authenticate'].flatMap((name) => headerValues(first.response, name));
    if (header === undefined) return first;
    const answer = answerChallenge(header, { ...this.#credentials, method, uri });
    const name = first.response.statusCode === 401 ? 'Authorization' : 'Proxy-Authorization';
    return this.#try(method, uri, {
      callId: first.request.callId,
      ...content,
      headers: [...(content.headers ?? []), `${name}: ${answer}`],
    });
  }

  close(): void {
    this.socket.close(null);
  }

  async #try(method: string, uri: string, content: AskContent) {
    this.#cseq++;
    const request = this.socket.begin(method, uri, { from: `<${this.address}>`, cseq: this.#cseq, ...content });
    const response = await this.socket.response(request);
    if (method === 'INVITE' && (response.statusCode ?? 0) >= 300) this.socket.acknowledge(request, response);
    return { request, response };
  }
}

export interface AskContent extends Content {
  readonly to?: string;
  readonly callId?: string;
  readonly contact?: string | null;
  readonly routes?: readonly string[];
}
