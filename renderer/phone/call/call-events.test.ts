import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Phone } from '../phone.ts';
import { makeFakeStream } from '../testing/fake-media.ts';
import { FakeStatistics } from '../testing/fake-statistics.ts';
import { active, dialled } from '../testing/scenes.ts';
import { makeTestPhone } from '../testing/test-phone.ts';
import { Call } from './call.ts';
import type { CallEvents } from './call-events.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('every event of a call and of the phone happens, and is on their lists', async () => {
  const test = makeTestPhone({ isRegistered: false });
  const heard = new Set<string>();
  for (const name of Phone.availableEvents) test.phone.on(name, () => heard.add(`phone ${name}`));
  const listen = (call: Call) => {
    for (const name of Call.availableEvents) call.on(name as keyof CallEvents, () => heard.add(`call ${name}`));
  };
  test.phone.on('incoming', listen);
  test.phone.open(active().phone.account!, { password: '', turnPassword: '' });
  test.line().register();
  test.line().ring().end({ kind: 'network-lost' });
  const { call, leg } = dialled(test);
  listen(call);
  leg.sendOn('sip:601@pbx.example.com');
  const next = test.line().invites.at(-1)?.leg;
  const statistics = new FakeStatistics();
  statistics.pass();
  if (next) next.statistics = statistics.report;
  next?.pickUp();
  await vi.advanceTimersByTimeAsync(0);
  statistics.pass(3);
  if (next) next.statistics = statistics.report;
  await vi.advanceTimersByTimeAsync(1_000);
  next?.say({ kind: 'audio', stream: makeFakeStream(), early: false });
  next?.say({ kind: 'tone-received', tone: '1' });
  next?.say({ kind: 'message', text: 'Hello' });
  next?.say({ kind: 'info', mime: 'text/plain', body: '' });
  await call.turnCamera(true);
  await call.turnCamera(false);
  const other = active(test);
  await call.merge(other.call);
  other.leg.end();
  await call.transfer('602');
  expect([...heard].sort()).toEqual(
    [...Phone.availableEvents.map((name) => `phone ${name}`), ...Call.availableEvents.map((name) => `call ${name}`)].sort(),
  );
});

it('a listener may hear an event once', () => {
  const { call, leg } = dialled();
  const heard: string[] = [];
  call.on('state', ({ new: next }) => heard.push(next.kind), { once: true });
  leg.say({ kind: 'rang' });
  leg.pickUp();
  expect(heard).toEqual(['ringing']);
});
