import type { CallRecord, EndReason, Peer } from '../../shared/call.ts';
import type { CallQuality, QualityCause } from '../../shared/quality.ts';
import { makePeer } from './gallery-people.ts';

const minute = 60_000;

interface Past extends Partial<Omit<CallRecord, 'reason' | 'peer'>> {
  who: Peer;
  /** Minutes before now. */
  ago: number;
  /** Minutes of talk; none: it was not answered. */
  talk?: number;
  reason?: Partial<EndReason>;
}

/** Seconds that were measured, and how many of them were not good. */
const sounded = (seconds: number, troubledSeconds: number, cause: QualityCause | null): CallQuality => ({
  ...{ mos: 3.4, lowestMos: 2.1, loss: 0.06 },
  ...{ seconds, troubledSeconds, cause },
});

const past: readonly Past[] = [
  { who: makePeer('Carol Winter', '1003'), ago: 4, talk: 3, quality: sounded(180, 75, 'loss') },
  {
    who: makePeer('Dave Okonkwo', '1004'),
    ago: 21,
    direction: 'outgoing',
    talk: 12,
    quality: sounded(720, 9, 'microphone-clipping'),
    reason: { kind: 'transferred', by: 'local', to: '1003' },
  },
  { who: makePeer('Dave Okonkwo', '1004'), ago: 33, talk: 2, quality: sounded(120, 0, null) },
  { who: makePeer('', '+493090182000'), ago: 35, reason: { kind: 'cancelled' } },
  { who: makePeer('Erin Søndergård', '1005'), ago: 48, reason: { kind: 'answered-elsewhere' } },
  { who: makePeer('Frank', '1006'), ago: 60, reason: { kind: 'redirected', by: 'local', to: 'sip:1010@pbx.example.com' } },
  { who: makePeer('Win big now', '+449001234567'), ago: 75, reason: { kind: 'blocked', by: 'local' } },
  { who: makePeer('Grace', '1007'), ago: 90, reason: { kind: 'do-not-disturb', by: 'local' } },
  { who: makePeer('שרה לוי', '1008'), ago: 100, talk: 7 },
  { who: makePeer('', '1009'), ago: 110, direction: 'outgoing', reason: { kind: 'busy' } },
  { who: makePeer('Heidi', '1010'), ago: 130, reason: { kind: 'declined', by: 'local' } },
];

/** One past call of every kind, the newest a few minutes ago. */
export const pastCalls = (): CallRecord[] =>
  past.map(({ who, ago, talk, reason, ...rest }, index) => {
    const createdAt = Date.now() - ago * minute;
    return {
      id: `past-${index}`,
      accountId: 'account-1',
      direction: 'incoming',
      destination: rest.direction === 'outgoing' ? who.number : 'alice',
      peer: who,
      createdAt,
      answeredAt: talk === undefined ? null : createdAt + 5_000,
      endedAt: createdAt + 5_000 + (talk ?? 0) * minute,
      reason: { kind: 'hung-up', by: 'remote', code: null, phrase: '', ...reason },
      ...rest,
    };
  });
