import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Command } from '../shared/command.ts';
import { type Asking, asking } from './ask.ts';

const hold: Command = { kind: 'hold', callId: 'a' };
let told: { id: number; command: Command }[];
let isHeard: boolean;
let desk: Asking;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  isHeard = true;
  desk = asking({ tell: (asked) => void told.push(asked), isHeard: () => isHeard, limit: 1000 });
});
afterEach(() => {
  vi.useRealTimers();
});

test('each one hears the answer to its own question, in whatever order they come', async () => {
  const first = desk.ask(hold);
  const second = desk.ask({ kind: 'close-phone' });
  expect(told.map(({ command }) => command.kind)).toEqual(['hold', 'close-phone']);
  desk.onDone({ id: told[1]?.id ?? 0, outcome: { ok: true, callId: null } });
  desk.onDone({ id: told[0]?.id ?? 0, outcome: { ok: false, reason: 'rejected', code: 488 } });
  expect(await first).toEqual({ ok: false, reason: 'rejected', code: 488 });
  expect(await second).toEqual({ ok: true, callId: null });
});

test('an answer that does not come, or comes for nobody, keeps nobody waiting', async () => {
  const late = desk.ask(hold);
  desk.onDone({ id: 99, outcome: { ok: true, callId: null } });
  vi.advanceTimersByTime(1000);
  expect(await late).toEqual({ ok: false, reason: 'no-answer', code: null });
  desk.onDone({ id: told[0]?.id ?? 0, outcome: { ok: true, callId: null } });
});

test('without a page nothing is asked, and a page that goes answers with that', async () => {
  const asked = desk.ask(hold);
  desk.onPageGone();
  expect(await asked).toEqual({ ok: false, reason: 'no-page', code: null });
  isHeard = false;
  expect(await desk.ask(hold)).toEqual({ ok: false, reason: 'no-page', code: null });
  expect(told).toHaveLength(1);
});
