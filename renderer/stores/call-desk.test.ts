import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { nextTick } from 'vue';
import { active } from '../phone/testing/scenes.ts';
import { makeTestApp } from '../testing/app.ts';
import { useCallDesk } from './call-desk.ts';
import { useCalls } from './calls.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a panel belongs to the call that it was opened for', async () => {
  const app = makeTestApp();
  const desk = useCallDesk(app.pinia);
  desk.panel = 'transfer';
  expect(desk.panel).toBeNull();
  active(app, '1003');
  await nextTick();
  desk.panel = 'transfer';
  expect(desk.panel).toBe('transfer');
  active(app, '1004');
  await vi.waitFor(() => expect(useCalls(app.pinia).current?.peer.number).toBe('1004'));
  expect(desk.panel).toBeNull();
});

test('messages count as new until they were seen, those of ours never', async () => {
  const app = makeTestApp();
  const [calls, desk] = [useCalls(app.pinia), useCallDesk(app.pinia)];
  const { leg, call } = active(app, '1003');
  leg.say({ kind: 'message', text: 'One' });
  await vi.advanceTimersByTimeAsync(10);
  leg.say({ kind: 'message', text: 'Two' });
  await call.sendMessage('Three');
  await nextTick();
  expect(desk.unread(calls.current!)).toBe(2);
  desk.markSeen(calls.current!);
  expect(desk.unread(calls.current!)).toBe(0);
  await vi.advanceTimersByTimeAsync(10);
  leg.say({ kind: 'message', text: 'Four' });
  await nextTick();
  expect(desk.unread(calls.current!)).toBe(1);
});

test('what was written and not sent goes with the call', async () => {
  const app = makeTestApp();
  const desk = useCallDesk(app.pinia);
  const { leg, call } = active(app, '1003');
  desk.drafts[call.id] = 'Half a sen';
  leg.end();
  expect(desk.drafts).toEqual({});
});
