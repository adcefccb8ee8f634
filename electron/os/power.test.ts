import { beforeEach, expect, test, vi } from 'vitest';
import { callIn, fakeShell } from '../testing/fake-shell.ts';
import { power } from './power.ts';

const { os } = vi.hoisted(() => ({
  os: { blockers: new Map<number, string>(), monitor: undefined as unknown as import('node:events').EventEmitter },
}));
vi.mock('electron', async () => {
  const { EventEmitter } = await import('node:events');
  os.monitor = new EventEmitter();
  let last = 0;
  return {
    powerMonitor: os.monitor,
    powerSaveBlocker: {
      start: (kind: string) => {
        os.blockers.set(++last, kind);
        return last;
      },
      stop: (id: number) => os.blockers.delete(id),
    },
  };
});

const active = callIn({ kind: 'active', since: 1, hold: 'none' });
const ended = callIn({ kind: 'ended', at: 2, since: 1, reason: { kind: 'hung-up', by: 'local', code: null, phrase: '' } });
let shell = fakeShell();
beforeEach(() => {
  shell = fakeShell();
  os.blockers.clear();
});
const kinds = (): string[] => [...os.blockers.values()];

test('the machine stays awake as long as a call is up, with one blocker for all calls', () => {
  power(shell);
  expect(kinds()).toEqual([]);
  shell.calls.set([callIn({ kind: 'ringing' })]);
  expect(kinds()).toEqual([]);
  shell.calls.set([active]);
  shell.calls.set([active, active]);
  expect(kinds()).toEqual(['prevent-app-suspension']);
  shell.calls.set([ended]);
  expect(kinds()).toEqual([]);
});

test('waking up and unlocking have the connection looked at', () => {
  power(shell);
  os.monitor.emit('resume');
  os.monitor.emit('unlock-screen');
  expect(shell.commands).toEqual([{ kind: 'check-connection' }, { kind: 'check-connection' }]);
});

test('stopped, it lets the machine sleep and hears nothing', () => {
  const stop = power(shell);
  shell.calls.set([active]);
  stop();
  expect(kinds()).toEqual([]);
  shell.calls.set([active, active]);
  os.monitor.emit('resume');
  expect(kinds()).toEqual([]);
  expect(shell.commands).toEqual([]);
});
