import { expect, it } from 'vitest';
import type { CallState, EndReason } from '../../../shared/call.ts';
import { describeStep, stepsBetween } from './steps.ts';

const ended = (reason: Partial<EndReason>, since: number | null = null): CallState => ({
  kind: 'ended',
  at: 2,
  since,
  reason: { kind: 'hung-up', by: 'remote', code: null, phrase: '', ...reason },
});
const active: CallState = { kind: 'active', since: 1, hold: 'none' };

it('an unanswered call has failed, unless someone here gave it up', () => {
  expect(stepsBetween({ kind: 'ringing' }, ended({ kind: 'busy', code: 486 }))).toEqual(['failed', 'ended']);
  expect(stepsBetween({ kind: 'ringing' }, ended({ kind: 'network-lost', by: 'local' }))).toEqual(['failed', 'ended']);
  for (const kind of ['hung-up', 'cancelled', 'declined', 'busy'] as const) {
    expect(stepsBetween({ kind: 'ringing' }, ended({ kind, by: 'local' }))).toEqual(['ended']);
  }
});

it('an answered call has ended, whatever ended it', () => {
  expect(stepsBetween(active, ended({ kind: 'network-lost', by: 'local' }, 1))).toEqual(['ended']);
});

it('a hold is no step', () => {
  expect(stepsBetween(active, { ...active, hold: 'both' })).toEqual([]);
});

it('the log says what happened and not to whom', () => {
  expect(describeStep({ kind: 'dialing' }, { kind: 'ringing' })).toBe('dialing → ringing');
  expect(describeStep(active, { ...active, hold: 'local' })).toBe('active → active (held: local)');
  expect(describeStep(active, ended({ kind: 'refused', code: 500, phrase: 'call 0301234567 instead' }, 1))).toBe(
    'active → ended (refused by remote, code 500)',
  );
});
