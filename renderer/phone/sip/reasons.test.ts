import { describe, expect, it } from 'vitest';
import { EndReason } from '../../../shared/call.ts';
import { localReason, readReason, reasonOfAnswer, reasonOfBye, reasonOfCancel, unexplainedReason, writeReason } from './reasons.ts';

const answer = (status: number, ...reasons: string[]) => reasonOfAnswer({ status, phrase: 'Words', reasons });

describe('the final answer to an INVITE', () => {
  it('every status from 300 to 699', () => {
    const kinds: Record<string, string[]> = {};
    for (let status = 300; status < 700; status++) {
      const reason = EndReason.parse(answer(status));
      expect(reason).toMatchObject({ by: 'remote', code: status, phrase: 'Words' });
      kinds[reason.kind] ??= [];
      kinds[reason.kind]!.push(String(status));
    }
    const ranges = Object.entries(kinds).map(([kind, all]) => `${kind}: ${all.length > 20 ? `${all.length} of them` : all.join(' ')}`);
    expect(ranges.sort()).toMatchInlineSnapshot(`
      [
        "busy: 486 600",
        "cancelled: 487",
        "declined: 603 607 608",
        "failed: 100 of them",
        "forbidden: 401 403 407",
        "incompatible: 415 488 606",
        "no-answer: 408",
        "not-found: 404 410 484 485 604",
        "redirected: 100 of them",
        "refused: 181 of them",
        "unavailable: 480",
      ]
    `);
  });

  it.each([
    [480, 'Q.850;cause=19', 'no-answer'],
    [480, 'Q.850;cause=20', 'unavailable'],
    [480, 'Q.850;cause=18;text="no user responding"', 'no-answer'],
    [500, 'Q.850;cause=17', 'busy'],
    [503, 'Q.850 ;cause=1', 'not-found'],
    [403, 'Q.850;cause=21', 'declined'],
    [486, 'Q.850;cause=1', 'busy'],
    [603, 'Q.850;cause=17', 'declined'],
    [480, 'Q.850;cause=99', 'unavailable'],
    [480, 'SIP;cause=19', 'unavailable'],
    [500, 'SIP;cause=486', 'busy'],
    [503, 'SIP;cause=404, Q.850;cause=17', 'not-found'],
    [503, 'Q.850;cause=2', 'not-found'],
    [480, 'Q.850;cause=23', 'redirected'],
    [403, 'Q.850;cause=52', 'forbidden'],
    [503, 'Q.850;cause=87', 'forbidden'],
    [500, 'Q.850;cause=65', 'incompatible'],
    [504, 'Q.850;cause=102', 'no-answer'],
    [500, 'Q.850;cause=26', 'answered-elsewhere'],
    [480, 'Q.850;cause=27', 'unavailable'],
    [503, 'Q.850;cause=34', 'failed'],
    [486, 'SIP;cause=404', 'busy'],
    [600, 'Q.850;cause=21', 'busy'],
  ])('%i with %s', (status, reason, kind) => {
    expect(answer(status, reason)).toMatchObject({ kind, code: status });
  });
});

it('the words of whoever declined are taken before those of the status', () => {
  expect(answer(603, 'SIP;cause=603;text="Back at \\"two\\""')).toMatchObject({ kind: 'declined', code: 603, phrase: 'Back at "two"' });
  expect(answer(603, 'SIP;cause=486;text="Other"')).toMatchObject({ kind: 'declined', phrase: 'Words' });
});

it.each([
  ['Back at two', 'SIP;cause=603;text="Back at two"'],
  ['a "quote" and a \\', 'SIP;cause=603;text="a \\"quote\\" and a \\\\"'],
  ['two\r\nRoute: <sip:x>\u0000', 'SIP;cause=603;text="two Route: <sip:x>"'],
])('our own words %j are one header', (text, header) => {
  expect(writeReason(603, text)).toBe(header);
  expect(readReason(header)).toMatchObject([{ protocol: 'SIP', cause: 603 }]);
  expect(writeReason(603, 'x'.repeat(10_000)).length).toBeLessThan(250);
});

describe('a CANCEL', () => {
  it.each<[string[], string, number | null, string]>([
    [[], 'cancelled', null, ''],
    [['SIP;cause=200;text="Call completed elsewhere"'], 'answered-elsewhere', 200, 'Call completed elsewhere'],
    [['Q.850;cause=26;text="Answered elsewhere"'], 'answered-elsewhere', 26, 'Answered elsewhere'],
    [['Q.850;cause=16', 'SIP ;cause=200 ;text="x"'], 'answered-elsewhere', 200, 'x'],
    [['SIP;cause=600;text="Busy Everywhere"'], 'cancelled', 600, 'Busy Everywhere'],
    [['Q.850;cause=16;text="Normal", sip;cause=200'], 'answered-elsewhere', 200, ''],
    [['nonsense'], 'cancelled', null, ''],
  ])('%j', (reasons, kind, code, phrase) => {
    expect(reasonOfCancel({ reasons })).toEqual({ kind, by: 'remote', code, phrase });
  });
});

describe('a BYE', () => {
  it.each<[string[], string, number | null]>([
    [[], 'hung-up', null],
    [['Q.850;cause=16'], 'hung-up', null],
    [['Q.850;cause=31'], 'hung-up', null],
    [['Q.850;cause=38;text="network out of order"'], 'failed', 38],
    [['Q.850;cause=17'], 'hung-up', 17],
    [['SIP;cause=200;text="Call completed elsewhere"'], 'answered-elsewhere', 200],
    [['SIP;cause=488;text="Bad Media Description"'], 'incompatible', 488],
    [['SIP;cause=503'], 'failed', 503],
  ])('%j', (reasons, kind, code) => {
    expect(reasonOfBye({ reasons })).toMatchObject({ kind, by: 'remote', code });
  });
});

describe('a Reason header', () => {
  it('is read whatever is in it', () => {
    expect(readReason('SIP ;cause=200 ;text="a, \\"b\\"; cause=7", Q.850;cause=16')).toEqual([
      { protocol: 'SIP', cause: 200, text: 'a, "b"; cause=7' },
      { protocol: 'Q.850', cause: 16, text: '' },
    ]);
    expect(readReason('SIP;cause=99999999')).toEqual([{ protocol: 'SIP', cause: null, text: '' }]);
    expect(readReason(`SIP;text="${'A'.repeat(10_000)}"`)[0]!.text.length).toBeLessThanOrEqual(200);
    expect(readReason('')).toEqual([]);
  });
});

it.each([
  ['outgoing', true, 'media-failed', null],
  ['incoming', true, 'media-failed', null],
  ['outgoing', false, 'incompatible', 488],
  ['incoming', false, 'no-answer', 480],
] as const)('an %s call (answered: %s) that ends without a word ended as %s', (direction, wasAnswered, kind, code) => {
  expect(unexplainedReason(direction, wasAnswered)).toEqual({ kind, by: 'local', code, phrase: '' });
});

it('our own end has no words', () => {
  expect(localReason('busy', 486)).toEqual({ kind: 'busy', by: 'local', code: 486, phrase: '' });
});
