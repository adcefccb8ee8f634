import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, test as always, beforeAll, describe, expect } from 'vitest';
import { music } from '../../electron/os/music.ts';
import { sessionPlayers } from '../../electron/players.ts';
import { type RunTool, runTool } from '../../electron/run-tool.ts';
import { callIn, fakeShell } from '../../electron/testing/fake-shell.ts';
import { MediaPlayer } from './media-player.ts';

const has = (tool: string): boolean => spawnSync(tool, ['--help']).error === undefined;
const test = always.skipIf(!has('dbus-daemon') || !has('gdbus'));

let folder: string;
let bus: ChildProcess;
let socket: string;
const before = process.env.DBUS_SESSION_BUS_ADDRESS;
const players: MediaPlayer[] = [];
const play = async (name: string, status: string): Promise<MediaPlayer> => {
  const player = await MediaPlayer.start(socket, `org.mpris.MediaPlayer2.${name}`, status);
  players.push(player);
  return player;
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'offhook-bus-'));
  socket = path.join(folder, 'bus');
  bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address', `--address=unix:path=${socket}`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  // The address is printed when somebody can connect.
  if (bus.stdout) await Promise.race([once(bus.stdout, 'data'), once(bus, 'error')]);
  process.env.DBUS_SESSION_BUS_ADDRESS = `unix:path=${socket}`;
});
afterEach(() => {
  for (const player of players.splice(0)) player.stop();
});
afterAll(async () => {
  bus.kill();
  if (before === undefined) delete process.env.DBUS_SESSION_BUS_ADDRESS;
  else process.env.DBUS_SESSION_BUS_ADDRESS = before;
  await rm(folder, { recursive: true, force: true });
});

/** A desktop that has one of the two tools alone. */
const only =
  (tool: string): RunTool =>
  (asked, args) =>
    asked === tool ? runTool(asked, args) : Promise.resolve(null);

describe.each(['gdbus', 'busctl'])('on a real session bus, asked by %s', (tool) => {
  const run = has(tool) ? test : test.skip;

  run('what plays is paused for a call and plays on after it, and what was paused before stays so', async () => {
    const radio = await play('radio', 'Playing');
    const film = await play('film.instance42', 'Paused');
    const ours = await play(`chromium.instance${process.pid}`, 'Playing');
    const shell = fakeShell();
    const stop = music(shell, sessionPlayers(only(tool)));
    shell.calls.set([callIn({ kind: 'active', since: 1, hold: 'none' })]);
    await expect.poll(() => radio.status).toBe('Paused');
    shell.calls.set([]);
    await expect.poll(() => radio.status).toBe('Playing');
    stop();
    expect([radio.orders, film.orders, ours.orders]).toEqual([['Pause', 'Play'], [], []]);
  });

  run('what was stopped during the call, or is gone, is left alone', async () => {
    const [radio, film] = [await play('radio', 'Playing'), await play('film', 'Playing')];
    const shell = fakeShell();
    music(shell, sessionPlayers(only(tool)));
    shell.calls.set([callIn({ kind: 'dialing' })]);
    await expect.poll(() => [radio.status, film.status]).toEqual(['Paused', 'Paused']);
    radio.status = 'Stopped';
    film.stop();
    const again = await play('other', 'Paused');
    shell.calls.set([]);
    shell.calls.set([callIn({ kind: 'dialing' })]);
    again.status = 'Playing';
    await expect.poll(() => again.orders).toEqual(['Pause']);
    expect(radio.orders).toEqual(['Pause']);
  });
});
