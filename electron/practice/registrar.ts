import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Core, NameAddrHeader, URI } from 'sip.js';

export type Credentials = { readonly user: string; readonly password: string };

const REALM = 'Offhook practice line';
/** Longest and default time in seconds that a registration lives. */
const MAX_EXPIRES = 3600;
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** Reads `Digest a="1", b=2`; an unknown or missing field is simply not there. */
function parseDigest(header: string): Record<string, string> {
  const fields = header.matchAll(/(\w+)\s*=\s*(?:"([^"]*)"|([^\s,]+))/g);
  return Object.fromEntries([...fields].map(([, name, quoted, bare]) => [name!.toLowerCase(), quoted ?? bare ?? '']));
}

/** The response that RFC 2617, section 3.2.2 (MD5, qop=auth) asks for. */
function digestResponse(fields: Record<string, string>, { user, password }: Credentials, method: string): string {
  const { nonce, nc, cnonce, qop, uri } = fields;
  const secret = md5(`${user}:${REALM}:${password}`);
  const request = md5(`${method}:${uri}`);
  return md5(`${secret}:${nonce}:${nc}:${cnonce}:${qop}:${request}`);
}

const isSame = (a: string, b: string): boolean => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** The registrar of the one user of a practice line (RFC 3261, section 10.3). It lives as long as the connection. */
export class Registrar {
  readonly #credentials: Credentials;
  readonly #nonce = randomBytes(16).toString('hex');
  #binding: { readonly contact: NameAddrHeader; readonly until: number } | undefined;

  constructor(credentials: Credentials) {
    this.#credentials = credentials;
  }

  /** Where the user can be called, while registered. */
  get contact(): URI | undefined {
    return this.#binding && Date.now() < this.#binding.until ? this.#binding.contact.uri : undefined;
  }

  /** Answers a REGISTER: 401 with a challenge, 403 to a wrong user or password, 404 to another user, else 200. */
  answer(request: Core.IncomingRegisterRequest): void {
    const { message } = request;
    const fields = parseDigest(message.getHeader('Authorization') ?? '');
    if (fields.nonce !== this.#nonce) {
      const stale = fields.nonce === undefined ? '' : ', stale=true';
      const challenge = `WWW-Authenticate: Digest realm="${REALM}", nonce="${this.#nonce}", algorithm=MD5, qop="auth"${stale}`;
      request.reject({ statusCode: 401, extraHeaders: [challenge] });
      return;
    }
    const { user } = this.#credentials;
    const expected = digestResponse(fields, this.#credentials, 'REGISTER');
    if (fields.username !== user || !isSame(fields.response ?? '', expected)) {
      request.reject({ statusCode: 403, reasonPhrase: 'Wrong user or password' });
    } else if (message.to.uri.user !== user) {
      request.reject({ statusCode: 404, reasonPhrase: 'This practice line has one user' });
    } else {
      this.#bind(message);
      request.accept({ statusCode: 200, extraHeaders: this.#contactHeaders() });
    }
  }

  #bind(message: Core.IncomingRequestMessage): void {
    const raw = message.getHeader('Contact')?.trim();
    if (raw === undefined) return;
    const header = message.getHeader('Expires');
    const contact = raw === '*' ? undefined : (message.parseHeader('Contact') as NameAddrHeader | undefined);
    const asked = Number(contact?.getParam('expires') ?? header ?? MAX_EXPIRES);
    const seconds = Number.isFinite(asked) ? Math.min(asked, MAX_EXPIRES) : MAX_EXPIRES;
    this.#binding = contact && seconds > 0 ? { contact, until: Date.now() + seconds * 1000 } : undefined;
  }

  /** RFC 3261, section 10.3, step 8: every current binding, with its seconds left. */
  #contactHeaders(): string[] {
    if (!this.#binding) return [];
    const contact = this.#binding.contact.clone();
    contact.setParam('expires', String(Math.max(0, Math.round((this.#binding.until - Date.now()) / 1000))));
    return [`Contact: ${contact.toString()}`];
  }
}
