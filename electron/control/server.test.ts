import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { recordingLog } from '../testing/recording-log.ts';
import { controlAddress, makePrivate } from './address.ts';
import { ask } from './client.ts';
import { Meeting, type Order, type Reply } from './protocol.ts';
import { runOrder } from './run.ts';
import { controlServer } from './server.ts';

const done: Reply = { ok: true, callId: null };
let folder: string;
let before: string | undefined;
let stops: (() => void)[];
let asked: Order[];
let reply: Reply | Error;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'offhook-control-'));
  before = process.env.XDG_RUNTIME_DIR;
  process.env.XDG_RUNTIME_DIR = folder;
  stops = [];
  asked = [];
  reply = done;
});
afterEach(async () => {
  for (const stop of stops) stop();
  if (before === undefined) delete process.env.XDG_RUNTIME_DIR;
  else process.env.XDG_RUNTIME_DIR = before;
  await rm(folder, { recursive: true, force: true });
});

const meeting = (): Meeting => Meeting.parse(JSON.parse(readFileSync(path.join(folder, 'control.json'), 'utf8')));

/** A server as the app has it, listening. Returns what it logged. */
async function serve(patience?: number): Promise<string[]> {
  const { log, lines } = recordingLog();
  const answer = async (order: Order): Promise<Reply> => {
    asked.push(order);
    if (reply instanceof Error) throw reply;
    return reply;
  };
  stops.push(controlServer({ folder, answer, log, ...(patience === undefined ? {} : { patience }) }));
  await expect.poll(() => readdirSync(folder)).toContain('control.json');
  return lines;
}

/** Says `text` to the server and gives what came back before it hung up. */
function say(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(meeting().address);
    let heard = '';
    socket.on('connect', () => socket.write(text));
    socket.on('data', (data: Buffer) => (heard += data));
    socket.on('error', reject);
    socket.on('close', () => resolve(heard));
  });
}

test('an order reaches the app, and its reply comes back', async () => {
  const lines = await serve();
  expect(await ask({ verb: 'dial', target: '600', hasVideo: false }, { folder })).toEqual({ kind: 'reply', reply: done });
  expect(asked).toEqual([{ verb: 'dial', target: '600', hasVideo: false }]);
  // The number is a person's business, also in the log.
  expect(lines).toEqual(['info asked from the command line: dial']);
});

test('nobody else may enter', async () => {
  await serve();
  expect(statSync(path.join(folder, 'control.json')).mode & 0o777).toBe(0o600);
  expect(statSync(path.join(folder, 'offhook')).mode & 0o777).toBe(0o700);
  const order = { verb: 'quit' };
  expect(JSON.parse(await say(`${JSON.stringify({ secret: 'guess', order })}\n`))).toEqual({
    ok: false,
    reason: 'not-allowed',
    code: null,
  });
  expect(asked).toEqual([]);
});

describe('who does not speak our language', () => {
  test.each(['GET / HTTP/1.1\r\n', '{}\n', '\n', '{"secret":1}\n', 'null\n'])('%j is told so', async (text) => {
    await serve();
    expect(JSON.parse(await say(text))).toEqual({ ok: false, reason: 'bad-request', code: null });
  });

  test('and who never ends or never begins is left', async () => {
    await serve(50);
    expect(await say('x'.repeat(20_000))).toBe('');
    expect(await say('')).toBe('');
    expect(await ask({ verb: 'show' }, { folder })).toEqual({ kind: 'reply', reply: done });
  });
});

test('a mistake of the app is a reply too', async () => {
  reply = new Error('oh');
  const lines = await serve();
  expect(await ask({ verb: 'show' }, { folder })).toEqual({ kind: 'reply', reply: { ok: false, reason: 'failed', code: null } });
  expect(lines.join()).toContain('show failed: Error: oh');
});

test('a socket left behind by a crash is in nobody’s way', async () => {
  await serve();
  const { address } = meeting();
  stops.pop()?.();
  await expect.poll(() => readdirSync(path.dirname(address))).toEqual([]);
  // What a killed process leaves: a socket that nobody listens to, and the file that names it.
  mkdirSync(path.dirname(address), { recursive: true });
  writeFileSync(address, '');
  writeFileSync(path.join(folder, 'control.json'), JSON.stringify({ address, secret: 'old' }));
  expect(await ask({ verb: 'show' }, { folder })).toEqual({ kind: 'not-running' });
  await serve();
  await expect.poll(() => ask({ verb: 'show' }, { folder })).toEqual({ kind: 'reply', reply: done });
});

