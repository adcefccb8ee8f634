import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONTENT_SECURITY_POLICY, PROGRAM_POLICY, pageFiles } from './page-files.ts';

let parent: string;
let serve: (request: Request) => Promise<Response>;
const get = (url: string, init?: RequestInit): Promise<Response> => serve(new Request(`app://offhook${url}`, init));

beforeAll(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'offhook-page-'));
  const root = path.join(parent, 'renderer');
  mkdirSync(path.join(root, 'assets'), { recursive: true });
  mkdirSync(path.join(parent, 'renderer-secret'));
  writeFileSync(path.join(parent, 'secret.txt'), 'secret');
  writeFileSync(path.join(parent, 'renderer-secret/a.txt'), 'secret');
  writeFileSync(path.join(root, 'index.html'), '<!doctype html>');
  writeFileSync(path.join(root, 'assets/a b.js'), 'export {}');
  writeFileSync(path.join(root, 'assets/font.woff2'), Buffer.from([0, 255, 1]));
  writeFileSync(path.join(root, 'assets/what.xyz'), '?');
  writeFileSync(path.join(parent, 'talk.webm'), 'talk');
  serve = pageFiles(root, (id) => (id === 'one' ? path.join(parent, 'talk.webm') : id === 'gone' ? path.join(parent, 'gone.ogg') : null));
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

test.each([
  ['/', 'text/html; charset=utf-8'],
  ['/index.html?x=1#y', 'text/html; charset=utf-8'],
  ['/assets/a%20b.js', 'text/javascript; charset=utf-8'],
  ['/assets/font.woff2', 'font/woff2'],
  ['/assets/what.xyz', 'application/octet-stream'],
])('%s is served as %s, under the policy', async (url, type) => {
  const response = await get(url);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe(type);
  expect(response.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
});

test('the page of a headset maker’s program is under a policy of its own, and has no device', async () => {
  const { headers } = await serve(new Request('app://headset/index.html'));
  expect(headers.get('content-security-policy')).toBe(PROGRAM_POLICY);
  expect(headers.get('permissions-policy')).toMatch(/microphone=\(\), .*hid=\(\)/);
  expect(headers.get('permissions-policy')).not.toContain('self');
});

test('bytes arrive as they are', async () => {
  expect([...new Uint8Array(await (await get('/assets/font.woff2')).arrayBuffer())]).toEqual([0, 255, 1]);
});

test('the page of makers’ headsets has no recordings', async () => {
  expect((await serve(new Request('app://headset/recordings/one'))).status).toBe(404);
});

test('a recording has an address of its own, under the policy', async () => {
  const response = await get('/recordings/one', { headers: { range: 'bytes=1-2' } });
  expect([response.status, await response.text(), response.headers.get('content-type')]).toEqual([206, 'al', 'video/webm']);
  expect(response.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY);
});

test.each([
  '/recordings/two',
  '/recordings/gone',
  '/recordings/one/',
  '/recordings/..%2fone',
  '/no-such.js',
  '/assets',
  '/assets/',
  '/index.html/x',
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/..%5csecret.txt',
  '/assets/..%2f..%2fsecret.txt',
  '/../renderer-secret/a.txt',
  '/..%2frenderer-secret%2fa.txt',
  '//etc/passwd',
  '/%2fetc%2fpasswd',
  '/C:%5cWindows%5cwin.ini',
  '/index.html%00.js',
  '/index.html::$DATA',
  '/%E0%A4%A',
  '/%',
])('%s is not there', async (url) => {
  const response = await get(url);
  expect(response.status).toBe(404);
  expect(await response.text()).not.toContain('secret');
  expect(response.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY);
});

test('nothing can be written', async () => {
  expect((await get('/index.html', { method: 'POST', body: 'x' })).status).toBe(405);
});

test('HEAD answers without a body', async () => {
  const response = await get('/index.html', { method: 'HEAD' });
  expect([response.status, await response.text()]).toEqual([200, '']);
});

test('the policy lets in no inline script, no eval, no foreign address', () => {
  // WebAssembly alone: it makes no script of a text.
  expect(CONTENT_SECURITY_POLICY.replace("'wasm-unsafe-eval'", '')).not.toMatch(/unsafe|\*(?!$|;| |\s)|https?:/);
  expect(CONTENT_SECURITY_POLICY).toContain("default-src 'none'");
});

test.each(['Select/SelectViewport', 'Combobox/ComboboxViewport', 'ScrollArea/ScrollAreaViewport'])(
  'the style that Reka UI puts into %s is the one the policy names',
  (file) => {
    const folder = path.dirname(createRequire(import.meta.url).resolve('reka-ui/package.json'));
    const text =
      /createTextVNode\("( \/\* Hide scrollbars[^"]*)"/.exec(readFileSync(path.join(folder, `dist/${file}.js`), 'utf8'))?.[1] ?? '';
    expect(CONTENT_SECURITY_POLICY).toContain(`'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  },
);
