import { expect, test } from 'vitest';
import { effectScope, nextTick, shallowRef } from 'vue';
import type { CallMessage, CallSnapshot } from '../../shared/call.ts';
import { makeCall } from '../testing/calls.ts';
import { announcementOf, conferenceNews, useAnnouncements } from './use-announcements.ts';

const active = (hold: 'none' | 'local' | 'remote') => makeCall({ state: { kind: 'active', since: 0, hold } });
const sending = (progress: number | null) => ({ ...active('none'), transfer: { kind: 'sending' as const, target: '1003', progress } });
const asked = { ...active('none'), transfer: { kind: 'asked' as const, target: 'sip:900@elsewhere.example', progress: null } };
const message = (from: CallMessage['from']): CallMessage => ({ from, text: 'Hello', at: 1 });

test.each([
  ['a call rings here', undefined, makeCall(), 'Incoming call from Bob'],
  ['a call with video rings here', undefined, makeCall({ video: { ...makeCall().video, isAsked: true } }), 'Incoming video call from Bob'],
  ['a number is dialled', undefined, makeCall({ direction: 'outgoing', state: { kind: 'dialing' } }), 'Calling Bob'],
  ['it is answered', makeCall(), active('none'), 'Connected with Bob'],
  ['it is held', active('none'), active('local'), 'Call with Bob on hold'],
  ['the other side holds it', active('none'), active('remote'), 'Bob put you on hold'],
  ['it is resumed', active('local'), active('none'), 'Call with Bob resumed'],
  ['it is muted', active('none'), { ...active('none'), isMicrophoneMuted: true }, ''],
  ['it still rings', makeCall(), makeCall(), ''],
  ['it was answered by itself', makeCall(), { ...active('none'), isAutoAnswered: true }, 'Answered automatically. Connected with Bob'],
  ['it is handed over', active('none'), sending(null), 'Transferring Bob to 1003'],
  ['whom it is handed to is rung', sending(100), sending(180), '1003 is being rung'],
  ['nothing new is known of that', sending(180), sending(183), ''],
  ['that failed', sending(180), { ...active('none'), notice: 'transfer-failed' }, 'The transfer failed. You are back with Bob'],
  ['the other side wants to be transferred', active('none'), asked, 'Bob asks you to talk to 900 instead'],
  ['a message comes', active('none'), { ...active('none'), messages: [message('them')] }, 'Message from Bob: Hello'],
  ['we write one', active('none'), { ...active('none'), messages: [message('us')] }, ''],
  ['digits wait', active('none'), { ...active('none'), tonesWaiting: '4711' }, 'More digits wait to be sent'],
] as const satisfies readonly (readonly [string, CallSnapshot | undefined, CallSnapshot, string])[])(
  'when %s a screen reader says so',
  (_, before, after, text) => {
    expect(announcementOf(before, after)).toBe(text);
  },
);

const member = (name: string, conferenceId: string | null = 'room') =>
  makeCall({ id: name, peer: { ...active('none').peer, name }, state: { kind: 'active', since: 0, hold: 'none' }, conferenceId });
const [carol, dave, erin] = [member('Carol'), member('Dave'), member('Erin')];

test.each([
  ['begins', [], [carol, dave], 'Conference with Carol and Dave'],
  ['grows', [carol, dave], [carol, dave, erin], 'Erin joined the conference'],
  ['shrinks', [carol, dave, erin], [carol, erin], 'Dave left the conference'],
  ['ends', [carol, dave], [member('Carol', null)], 'The conference is over'],
  ['goes on', [carol, dave], [carol, dave], ''],
])('a conference that %s is told', (_, before, now, text) => {
  expect(conferenceNews(before, now)).toBe(text);
});

async function heard(...steps: readonly (readonly CallSnapshot[])[]): Promise<string[]> {
  const calls = shallowRef<readonly CallSnapshot[]>([]);
  const scope = effectScope();
  const registration = () => ({ kind: 'offline' }) as const;
  const { polite } = scope.run(() => useAnnouncements({ calls: () => calls.value, ended: () => null, registration, server: () => '' }))!;
  const texts: string[] = [];
  for (const step of steps) {
    calls.value = step;
    await nextTick();
    texts.push(polite.value);
  }
  scope.stop();
  return texts;
}

test('of two calls that change at once both are told', async () => {
  const other = makeCall({
    id: 'other',
    peer: { ...active('none').peer, name: 'Carol' },
    direction: 'outgoing',
    state: { kind: 'dialing' },
  });
  const call = active('none');
  const [, both] = await heard([call], [{ ...call, state: { kind: 'active', since: 0, hold: 'local' } }, other]);
  expect(both).toBe('Call with Bob on hold. Calling Carol');
});

test('the same message twice is told twice', async () => {
  const call = active('none');
  const [, first, second] = await heard(
    [call],
    [{ ...call, messages: [message('them')] }],
    [{ ...call, messages: [message('them'), { ...message('them'), at: 2 }] }],
  );
  expect(first?.trim()).toBe(second?.trim());
  expect(first).not.toBe(second);
});
