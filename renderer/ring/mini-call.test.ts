// @vitest-environment happy-dom
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, expect, test } from 'vitest';
import type { CallReport, QualityGrade } from '../../shared/quality.ts';
import { makeCall } from '../testing/calls.ts';
import MiniCall from './MiniCall.vue';

enableAutoUnmount(afterEach);

const state = { kind: 'active', since: 0, hold: 'none' } as const;
const show = (grade: QualityGrade, isMicrophoneMuted = false) =>
  mount(MiniCall, { props: { call: makeCall({ state, isMicrophoneMuted, report: { grade } as CallReport }) } }).text();

test('the small window says how the call sounds, where that is not well', () => {
  expect(show('good')).not.toContain('sound');
  expect(show('fair')).toContain('Fair sound');
  expect(show('poor')).toContain('Poor sound');
  expect(show('poor', true)).toMatch(/Poor sound, muted/);
});