test('an app that is not there, and one that does not answer', async () => {
  expect(await ask({ verb: 'show' }, { folder })).toEqual({ kind: 'not-running' });
  writeFileSync(path.join(folder, 'control.json'), 'nonsense');
  expect(await ask({ verb: 'show' }, { folder })).toEqual({ kind: 'not-running' });
  const address = path.join(folder, 'deaf.sock');
  const deaf = net.createServer(() => {}).listen(address);
  stops.push(() => deaf.close());
  writeFileSync(path.join(folder, 'control.json'), JSON.stringify({ address, secret: 's' }));
  expect(await ask({ verb: 'show' }, { folder, patience: 50 })).toEqual({ kind: 'no-answer' });
});

describe('the program', () => {
  const run = async (...[given]: [Parameters<typeof runOrder>[0]]): Promise<[number, string, string]> => {
    let out = '';
    let err = '';
    const code = await runOrder(given, { folder, print: (text) => (out += text), printError: (text) => (err += text) });
    return [code, out, err];
  };
  const show = { kind: 'order', order: { verb: 'show' }, isJson: false } as const;

  test('exits 0 in silence when it was done, and names the call that it began', async () => {
    await serve();
    expect(await run(show)).toEqual([0, '', '']);
    reply = { ok: true, callId: 'abc' };
    expect(await run({ kind: 'order', order: { verb: 'dial', target: '600', hasVideo: false }, isJson: false })).toEqual([0, 'abc', '']);
  });

  test('exits 1 and says why when it was refused', async () => {
    await serve();
    reply = { ok: false, reason: 'rejected', code: 488 };
    expect(await run({ kind: 'order', order: { verb: 'hold', isToggle: false, call: null }, isJson: false })).toEqual([
      1,
      '',
      'offhook hold: the other side refused (488)',
    ]);
    reply = { ok: false, reason: 'toString', code: null };
    expect(await run(show)).toEqual([1, '', 'offhook show: toString']);
    expect(await run({ ...show, isJson: true })).toEqual([1, '{"ok":false,"reason":"toString","code":null}', '']);
  });

  test('exits 2 for what it does not understand, 3 without an app', async () => {
    expect(await run({ kind: 'bad-usage', usage: 'offhook dial NUMBER' })).toEqual([2, '', 'Usage: offhook dial NUMBER']);
    expect(await run(show)).toEqual([3, '', 'Offhook is not running.']);
    expect(await run({ ...show, isJson: true })).toEqual([3, '{"ok":false,"reason":"not-running","code":null}', '']);
  });

  test('says how it stands, a call a line', async () => {
    await serve();
    const call = { id: 'c1', direction: 'incoming', state: 'active', hold: 'local', number: '600', name: 'Bob', uri: 'sip:600@x' } as const;
    reply = {
      ok: true,
      status: {
        version: '1.0.0',
        registration: { state: 'registered', user: '1001', server: 'wss://pbx/ws', problem: null },
        doNotDisturb: true,
        presence: { status: 'away', note: 'Lunch' },
        calls: [{ ...call, createdAt: 1, answeredAt: 2, isMuted: true }],
      },
    };
    const status = { kind: 'order', order: { verb: 'status' }, isJson: false } as const;
    expect((await run(status))[1]).toBe(
      'registered 1001 wss://pbx/ws\ndo not disturb\naway Lunch\nc1 incoming active 600 Bob hold:local muted',
    );
    expect(JSON.parse((await run({ ...status, isJson: true }))[1])).toEqual(reply);
  });
});

describe('where it listens', () => {
  const place = { env: {}, temporary: '/tmp', uid: 1000, folder: '/home/ada/.config/Offhook', random: 'r' };

  test.each([
    ['linux', { XDG_RUNTIME_DIR: '/run/user/1000' }, '/run/user/1000/offhook'],
    ['linux', {}, '/tmp/offhook-1000'],
    ['linux', { XDG_RUNTIME_DIR: 'relative' }, '/tmp/offhook-1000'],
    ['darwin', {}, '/tmp/offhook-1000'],
  ] as const)('%s %j', (platform, env, expected) => {
    const { folder: own, address } = controlAddress({ ...place, platform, env });
    expect(own).toBe(expected);
    expect(address).toMatch(new RegExp(`^${expected}/[0-9a-f]{16}\\.sock$`));
    expect(controlAddress({ ...place, platform, env, folder: '/elsewhere' }).address).not.toBe(address);
  });

  test('on Windows a pipe whose name nobody knows', () => {
    expect(controlAddress({ ...place, platform: 'win32' })).toEqual({ folder: null, address: '\\\\.\\pipe\\offhook-r' });
  });

  test('not in a folder of somebody else, and not behind a link', () => {
    expect(() => makePrivate(folder, 999_999)).toThrow('belongs to somebody else');
    writeFileSync(path.join(folder, 'file'), '');
    expect(() => makePrivate(path.join(folder, 'file'), os.userInfo().uid)).toThrow();
  });
});
