import { randomBytes } from 'node:crypto';
import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import type { LineProblem } from '../shared/registration.ts';
import { parseServer } from '../shared/server-address.ts';

type Options = {
  /** Milliseconds for all steps together. */
  readonly deadline?: number;
  /** Certificate authorities to trust besides those of Node and the system. */
  readonly authorities?: readonly string[];
};

/** What is done with one connection, and how far it got. */
type Attempt = { readonly url: URL; readonly host: string; readonly authorities: readonly string[]; step: string; socket?: net.Socket };

const problem = (kind: LineProblem['kind'], detail: string, code: number | null = null): LineProblem => ({ kind, code, detail });

/**
 * Looks at a phone system the way a WebSocket would connect (name, TCP, TLS, upgrade to SIP of RFC 7118), because a page is never told why its
 * own attempt failed. Null: nothing wrong was found. A proxy that Chromium uses is not used here.
 */
export async function probeServer(server: string, { deadline = 5000, authorities = [] }: Options = {}): Promise<LineProblem | null> {
  const address = parseServer(server);
  if (address.kind === 'problem') return problem(address.problem === 'plain-ws' ? 'plain-ws' : 'bad-server', address.problem);
  const url = new URL(address.url);
  const attempt: Attempt = { url, host: url.hostname.replace(/^\[|\]$/g, ''), authorities, step: 'looking up the name' };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<LineProblem>((resolve) => {
    timer = setTimeout(() => resolve(problem('timed-out', `no answer within ${deadline / 1000} s while ${attempt.step}`)), deadline);
  });
  try {
    return await Promise.race([look(attempt), late]);
  } finally {
    clearTimeout(timer);
    attempt.socket?.destroy();
  }
}

async function look(attempt: Attempt): Promise<LineProblem | null> {
  try {
    const plain = await connect(attempt);
    if (attempt.url.protocol === 'ws:') return await upgrade(attempt, plain);
    const secure = await encrypt(attempt, plain);
    return certificateProblem(secure, attempt.host) ?? (await upgrade(attempt, secure));
  } catch (error) {
    return networkProblem(error as NodeJS.ErrnoException, attempt);
  }
}

function connect(attempt: Attempt): Promise<net.Socket> {
  const port = Number(attempt.url.port) || (attempt.url.protocol === 'ws:' ? 80 : 443);
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: attempt.host, port });
    attempt.socket = socket;
    socket.once('lookup', () => {
      attempt.step = 'connecting';
    });
    socket.once('connect', () => resolve(socket)).once('error', reject);
  });
}

function encrypt(attempt: Attempt, plain: net.Socket): Promise<tls.TLSSocket> {
  attempt.step = 'encrypting';
  return new Promise((resolve, reject) => {
    const socket = tls.connect({
      socket: plain,
      host: attempt.host,
      // An address is no server name (RFC 6066 3).
      ...(net.isIP(attempt.host) === 0 ? { servername: attempt.host } : {}),
      ca: [...attempt.authorities, ...tls.rootCertificates, ...systemAuthorities()],
      ALPNProtocols: ['http/1.1'],
      rejectUnauthorized: false, // looked at afterwards, to tell what is wrong with it; nothing confidential is sent
    });
    attempt.socket = socket;
    socket.once('secureConnect', () => resolve(socket)).once('error', reject);
  });
}

/** A company's own authority is usually installed in the system, where Chromium finds it as well. */
function systemAuthorities(): string[] {
  try {
    return tls.getCACertificates('system');
  } catch {
    return []; // a Node that cannot ask the system
  }
}

function certificateProblem(socket: tls.TLSSocket, host: string): LineProblem | null {
  if (socket.authorized) return null;
  const certificate = socket.getPeerCertificate();
  const subject = one(certificate.subject?.CN) || host;
  const issuer = one(certificate.issuer?.CN) || one(certificate.issuer?.O) || 'an unknown authority';
  const code = String(socket.authorizationError);
  return problem(
    'certificate',
    `${describeCertificate(code, { ...certificate, host, subjectName: subject, issuerName: issuer })} (${code})`,
  );
}

type Described = {
  host: string;
  subjectName: string;
  issuerName: string;
  valid_from: string;
  valid_to: string;
  subjectaltname?: string | undefined;
};

function describeCertificate(code: string, { host, subjectName, issuerName, valid_from, valid_to, subjectaltname }: Described): string {
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return `the certificate of ${subjectName} expired on ${day(valid_to)}`;
    case 'CERT_NOT_YET_VALID':
      return `the certificate of ${subjectName} is not valid before ${day(valid_from)}`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `the certificate is for ${one(subjectaltname ?? subjectName).replaceAll(/(DNS|IP Address):/g, '')}, not for ${host}`;
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return `the certificate of ${subjectName} is signed by itself`;
    default:
      return `the certificate of ${subjectName} was issued by ${issuerName}, which this computer does not trust`;
  }
}

/** The far end's words, fit to be shown. */
const one = (name: string | string[] | undefined): string =>
  (Array.isArray(name) ? (name[0] ?? '') : (name ?? '')).replace(/\p{C}/gu, '').slice(0, 200);
const day = (time: string): string => new Date(time).toISOString().slice(0, 10);

function upgrade(attempt: Attempt, socket: net.Socket): Promise<LineProblem | null> {
  attempt.step = 'asking for SIP';
  return new Promise((resolve, reject) => {
    const request = http.request({
      createConnection: () => socket,
      host: attempt.host,
      path: `${attempt.url.pathname}${attempt.url.search}`,
      headers: {
        host: attempt.url.host,
        // Chromium sends it too, and a server may refuse by it.
        origin: 'app://offhook',
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': randomBytes(16).toString('base64'),
        'sec-websocket-protocol': 'sip',
      },
    });
    request.once('upgrade', ({ headers }) => {
      const chosen = headers['sec-websocket-protocol'];
      resolve(chosen === 'sip' ? null : problem('not-sip', `the server chose ${one(chosen) || 'no'} protocol instead of sip`, 101));
    });
    request.once('response', ({ statusCode = 0, statusMessage = '' }) => {
      // A gateway whose phone system is down answers so.
      const kind = statusCode === 502 || statusCode === 503 || statusCode === 504 ? 'server-error' : 'not-sip';
      resolve(problem(kind, `HTTP ${statusCode} ${one(statusMessage)}`.trim(), statusCode));
    });
    request.once('error', reject);
    request.end();
  });
}

function networkProblem(error: NodeJS.ErrnoException, { step, host }: Attempt): LineProblem {
  const code = error.code ?? error.message;
  if (code === 'ENOTFOUND' || code === 'ENODATA') return problem('unknown-host', `${host} is not known (${code})`);
  if (code === 'EAI_AGAIN') return problem('unreachable', `the name server does not answer (${code})`);
  if (step === 'encrypting') return problem('not-sip', `no TLS on this port (${code})`);
  if (step === 'asking for SIP') return problem('not-sip', `no WebSocket on this port (${code})`);
  return problem('unreachable', `${host} does not accept the connection (${code})`);
}
