import { beforeEach, expect, test } from 'vitest';
import type { CallSnapshot } from '../../shared/call.ts';
import type { Players } from '../players.ts';
import { callIn, fakeShell } from '../testing/fake-shell.ts';
import { music } from './music.ts';

let shell = fakeShell();
let done: string[];
const players: Players = {
  pause: async () => {
    await settle();
    done.push('pause');
    return ['radio'];
  },
  resume: async (names) => void done.push(`resume ${names.join()}`),
};
const settle = (): Promise<unknown> => new Promise(setImmediate);
const settled = async (): Promise<string[]> => {
  for (let i = 0; i < 5; i++) await settle();
  return done;
};
const active = callIn({ kind: 'active', since: 1, hold: 'none' });
const ringing: CallSnapshot = { ...callIn({ kind: 'ringing' }), direction: 'incoming' };
beforeEach(() => {
  shell = fakeShell();
  done = [];
});

test('a call that rings changes nothing; answered it pauses the music, which goes on after the last one', async () => {
  music(shell, players);
  shell.calls.set([ringing]);
  expect(await settled()).toEqual([]);
  shell.calls.set([active]);
  shell.calls.set([active, callIn({ kind: 'dialing' })]);
  shell.calls.set([callIn({ kind: 'dialing' })]);
  expect(await settled()).toEqual(['pause']);
  shell.calls.set([]);
  expect(await settled()).toEqual(['pause', 'resume radio']);
});

test('a call that is over before the music is paused does not leave it paused', async () => {
  music(shell, players);
  shell.calls.set([active]);
  shell.calls.set([]);
  shell.calls.set([active]);
  expect(await settled()).toEqual(['pause', 'resume radio', 'pause']);
});

test('not wanted, nothing happens; not wanted any more, the music goes on', async () => {
  const set = (pausesMusic: boolean): void => shell.settings.set({ ...shell.settings.get(), pausesMusic });
  set(false);
  const stop = music(shell, players);
  shell.calls.set([active]);
  expect(await settled()).toEqual([]);
  set(true);
  set(false);
  expect(await settled()).toEqual(['pause', 'resume radio']);
  set(true);
  stop();
  shell.calls.set([]);
  expect(await settled()).toEqual(['pause', 'resume radio', 'pause', 'resume radio']);
});
