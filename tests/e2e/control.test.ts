import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, expect } from 'vitest';
import type { Status } from '../../electron/control/status.ts';
import { exitOf, offhook, startBinary } from './command-line.ts';
import type { Offhook } from './offhook.ts';
import { testWithAsterisk as test } from './peers.ts';
import { pbx, signIn, usePbx } from './signed-in.ts';

const tone = 1000;
let phone: Offhook;

usePbx();
beforeAll(async () => {
  phone = await signIn('1001', { microphoneTone: tone });
}, 60_000);

const run = (...args: string[]) => offhook(phone.userData, ...args);
const status = async (): Promise<Status> => JSON.parse((await run('status', '--json')).out).status;
const callIs = (expected: Partial<Status['calls'][number]>) =>
  expect.poll(async () => (await status()).calls).toEqual([expect.objectContaining(expected)]);
const callsAreOver = () => expect.poll(async () => (await status()).calls).toEqual([]);
const done = { code: 0, out: '', err: '' };

test('a script makes a whole call', async () => {
  expect(await status()).toMatchObject({ registration: { state: 'registered', user: '1001', problem: null }, calls: [] });
  const { code, out: id } = await run('dial', '600');
  expect(code).toBe(0);
  await callIs({ id, direction: 'outgoing', state: 'active', hold: 'none', number: '600', isMuted: false });
  await phone.untilHeard(tone);
  expect(await run('mute')).toEqual(done);
  await phone.untilSilent();
  await callIs({ isMuted: true });
  expect(await run('mute', '--toggle')).toEqual(done);
  await phone.untilHeard(tone);
  expect(await run('hold')).toEqual(done);
  await callIs({ hold: 'local' });
  expect(await run('resume', `--call=${id}`)).toEqual(done);
  await callIs({ hold: 'none' });
  expect(await run('quit')).toEqual({ code: 1, out: '', err: 'offhook quit: a call is up; hang up first' });
  expect(await run('hangup')).toEqual(done);
  await phone.ended.getByText('You hung up.').waitFor();
  await callsAreOver();
});

test('a script takes a caller, and another one not', async () => {
  await pbx.originate({ to: '1001', from: { number: '5551234' }, extension: '601' });
  await callIs({ direction: 'incoming', state: 'ringing', number: '5551234', answeredAt: null });
  expect(await run('answer')).toEqual(done);
  await phone.untilHeard(440);
  expect(await run('hangup')).toEqual(done);
  await callsAreOver();
  await pbx.originate({ to: '1001' });
  await callIs({ state: 'ringing' });
  expect(await run('decline')).toEqual(done);
  await callsAreOver();
});

test('a script sends digits, and hears from the far end that it hands over nothing', async () => {
  await run('dial', '608');
  await callIs({ state: 'active' });
  expect(await run('dtmf', '42#')).toEqual(done);
  expect(await pbx.digits('1001')).toBe('42');
  await run('hangup');
  await callsAreOver();
  // Asterisk hands over only what it joined: a call into one of its applications it keeps (400), and that is told.
  await run('dial', '601');
  await callIs({ state: 'active' });
  expect(await run('transfer', '600')).toEqual({ code: 1, out: '', err: 'offhook transfer: the other side refused (400)' });
  expect((await status()).calls).toHaveLength(1);
});

test('do not disturb is set, seen, and obeyed', async () => {
  expect(await run('dnd', 'on')).toEqual(done);
  expect((await status()).doNotDisturb).toBe(true);
  await pbx.originate({ to: '1001' });
  await phone.page.getByRole('region', { name: 'Recent calls' }).getByText('Do not disturb').first().waitFor();
  expect((await status()).calls).toEqual([]);
  expect(await run('dnd', '--toggle')).toEqual(done);
  expect((await status()).doNotDisturb).toBe(false);
});

test('what cannot be done is told, with a code for scripts', async () => {
  expect(await run('hold')).toEqual({ code: 1, out: '', err: 'offhook hold: there is no call to do that with' });
  expect(await run('dial', 'what is this?')).toEqual({ code: 1, out: '', err: 'offhook dial: this is no number that can be called' });
  expect(await run('dial')).toEqual({ code: 2, out: '', err: 'Usage: offhook dial NUMBER|ADDRESS [--video] [--json]' });
  expect(await run('transfer', '600', '--json')).toEqual({ code: 1, out: '{"ok":false,"reason":"no-call","code":null}', err: '' });
});

test('show brings the window back', async () => {
  const isVisible = () => phone.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());
  await phone.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  expect(await isVisible()).toBe(false);
  expect(await run('show')).toEqual(done);
  expect(await isVisible()).toBe(true);
});

test('of two that start at once one stays, a crash leaves nothing in the way, and quit ends it', async () => {
  const userData = await mkdtemp(path.join(os.tmpdir(), 'offhook-race-'));
  const isUp = () => expect.poll(async () => (await offhook(userData, 'status')).code, { timeout: 20_000 }).toBe(0);
  try {
    expect((await offhook(userData, 'status')).code).toBe(3);
    const both = [startBinary(userData), startBinary(userData)];
    const gone = await Promise.race(both.map(async (child) => [child, await exitOf(child)] as const));
    expect(gone[1]).toBe(0);
    const stayed = both.find((child) => child !== gone[0]);
    await isUp();
    expect(stayed?.exitCode).toBeNull();
    stayed?.kill('SIGKILL');
    if (stayed) await exitOf(stayed);
    expect(await offhook(userData, 'status')).toEqual({ code: 3, out: '', err: 'Offhook is not running.' });
    const next = startBinary(userData);
    await isUp();
    expect((await offhook(userData, 'quit')).code).toBe(0);
    expect(await exitOf(next)).toBe(0);
    expect((await offhook(userData, 'status')).code).toBe(3);
  } finally {
    await rm(userData, { recursive: true, force: true, maxRetries: 5 });
  }
});
