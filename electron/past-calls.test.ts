import { beforeEach, expect, test, vi } from 'vitest';
import type { CallRecord, EndReason } from '../shared/call.ts';
import type { History } from './data/history.ts';
import { firstMemory, type Memory } from './memory.ts';
import { type PastCalls, watchPastCalls } from './past-calls.ts';
import { type Face, value } from './shell.ts';

const record = (id: string, kind: EndReason['kind'] = 'cancelled'): CallRecord => ({
  id,
  accountId: 'a',
  direction: 'incoming',
  destination: '1001',
  peer: { name: 'Bob', number: id, uri: `sip:${id}@example.com`, company: '', avatar: '' },
  createdAt: 1,
  answeredAt: null,
  endedAt: 2,
  reason: { kind, by: kind === 'declined' ? 'local' : 'remote', code: null, phrase: '' },
});

/** A history in memory. */
function keepHistory(): History {
  let all: CallRecord[] = [record('old')];
  return {
    list: () => all,
    add: (one) => void all.unshift(one),
    remove: (ids) => {
      all = all.filter(({ id }) => !ids.includes(id));
    },
    clear: () => {
      all = [];
    },
    close: () => {},
  };
}

const memory = value<Memory>(firstMemory);
const face = value<Face>('hidden');
const isShown = value(true);
let isAway: boolean;
let past: PastCalls;
const ids = (): string[] => past.recent.get().map(({ id }) => id);

beforeEach(() => {
  memory.set(firstMemory);
  face.set('hidden');
  isShown.set(true);
  isAway = false;
  past = watchPastCalls({ history: keepHistory(), memory, face, isShown, isAway: () => isAway });
});

test('a missed caller is counted until somebody looks at the list', () => {
  past.history.add(record('1002'));
  past.history.add(record('1003'));
  expect([past.missed.get(), memory.get().missedCalls]).toEqual([2, 2]);
  face.set('behind');
  expect(past.missed.get()).toBe(2);
  isShown.set(false);
  face.set('front');
  expect(past.missed.get()).toBe(2);
  isShown.set(true);
  expect(past.missed.get()).toBe(0);
});

test('whoever is missed before the eyes of the user needs no number', () => {
  face.set('front');
  past.history.add(record('1002'));
  expect(past.missed.get()).toBe(0);
});

test('a window in front of an empty chair is not looked at, until somebody is back', () => {
  vi.useFakeTimers();
  face.set('front');
  isAway = true;
  past.history.add(record('1002'));
  vi.advanceTimersByTime(60_000);
  expect(past.missed.get()).toBe(1);
  isAway = false;
  vi.advanceTimersByTime(2000);
  expect(past.missed.get()).toBe(0);
  past.history.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

test.each(['declined', 'answered-elsewhere'] as const)('a caller who was %s was not missed', (kind) => {
  past.history.add(record('1002', kind));
  expect(past.missed.get()).toBe(0);
});

test('the last calls are those that the page has read and those since', () => {
  expect(ids()).toEqual([]);
  past.history.list({ before: null, limit: 10 });
  past.history.add(record('1002'));
  expect(ids()).toEqual(['1002', 'old']);
  past.history.list({ before: 5, limit: 10 });
  past.history.remove(['old']);
  expect(ids()).toEqual(['1002']);
  past.history.clear();
  expect([ids(), past.missed.get()]).toEqual([[], 0]);
});
