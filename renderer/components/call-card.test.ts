// @vitest-environment happy-dom
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, expect, test } from 'vitest';
import type { CallSnapshot } from '../../shared/call.ts';
import { makeCall } from '../testing/calls.ts';
import CallCard from './CallCard.vue';

enableAutoUnmount(afterEach);

const talking = (change: Partial<CallSnapshot> = {}) =>
  makeCall({ id: 'call-1', state: { kind: 'active', since: Date.now() - 65_000, hold: 'none' }, ...change });

function setUp(call = talking()) {
  const card = mount(CallCard, { props: { call, readLevels: () => ({ local: 0, remote: 0 }) }, attachTo: document.body });
  const button = (label: string) => {
    const found = card.findAll('button').find((each) => (each.attributes('aria-label') ?? each.text()) === label);
    if (!found) throw new Error(`There is no button ${label}.`);
    return found;
  };
  return { card, button };
}

test.each([
  ['Mute', {}, { kind: 'toggle-microphone', callId: 'call-1' }],
  ['Unmute', { isMicrophoneMuted: true }, { kind: 'toggle-microphone', callId: 'call-1' }],
  ['Hold', {}, { kind: 'hold', callId: 'call-1' }],
  ['Resume', { state: { kind: 'active', since: 0, hold: 'local' } }, { kind: 'resume', callId: 'call-1' }],
  ['Hold', { state: { kind: 'active', since: 0, hold: 'remote' } }, { kind: 'hold', callId: 'call-1' }],
  ['Speaker off', {}, { kind: 'toggle-speaker', callId: 'call-1' }],
  ['Hang up', {}, { kind: 'hang-up', callId: 'call-1' }],
  ['Cancel call', { state: { kind: 'dialing' }, direction: 'outgoing' }, { kind: 'hang-up', callId: 'call-1' }],
] as const)('%s with %j asks for %j', async (label, change, command) => {
  const { card, button } = setUp(talking(change));
  await button(label).trigger('click');
  expect(card.emitted('act')).toEqual([[command]]);
});

test('while the far end has not answered a hold, the card says so and asks no second time', async () => {
  const { card, button } = setUp(talking({ pending: 'hold' }));
  expect(card.text()).toContain('Putting on hold…');
  expect(button('Hold').attributes('aria-disabled')).toBe('true');
  await button('Hold').trigger('click');
  expect(card.emitted('act')).toBeUndefined();
});

test('the keypad takes the keyboard, sends each key once and shows what was sent', async () => {
  const { card, button } = setUp(talking({ tonesSent: '12' }));
  await button('Keypad').trigger('click');
  await card.vm.$nextTick();
  expect(document.activeElement?.textContent).toBe('1');
  expect(card.text()).toContain('Sent: 12');
  document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: '7', bubbles: true, cancelable: true }));
  await button('Star').trigger('click');
  expect(card.emitted('act')).toEqual([
    [{ kind: 'send-tones', callId: 'call-1', tones: '7' }],
    [{ kind: 'send-tones', callId: 'call-1', tones: '*' }],
  ]);
});

test('sound before the answer is told, and its level can be seen', async () => {
  const { card } = setUp(makeCall({ direction: 'outgoing', state: { kind: 'ringing' } }));
  expect(card.text()).not.toContain('Sound before the answer');
  await card.setProps({ call: makeCall({ direction: 'outgoing', state: { kind: 'ringing' }, audio: 'early' }) });
  expect(card.text()).toContain('Sound before the answer');
  expect(card.find('[role="meter"][aria-label="Level of the other side"]').exists()).toBe(true);
});

test('Esc closes a panel and never the call', async () => {
  const { card, button } = setUp();
  await button('Keypad').trigger('click');
  await card.get('article').trigger('keydown', { key: 'Escape' });
  expect(button('Keypad').attributes('aria-expanded')).toBe('false');
  await card.get('article').trigger('keydown', { key: 'Escape' });
  expect(card.emitted('act')).toBeUndefined();
});

test('the clock runs from the answer, and a notice is told in words', () => {
  const { card } = setUp(talking({ notice: 'microphone-denied' }));
  expect(card.get('[role=timer]').attributes('aria-label')).toBe('1:05');
  expect(card.text()).toContain('Offhook may not use the microphone');
});

test('a name of any script and length is isolated from what stands around it', () => {
  const { card } = setUp(talking({ peer: { ...talking().peer, name: `\u05e9${'W'.repeat(200)}` } }));
  expect(card.get('h2').attributes('dir')).toBe('auto');
  expect(card.get('h2').classes()).toContain('name');
});

test('who it is can be said from the card, and is changed where it is known', async () => {
  const { card, button } = setUp(talking({ peer: { ...talking().peer, company: 'Example Ltd' } }));
  expect(card.get('header').text()).toContain('Example Ltd');
  await button('Add to people').trigger('click');
  await card.setProps({ isKnown: true });
  await button('Edit in people').trigger('click');
  expect(card.emitted('contact')).toHaveLength(2);
});

test('its panels are opened one at a time, and Esc gives the keyboard back to where they came from', async () => {
  const { card, button } = setUp();
  await button('Transfer').trigger('click');
  expect(card.emitted('update:panel')).toEqual([['transfer']]);
  expect(button('Transfer').attributes('aria-expanded')).toBe('true');
  await button('Devices').trigger('click');
  expect(button('Transfer').attributes('aria-expanded')).toBe('false');
  await card.get('article').trigger('keydown', { key: 'Escape' });
  await card.vm.$nextTick();
  expect(document.activeElement?.textContent).toContain('Devices');
});

test('a call on its way to somebody else says how far it has come, and is not handed over twice', async () => {
  const { card, button } = setUp(talking({ transfer: { kind: 'sending', target: 'sip:1003@pbx.example.com', progress: 180 } }));
  expect(card.text()).toContain('Transferring: 1003 is being rung…');
  await button('Transfer').trigger('click');
  expect(card.emitted('update:panel')).toBeUndefined();
});

test('it says what is special about the call', () => {
  const reception = { ...talking().peer, name: 'Reception' };
  const card = mount(CallCard, {
    props: {
      call: talking({ isAutoAnswered: true, forwardedBy: reception, notice: 'transfer-failed' }),
      readLevels: () => ({ local: 0, remote: 0 }),
      unread: 2,
    },
  });
  expect(card.text()).toContain('Answered automatically');
  expect(card.text()).toContain('Forwarded by Reception');
  expect(card.text()).toContain('The call could not be handed over. You are still in it.');
  expect(card.get('[data-panel=messages]').text().replace(/\s+/g, ' ')).toBe('Messages2 new');
});
