/*
 * Patch of SIP.js 0.21.2: how challenges are answered (RFC 3261 22, RFC 7616, RFC 8760).
 *
 * Its own `authenticationGuard` knows MD5 and one challenge a message, is challenged anew for each request, and counts on within the request's
 * CSeq only: a challenged BYE, INFO or REFER then leaves the dialog's own count behind, and the next request is out of order (500, RFC 3261
 * 12.2.2). `init` and `authenticationGuard` of its UserAgentClient are the two places through which every request and every response go; no
 * factory makes those clients, so the prototype is changed. User agents that were not given an `Authentication` keep what they had.
 * To be removed when SIP.js asks an injected object in both places.
 */
import type { Core, UserAgent } from 'sip.js';
import { InviteClientTransaction } from 'sip.js/lib/core/transactions/invite-client-transaction.js';
import { UserAgentClient } from 'sip.js/lib/core/user-agents/user-agent-client.js';
import { type Challenge, credentials, nextNonce, readChallenge, strongest } from './digest.ts';
import { challengesIn, written } from './wire-uris.ts';

/** Realms that one request is answered for: nobody has more, and a hostile server could go on for ever. */
const mostRealms = 6;
/** Realms that are remembered: whoever is called can ask for credentials as well. */
const mostSpaces = 12;

type CredentialsHeader = 'Authorization' | 'Proxy-Authorization';

/** Where one user name and password hold (RFC 7616 3.3), and the nonce to use there. */
interface Space {
  readonly header: CredentialsHeader;
  /** Host of the requests that are for it; null for a proxy, through which all of them go. */
  readonly host: string | null;
  challenge: Challenge;
  /** How often the nonce was used. */
  count: number;
  /** Kept as long as the challenge: a session key is made of the first one. */
  readonly cnonce: string;
}

/** One request with all its repetitions. */
interface Chain {
  /** The dialog it was made in. A BYE takes it out of SIP.js's core as soon as it is sent. */
  readonly dialog: Core.Dialog | undefined;
  /** Spaces whose challenge was answered, and whether they then said `stale` once. Made with the first: credentials that are sent unasked spare most. */
  answered?: Map<string, { wasStale: boolean }>;
}

/** What SIP.js declares private or protected. */
interface Client {
  readonly core: Core.UserAgentCore;
  readonly message: Core.OutgoingRequestMessage;
  init: () => void;
  authenticationGuard: (message: Core.IncomingResponseMessage, dialog?: Core.Dialog) => boolean;
}

const chains = new WeakMap<object, Chain>();

/** Name and password of one account, and the nonces that its servers gave. */
export class Authentication {
  readonly #user: { readonly name: string; readonly password: string };
  readonly #spaces = new Map<string, Space>();

  constructor(user: { name: string; password: string }) {
    this.#user = user;
  }

  /** Every request of that user agent is answered for from now on. */
  install({ userAgentCore: { configuration } }: UserAgent): void {
    (configuration as unknown as { authenticationFactory: () => Authentication }).authenticationFactory = () => this;
  }

