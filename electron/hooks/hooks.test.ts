import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fillAddress, fillArgument, type HookValues } from './fill.ts';
import { runHook } from './run.ts';

const bob: HookValues = { event: 'ring', number: '+49 30 1', name: 'Bob & Söhne', uri: 'sip:1@x', direction: 'incoming', duration: '7' };
const from = (some: Partial<HookValues>): HookValues => ({ ...bob, ...some });

describe('an argument', () => {
  test.each([
    ['{number}', bob, '+49 30 1'],
    ['--caller={name} ({event}, {duration} s)', bob, '--caller=Bob & Söhne (ring, 7 s)'],
    ['{number}', from({ number: '--output=/etc/passwd' }), 'output=/etc/passwd'],
    ['{name}', from({ name: '-rf' }), 'rf'],
    ['-n{name}', from({ name: '-x' }), '-n-x'],
    ['{name}', from({ name: '{uri}' }), '{uri}'],
    ['{name}', from({ name: '$(reboot); `id`\n\0' }), '$(reboot); `id`'],
    ['{toString} {', bob, '{toString} {'],
  ])('%j', (template, values, expected) => {
    expect(fillArgument(template, values)).toBe(expected);
  });
});

describe('an address', () => {
  test.each([
    ['https://crm.example/find?q={number}&n={name}', bob, 'https://crm.example/find?q=%2B49%2030%201&n=Bob%20%26%20S%C3%B6hne'],
    ['http://127.0.0.1:8080/{event}', bob, 'http://127.0.0.1:8080/ring'],
    ['https://crm.example/{name}/card', from({ name: '../../admin?x=1#' }), 'https://crm.example/..%2F..%2Fadmin%3Fx%3D1%23/card'],
    ['https://{name}/', bob, null],
    ['https://crm.example{name}/', from({ name: '.evil.example' }), null],
    ['https://me@crm.example/', bob, null],
    ['javascript:alert({name})', bob, null],
    ['file:///etc/passwd', bob, null],
    ['ssh://host/', bob, null],
    ['{uri}', from({ uri: 'https://evil.example/' }), null],
  ])('%j', (template, values, expected) => {
    expect(fillAddress(template, values)).toBe(expected);
  });
});

describe('a program', () => {
  let folder: string;
  const openExternal = async (): Promise<void> => {};
  const run = (program: string, args: string[], limit?: number, values = bob) =>
    runHook({ kind: 'command', event: 'ring', program, args }, values, { openExternal, ...(limit === undefined ? {} : { limit }) });
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'offhook-hook-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('gets its arguments as they are: no shell reads them', async () => {
    const file = path.join(folder, 'out');
    const script = 'require("fs").writeFileSync(process.argv[1], JSON.stringify(process.argv.slice(2)))';
    const values = from({ name: '"; touch /tmp/x; $(id) %PATH% | &' });
    expect(await run(process.execPath, ['-e', script, '--', file, '{name}', 'a b', ''], undefined, values)).toBeNull();
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual([values.name, 'a b', '']);
  });

  test('that hangs is ended, and told', async () => {
    const began = performance.now();
    expect(await run(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], 200)).toBe('timed-out');
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  test('that is missing, may not be run, or fails is told', async () => {
    await writeFile(path.join(folder, 'text'), 'no program');
    expect(await run(path.join(folder, 'nothing'), [])).toBe('missing');
    expect(await run(path.join(folder, 'text'), [])).toBe('not-allowed');
    expect(await run(process.execPath, ['-e', 'process.exit(3)'])).toBe('failed');
    expect(await run('bad\0name', [])).toBe('failed');
  });
});

describe('the web', () => {
  let server: http.Server;
  let heard: { method?: string | undefined; url?: string | undefined; body: unknown }[];
  let answer: (response: http.ServerResponse) => void;
  const opened: string[] = [];
  const openExternal = async (url: string): Promise<void> => void opened.push(url);
  const base = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const send = (url: string) => runHook({ kind: 'webhook', event: 'end', url }, bob, { openExternal, limit: 300 });

  beforeEach(async () => {
    heard = [];
    answer = (response) => void response.end();
    server = http.createServer((request, response) => {
      let body = '';
      request.on('data', (text: Buffer) => (body += text));
      request.on('end', () => {
        heard.push({ method: request.method, url: request.url, body: body === '' ? null : JSON.parse(body) });
        answer(response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => void server.close().closeAllConnections());

  test('a webhook is a POST of what is known', async () => {
    expect(await send(`${base()}/calls/{event}?n={number}`)).toBeNull();
    expect(heard).toEqual([{ method: 'POST', url: '/calls/ring?n=%2B49%2030%201', body: { ...bob, duration: 7, at: expect.any(Number) } }]);
  });

  test.each([
    ['says no', (response: http.ServerResponse) => void response.writeHead(500).end(), 'refused'],
    ['sends it elsewhere', (response: http.ServerResponse) => void response.writeHead(307, { location: '/other' }).end(), 'unreachable'],
    ['never answers', () => {}, 'timed-out'],
  ])('a server that %s is told', async (_, given, problem) => {
    answer = given;
    expect(await send(`${base()}/`)).toBe(problem);
    expect(heard).toHaveLength(1);
  });

  test('a server that is not there, and an address that is none', async () => {
    const gone = `${base()}/`;
    await new Promise((resolve) => server.close(resolve));
    expect(await send(gone)).toBe('unreachable');
    expect(await send('ftp://127.0.0.1/')).toBe('bad-address');
  });

  test('a page is opened by the browser', async () => {
    expect(await runHook({ kind: 'open', event: 'ring', url: 'https://crm.example/{number}' }, bob, { openExternal })).toBeNull();
    expect(opened).toEqual(['https://crm.example/%2B49%2030%201']);
  });
});
