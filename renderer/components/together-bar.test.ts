// @vitest-environment happy-dom
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, expect, test } from 'vitest';
import type { CallSnapshot } from '../../shared/call.ts';
import { consultationAmong, groupCalls } from '../call-groups.ts';
import { bob, makeCall } from '../testing/calls.ts';
import TogetherBar from './TogetherBar.vue';
import TransferRequest from './TransferRequest.vue';

enableAutoUnmount(afterEach);

const up = (id: string, name: string, hold: 'none' | 'local', change: Partial<CallSnapshot> = {}) =>
  makeCall({ id, peer: { ...bob, name }, state: { kind: 'active', since: 0, hold }, ...change });
const bobWaits = up('bob', 'Bob', 'local');

function setUp(current: CallSnapshot | readonly CallSnapshot[], waiting: CallSnapshot = bobWaits) {
  const calls = [current].flat();
  const [group] = groupCalls(calls);
  const [other] = groupCalls([waiting]);
  if (!group || !other) throw new Error('There are no calls.');
  const bar = mount(TogetherBar, { props: { current: group, waiting: other, consultation: consultationAmong([waiting, ...calls]) } });
  const labels = () => bar.findAll('button').map((button) => button.text());
  const press = async (label: string) => {
    await bar
      .findAll('button')
      .find((button) => button.text() === label)
      ?.trigger('click');
    return bar.emitted('act')?.at(-1)?.[0];
  };
  return { bar, labels, press };
}

test('a consultation says who is asked about whom, and ends in one of three ways', async () => {
  const { bar, press } = setUp(up('carol', 'Carol', 'none', { consultationFor: 'bob' }));
  expect(bar.text()).toContain('You ask Carol about Bob, who is waiting.');
  expect(await press('Transfer Bob to Carol')).toEqual({ kind: 'complete-transfer', callId: 'carol' });
  expect(await press('Back to Bob')).toEqual({ kind: 'cancel-transfer', callId: 'carol' });
  expect(await press('All together')).toEqual({ kind: 'merge', callIds: ['carol', 'bob'] });
});

test('before the asked one answers, the call can be handed over without asking, and nothing can be joined', () => {
  const dialing = makeCall({
    id: 'carol',
    peer: { ...bob, name: 'Carol' },
    direction: 'outgoing',
    state: { kind: 'dialing' },
    consultationFor: 'bob',
  });
  const { bar, labels } = setUp(dialing);
  expect(bar.text()).toContain('You call Carol about Bob');
  expect(labels()).toEqual(['Transfer without asking', 'Back to Bob']);
});

test('after a swap it says so from the other side', () => {
  const { bar } = setUp(up('bob', 'Bob', 'none'), up('carol', 'Carol', 'local', { consultationFor: 'bob' }));
  expect(bar.text()).toContain('You are back with Bob. Carol is waiting.');
});

test('two calls that have nothing to do with each other are joined, or connected without us', async () => {
  const { labels, press } = setUp(up('carol', 'Carol', 'none'));
  expect(labels()).toEqual(['All together', 'Connect them']);
  expect(await press('Connect them')).toEqual({ kind: 'transfer-to', callId: 'bob', otherId: 'carol' });
});

test('a call joins a conference with all of it', async () => {
  const inRoom = { conferenceId: 'room' };
  const { labels, press } = setUp([up('carol', 'Carol', 'none', inRoom), up('dave', 'Dave', 'none', inRoom)]);
  expect(labels()).toEqual(['Join the conference']);
  expect(await press('Join the conference')).toEqual({ kind: 'merge', callIds: ['carol', 'dave', 'bob'] });
});

test('a far end that wants us to call somebody is obeyed only by a yes, and the whole address is shown', async () => {
  const transfer = { kind: 'asked' as const, target: 'sip:+44900@elsewhere.example', progress: null };
  const request = mount(TransferRequest, { props: { call: up('bob', 'Bob', 'none', { transfer }) } });
  expect(request.text()).toContain('Bob asks you to talk to +44900 instead.');
  expect(request.text()).toContain('sip:+44900@elsewhere.example');
  for (const button of request.findAll('button')) await button.trigger('click');
  expect(request.emitted('act')).toEqual([[{ kind: 'accept-transfer', callId: 'bob' }], [{ kind: 'decline-transfer', callId: 'bob' }]]);
});