  /** Puts credentials into a request that is about to be sent: for every space that is known to be on its way (RFC 3261 22.3). */
  authorize(message: Core.OutgoingRequestMessage): void {
    const { headers, method, ruri } = message;
    delete headers.Authorization;
    delete headers['Proxy-Authorization'];
    // RFC 3261 22.1: a CANCEL is not challenged.
    if (method === 'CANCEL') return;
    for (const space of this.#spaces.values()) {
      if (space.host !== null && space.host !== ruri.host) continue;
      space.count += 1;
      const { challenge, count, cnonce } = space;
      const request = { method, uri: written(ruri.toRaw()), body: bodyOf(message), count, cnonce };
      headers[space.header] = [...(headers[space.header] ?? []), credentials(challenge, this.#user, request)];
    }
  }

  /** Whether a response asks for credentials that can be given; they are in the next `authorize` then. */
  answer(message: Core.OutgoingRequestMessage, response: Core.IncomingResponseMessage, chain: Chain): boolean {
    this.#learn(message, response);
    if (response.statusCode !== 401 && response.statusCode !== 407) return false;
    chain.answered ??= new Map();
    const { answered } = chain;
    let isNew = false;
    for (const [key, challenge] of this.#offered(message, response)) {
      const before = answered.get(key);
      // Credentials that were made for this very request and refused are wrong, unless only the nonce was too old. Those that were sent
      // unasked say nothing about the password: their nonce may be one that the server has forgotten.
      if (before ? before.wasStale || !challenge.isStale : answered.size === mostRealms) continue;
      answered.set(key, { wasStale: before !== undefined });
      isNew = true;
    }
    return isNew;
  }

  /** The best challenge of each space, which is remembered. */
  *#offered(message: Core.OutgoingRequestMessage, response: Core.IncomingResponseMessage): Generator<[string, Challenge]> {
    for (const [name, header] of [
      ['WWW-Authenticate', 'Authorization'],
      ['Proxy-Authenticate', 'Proxy-Authorization'],
    ] as const) {
      const host = header === 'Authorization' ? message.ruri.host : null;
      const challenges = challengesIn(response, name).flatMap((text) => readChallenge(text) ?? []);
      for (const realm of new Set(challenges.map((challenge) => challenge.realm))) {
        const challenge = strongest(challenges.filter((each) => each.realm === realm))!;
        const key = `${header} ${host} ${realm}`;
        // The newest goes to the end; the oldest are forgotten.
        this.#spaces.delete(key);
        for (const oldest of [...this.#spaces.keys()].slice(0, this.#spaces.size + 1 - mostSpaces)) this.#spaces.delete(oldest);
        this.#spaces.set(key, { header, host, challenge, count: 0, cnonce: randomToken() });
        yield [key, challenge];
      }
    }
  }

  /** RFC 7616 3.5: a server may set the nonce of the next request. A session key outlives it (3.4.2). */
  #learn({ ruri }: Core.OutgoingRequestMessage, response: Core.IncomingResponseMessage): void {
    for (const [name, header] of [
      ['Authentication-Info', 'Authorization'],
      ['Proxy-Authentication-Info', 'Proxy-Authorization'],
    ] as const) {
      const nonce = nextNonce(response.getHeader(name) ?? '');
      const host = header === 'Authorization' ? ruri.host : null;
      const spaces = [...this.#spaces.values()].filter((space) => space.header === header && space.host === host);
      // The header names no realm.
      const [space] = spaces;
      if (nonce === null || spaces.length !== 1 || !space || space.challenge.isSession) continue;
      space.challenge = { ...space.challenge, nonce };
      space.count = 0;
    }
  }
}

/** Whether that request carried credentials that were made for it: if it was refused all the same, they are wrong. */
export function wasAnswered(request: object | null): boolean {
  return ((request && chains.get(request)?.answered?.size) ?? 0) > 0;
}

const bodyOf = ({ body }: Core.OutgoingRequestMessage): string => (typeof body === 'string' ? body : (body?.body ?? ''));

const randomToken = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Null for a user agent that keeps SIP.js's own way. */
function authenticationOf({ core }: Client): Authentication | null {
  const made: unknown = core.configuration.authenticationFactory();
  return made instanceof Authentication ? made : null;
}

function patch(): void {
  const prototype = UserAgentClient.prototype as unknown as Client;
  const { init, authenticationGuard } = prototype;

  prototype.init = function (this: Client) {
    const { callId, fromTag, toTag } = this.message;
    if (!chains.has(this)) chains.set(this, { dialog: this.core.dialogs.get(`${callId}${fromTag}${toTag}`) });
    authenticationOf(this)?.authorize(this.message);
    init.call(this);
  };

  prototype.authenticationGuard = function (this: Client, response, dialog) {
    const authentication = authenticationOf(this);
    if (!authentication) return authenticationGuard.call(this, response, dialog);
    const { message } = this;
    const chain = chains.get(this)!;
    if (!authentication.answer(message, response, chain)) return true;
    chain.dialog?.incrementLocalSequenceNumber();
    message.cseq = chain.dialog?.localSequenceNumber ?? message.cseq + 1;
    message.setHeader('cseq', `${message.cseq} ${message.method}`);
    this.init();
    return false;
  };

  // RFC 3261 22.1: the ACK of a 2xx repeats the credentials of its INVITE.
  const transactions = InviteClientTransaction.prototype;
  const { ackResponse } = transactions;
  transactions.ackResponse = function (this: InviteClientTransaction, ack) {
    for (const name of ['Authorization', 'Proxy-Authorization'] satisfies CredentialsHeader[]) {
      const sent = this.request.headers[name];
      if (sent) ack.headers[name] = sent;
    }
    ackResponse.call(this, ack);
  };
}

patch();
