import { beforeEach, expect, test } from 'vitest';
import type { Hook } from '../../shared/hooks.ts';
import { fakeShell } from '../testing/fake-shell.ts';
import { type HookKeeper, hookKeeper } from './keeper.ts';

const program: Hook = { kind: 'command', event: 'ring', program: '/bin/notify', args: ['{name}'] };
const page: Hook = { kind: 'open', event: 'ring', url: 'https://crm.example/' };
let shell = fakeShell();
let asked: string[][];
let answer: boolean;
let tried: Hook[];
let keeper: HookKeeper;

beforeEach(() => {
  shell = fakeShell();
  [asked, answer, tried] = [[], true, []];
  keeper = hookKeeper({
    settings: shell.settings,
    mayStart: async (commands) => {
      asked.push([...commands]);
      return answer;
    },
    tryHook: async (hook) => {
      tried.push(hook);
      return null;
    },
  });
});

test('a program is kept when the user said yes to it, once', async () => {
  await keeper.set([program]);
  const { hooks } = await keeper.set([program, page, { ...program, event: 'end' }]);
  expect(asked).toEqual([['"/bin/notify" "{name}"']]);
  expect(hooks).toHaveLength(3);
});

test('and not when they said no, nor with other arguments than those', async () => {
  await keeper.set([program]);
  answer = false;
  await keeper.set([program, { ...program, args: ['-c', 'evil'] }]);
  expect(asked.at(-1)).toEqual(['"/bin/notify" "-c" "evil"']);
  expect(shell.settings.get().hooks).toEqual([program]);
});

test('what is no program needs no question', async () => {
  await keeper.set([page]);
  expect([asked, shell.settings.get().hooks]).toEqual([[], [page]]);
});

test('only a program that is kept can be tried', async () => {
  expect(await keeper.attempt(program)).toBe('not-allowed');
  await keeper.set([program]);
  expect(await keeper.attempt(program)).toBeNull();
  expect(await keeper.attempt(page)).toBeNull();
  expect(tried).toEqual([program, page]);
});
