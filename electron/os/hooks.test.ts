import { beforeEach, expect, test, vi } from 'vitest';
import type { CallRecord, CallSnapshot } from '../../shared/call.ts';
import type { Hook, HookEvent } from '../../shared/hooks.ts';
import { callIn, fakeShell } from '../testing/fake-shell.ts';
import { hooks, tryHook } from './hooks.ts';

const { os } = vi.hoisted(() => ({ os: { opened: [] as string[], fails: false } }));
vi.mock('electron', () => ({
  shell: {
    openExternal: async (url: string) => {
      if (os.fails) throw new Error('no browser');
      os.opened.push(url.replace('https://crm.example/', ''));
    },
  },
}));

const on = (event: HookEvent): Hook => ({ kind: 'open', event, url: 'https://crm.example/{event}/{number}/{direction}/{duration}' });
const settle = () => new Promise((resolve) => setImmediate(resolve));
const rings: CallSnapshot = { ...callIn({ kind: 'ringing' }), direction: 'incoming' };
const talks: CallSnapshot = { ...rings, state: { kind: 'active', since: 1, hold: 'none' } };
const record = (some: Partial<CallRecord>): CallRecord => ({
  ...{ id: 'call-1', accountId: 'a', direction: 'incoming', destination: '1001', peer: rings.peer, createdAt: Date.now() },
  ...{ answeredAt: null, endedAt: Date.now() + 1000, reason: { kind: 'cancelled', by: 'remote', code: null, phrase: '' } },
  ...some,
});

let shell = fakeShell();
beforeEach(() => {
  Object.assign(os, { opened: [], fails: false });
  shell = fakeShell();
  shell.settings.set({ ...shell.settings.get(), hooks: [on('ring'), on('answer'), on('end'), on('missed')] });
});

test('a call goes through its hooks, each once', async () => {
  hooks(shell);
  shell.calls.set([rings]);
  shell.calls.set([{ ...rings, pending: 'answer' }]);
  shell.calls.set([talks]);
  shell.calls.set([{ ...talks, state: { kind: 'active', since: 1, hold: 'local' } }]);
  shell.calls.set([]);
  const at = Date.now() + 60_000;
  shell.recent.set([record({ answeredAt: at, endedAt: at + 6_600, reason: { kind: 'hung-up', by: 'local', code: null, phrase: '' } })]);
  shell.recent.set([...shell.recent.get()]);
  await settle();
  expect(os.opened).toEqual(['ring/600/incoming/0', 'answer/600/incoming/0', 'end/600/incoming/7']);
});

test('a caller whom nobody answered is missed', async () => {
  hooks(shell);
  shell.recent.set([record({})]);
  await settle();
  expect(os.opened).toEqual(['end/600/incoming/0', 'missed/600/incoming/0']);
});

test('calls of before are past', async () => {
  shell.recent.set([record({ endedAt: 1 })]);
  hooks(shell);
  shell.recent.set([record({ endedAt: 1 }), record({ id: 'older', endedAt: 2 })]);
  await settle();
  expect(os.opened).toEqual([]);
});

test('what did not work is told', async () => {
  os.fails = true;
  hooks(shell);
  shell.calls.set([rings]);
  await settle();
  expect(shell.notices).toEqual([
    { kind: 'hook-failed', what: 'https://crm.example/{event}/{number}/{direction}/{duration}', problem: 'failed' },
  ]);
});

test('a flood of callers is no flood of programs', async () => {
  hooks(shell);
  shell.calls.set(Array.from({ length: 40 }, (_, index) => ({ ...rings, id: `call-${index}` })));
  await settle();
  expect(os.opened).toHaveLength(16);
});

test('stopped, nothing happens any more; and a hook can be tried without a call', async () => {
  hooks(shell)();
  shell.calls.set([rings]);
  await settle();
  expect(os.opened).toEqual([]);
  expect(await tryHook(on('answer'))).toBeNull();
  expect(os.opened).toEqual(['answer/5551234/incoming/0']);
});
