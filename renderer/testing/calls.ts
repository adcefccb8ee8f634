import type { CallRecord, CallSnapshot, EndReason, Peer } from '../../shared/call.ts';
import { makeTestPhone } from '../phone/testing/test-phone.ts';

export const bob: Peer = { name: 'Bob', number: '1002', uri: 'sip:1002@pbx.example.com', company: '', avatar: '' };

export const endReason = (kind: EndReason['kind'], by: EndReason['by'] = 'remote'): EndReason => ({ kind, by, code: null, phrase: '' });

/** A snapshot as a real phone takes it, of a call that rings here, with changes. */
export function makeCall(change: Partial<CallSnapshot> = {}): CallSnapshot {
  const { phone, line } = makeTestPhone();
  line().ring({ peer: bob, destination: '1001' });
  const [snapshot] = phone.snapshots;
  if (!snapshot) throw new Error('The call did not ring.');
  return { ...snapshot, ...change };
}

/** A past call that came in at noon of a summer day and was answered for a minute, with changes. */
export function makeRecord(change: Partial<CallRecord> = {}): CallRecord {
  const createdAt = change.createdAt ?? new Date(2026, 6, 3, 12).getTime();
  return {
    id: `record-${createdAt}`,
    accountId: 'account-1',
    direction: 'incoming',
    destination: '1001',
    peer: bob,
    createdAt,
    answeredAt: createdAt + 5_000,
    endedAt: createdAt + 65_000,
    reason: endReason('hung-up'),
    ...change,
  };
}
