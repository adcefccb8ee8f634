import type { SignInProblem } from './account.ts';

/** What a person typed or pasted as their phone system's address, read. `url` is ready for a WebSocket, `host` is the SIP domain it suggests. */
export type ServerAddress =
  | { kind: 'server'; url: string; host: string; isSecure: boolean }
  | { kind: 'problem'; problem: Extract<SignInProblem, 'no-server' | 'bad-server' | 'server-scheme' | 'plain-ws' | 'server-credentials'> };

// Both worlds have URL, but shared code is compiled without the types of either.
declare const URL: new (
  text: string,
) => { href: string; protocol: string; hostname: string; host: string; port: string; username: string; password: string; hash: string };

const MAX_LENGTH = 2048;
const FOREIGN_SCHEME = /^(sips?|tel|callto|https?|mailto|ftp|file|javascript|data):/i;
const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;

const problem = (name: (ServerAddress & { kind: 'problem' })['problem']): ServerAddress => ({ kind: 'problem', problem: name });

/** Invisible characters that come along with a copied address: byte order mark, zero-width and directional marks. */
const clean = (text: string): string => text.replace(/[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g, '').trim();

/**
 * Reads `pbx.example.com`, `pbx.example.com:8089/ws`, `wss://…`, or `ws://…` on this computer.
 * Unencrypted `ws://` elsewhere is refused: a secure page may not open it, and passwords and calls would be open to everyone on the way.
 */
export function parseServer(text: string): ServerAddress {
  if (text.length > MAX_LENGTH) return problem('bad-server');
  const typed = clean(text);
  if (typed === '') return problem('no-server');
  // URL would drop tabs and line breaks silently and escape the rest.
  if (/[\s\p{Cc}\\]/u.test(typed)) return problem('bad-server');
  const hasScheme = typed.includes('://');
  if (!hasScheme && FOREIGN_SCHEME.test(typed)) return problem('server-scheme');
  let url: InstanceType<typeof URL>;
  try {
    url = new URL(hasScheme ? typed : `wss://${typed}`);
  } catch {
    return problem('bad-server');
  }
  if (url.protocol !== 'wss:' && url.protocol !== 'ws:') return problem('server-scheme');
  if (url.username !== '' || url.password !== '') return problem('server-credentials');
  if (!isPlausible(url, typed)) return problem('bad-server');
  if (url.protocol === 'wss:') return { kind: 'server', url: url.href, host: url.hostname, isSecure: true };
  return plain(url);
}

function isPlausible(url: InstanceType<typeof URL>, typed: string): boolean {
  // The WebSocket constructor refuses fragments.
  if (typed.includes('#') || url.port === '0') return false;
  // URL reads the extension number 1000 as the address 0.0.3.232.
  if (IPV4.test(url.hostname)) return typed.includes(url.hostname);
  return url.hostname.startsWith('[') || /^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?\.?$/.test(url.hostname);
}

/** The page's content security policy names 127.0.0.1 and localhost; it has no way to name an IPv6 address, so [::1] goes by the name it answers to. */
function plain(url: InstanceType<typeof URL>): ServerAddress {
  if (url.hostname === '127.0.0.1' || url.hostname === 'localhost') {
    return { kind: 'server', url: url.href, host: url.hostname, isSecure: false };
  }
  if (url.hostname === '[::1]') {
    return { kind: 'server', url: url.href.replace('[::1]', 'localhost'), host: 'localhost', isSecure: false };
  }
  return problem('plain-ws');
}
