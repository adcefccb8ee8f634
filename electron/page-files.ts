import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { PROGRAM_HOST } from './app-url.ts';
import { serveFile } from './serve-file.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/**
 * Reka UI puts one `<style>` with a fixed text into each of its scrolling viewports (select, combobox, scroll area) to hide the scroll bar.
 * These are the hashes of exactly those three texts: no other style element is let in. A test compares them with the installed version.
 */
const REKA_STYLES = [
  "'sha256-60LHlRjW/B3CtzIoE/Lf1/NEDvko9efWMFaGVhHu/cs='",
  "'sha256-0sLsI2a+NIcumVvBF9zD/ArGqlZR2xfnxsALPmK7nj8='",
  "'sha256-6kJHBrMeYPjuL963zk84BmND3Z4cszEoZMFiRK2nkPY='",
];

/**
 * Nothing but our own files runs, and nothing but a phone system is talked to: WebSockets, encrypted or on this computer
 * (CSP cannot name the rest of 127.0.0.0/8 or [::1]; `parseServer` knows).
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  // WebAssembly is for the strong noise suppression; it compiles files of ours only, for `connect-src` lets it read no others.
  "script-src 'self' 'wasm-unsafe-eval'",
  `style-src 'self' ${REKA_STYLES.join(' ')}`,
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob: mediastream:",
  "worker-src 'self'",
  "connect-src 'self' wss: ws://127.0.0.1:* ws://localhost:*",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/**
 * For the page that talks to headset makers' programs: the addresses that EPOS Connect and Poly's program have on this computer, and nothing
 * else. Poly's is talked to by JSONP, so what it answers runs as a script, in a page where there is nothing to take.
 */
export const PROGRAM_POLICY = [
  "default-src 'none'",
  "script-src 'self' https://127.0.0.1:32018",
  'connect-src wss://127.0.0.1:41088',
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'permissions-policy':
    'microphone=(self), camera=(self), display-capture=(self), fullscreen=(self), speaker-selection=(self), bluetooth=(), geolocation=(), hid=(self), midi=(), payment=(), serial=(), usb=()',
};

const answer = (status: number, text: string): Response =>
  new Response(text, { status, headers: { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' } });

const PROGRAM_HEADERS = {
  ...HEADERS,
  'content-security-policy': PROGRAM_POLICY,
  'permissions-policy': HEADERS['permissions-policy'].replaceAll('(self)', '()'),
};

/** Where the file of a recording lies, by its id; null where there is none. */
export type LocateRecording = (id: string) => string | null;

/**
 * Answers for the page's own scheme from one folder: the whole of that folder, and nothing outside of it but recordings, which have addresses
 * rather than being handed over whole: an hour of pictures is more than a page should hold.
 */
export function pageFiles(folder: string, locateRecording: LocateRecording): (request: Request) => Promise<Response> {
  const root = path.resolve(folder);
  return async (request) => {
    const { method, url } = request;
    if (method !== 'GET' && method !== 'HEAD') return answer(405, 'Method not allowed');
    const { host, pathname } = new URL(url);
    const [, recording] = (host !== PROGRAM_HOST && /^\/recordings\/([\w-]+)$/.exec(pathname)) || [];
    const file = recording === undefined ? locate(root, pathname) : locateRecording(recording);
    if (file === null) return answer(404, 'Not found');
    try {
      if (recording !== undefined) return await serveFile(file, request, HEADERS);
      const content = await readFile(file);
      const type = TYPES[path.extname(file).toLowerCase()] ?? 'application/octet-stream';
      const headers = host === PROGRAM_HOST ? PROGRAM_HEADERS : HEADERS;
      return new Response(method === 'HEAD' ? null : new Uint8Array(content), { headers: { ...headers, 'content-type': type } });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return answer(404, 'Not found');
      throw error;
    }
  };
}

/** Null for an address that points outside of `root`, in whatever way that is written. */
function locate(root: string, pathname: string): string | null {
  let name: string;
  try {
    name = decodeURIComponent(pathname);
  } catch {
    return null; // half an escape
  }
  // A backslash separates on Windows, a NUL ends a name, a colon opens an alternate stream or another drive.
  if (/[\\\0:]/.test(name)) return null;
  const file = path.join(root, name === '/' ? 'index.html' : name);
  return file.startsWith(root + path.sep) ? file : null;
}
