// @vitest-environment happy-dom
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, expect, test } from 'vitest';
import type { QualityGrade } from '../../shared/quality.ts';
import { makeCall } from '../testing/calls.ts';
import MiniCall from './MiniCall.vue';

enableAutoUnmount(afterEach);

const state = { kind: 'active', since: 0, hold: 'none' } as const;
const show = (grade: QualityGrade, isMicrophoneMuted = false) =>
  mount(MiniCall, { props: { call: makeCall({ state, isMicrophoneMuted, grade }) } }).text();

test('the small window says what is seen of the user, and stops it', async () => {
  const call = makeCall({ state });
  const pictures = { id: '', participantId: null, width: 640, height: 360, codec: 'VP8', isFlowing: true };
  const video = { ...call.video, sent: [{ content: 'camera' as const, ...pictures }] };
  const mini = mount(MiniCall, { props: { call: { ...call, video } } });
  expect(mini.text()).toContain('Your camera is on');
  await mini.get('[aria-label="Turn camera off"]').trigger('click');
  expect(mini.emitted('act')).toEqual([[{ kind: 'turn-camera', callId: call.id, on: false }]]);
  await mini.setProps({ call: { ...call, video, state: { ...state, hold: 'local' } } });
  expect(mini.text()).not.toContain('camera is on');
  await mini.setProps({ call });
  expect(mini.find('[aria-label="Turn camera off"]').exists()).toBe(false);
});

test('the small window says how the call sounds, where that is not well', () => {
  expect(show('good')).not.toContain('sound');
  expect(show('fair')).toContain('Fair sound');
  expect(show('poor')).toContain('Poor sound');
  expect(show('poor', true)).toMatch(/Poor sound, muted/);
});
