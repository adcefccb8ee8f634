import fc from 'fast-check';
import type { Referral } from 'sip.js';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { callOut, settle, setUpRegistered } from './testing/set-up.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Act =
  | 'accept'
  | 'refuse'
  | 'trying'
  | 'ringing'
  | 'connected'
  | 'busy'
  | 'silent end'
  | 'nonsense'
  | 'hang up'
  | 'we hang up'
  | 'half a minute';

const acts: readonly Act[] = [
  ...(['accept', 'refuse', 'trying', 'ringing', 'connected', 'busy', 'silent end', 'nonsense'] as const),
  ...(['hang up', 'we hang up', 'half a minute'] as const),
];

const reports: Partial<Record<Act, readonly [body: string, state: string]>> = {
  trying: ['SIP/2.0 100 Trying', 'active'],
  ringing: ['SIP/2.0 180 Ringing', 'active;expires=10'],
  connected: ['SIP/2.0 200 OK', 'terminated;reason=noresource'],
  busy: ['SIP/2.0 486 Busy Here', 'terminated;reason=noresource'],
  'silent end': ['', 'terminated;reason=timeout'],
  nonsense: ['hello', 'whatever'],
};

/** Runs one order of acts after a REFER; tells how the REFER settled, and how often. */
async function play(order: readonly Act[]): Promise<string[]> {
  const bench = await setUpRegistered();
  const { leg } = await callOut(bench);
  const far = bench.far.session;
  let referral: Referral | undefined;
  far.delegate = {
    onRefer: (asked) => {
      referral = asked;
    },
  };
  const settled: string[] = [];
  leg.refer('sip:602@memory', {}).then(
    () => settled.push('done'),
    ({ name, reason }: { name: string; reason: string }) => settled.push(`${name} ${reason}`),
  );
  await settle();
  const answer = (give: (asked: Referral) => Promise<void>) => {
    const asked = referral;
    referral = undefined;
    if (asked) void give(asked);
  };
  for (const act of order) {
    const report = reports[act];
    if (report && far.state === 'Established') {
      const [content, state] = report;
      const body = { contentDisposition: 'render', contentType: 'message/sipfrag', content };
      far.dialog!.notify(undefined, { extraHeaders: ['Event: refer', `Subscription-State: ${state}`], ...(content && { body }) });
    } else if (act === 'accept') answer((asked) => asked.accept());
    else if (act === 'refuse') answer((asked) => asked.reject({ statusCode: 603 }));
    else if (act === 'hang up' && far.state === 'Established') void far.bye();
    else if (act === 'we hang up') await leg.hangUp({});
    else if (act === 'half a minute') await vi.advanceTimersByTimeAsync(30_000);
    await settle();
  }
  await vi.advanceTimersByTimeAsync(100_000);
  await leg.hangUp({});
  await bench.line.close();
  await vi.advanceTimersByTimeAsync(100_000);
  return settled;
}

it('in any order of reports, answers and goodbyes a transfer settles once, with a PhoneError or without', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...acts), { maxLength: 6 }), async (order) => {
      const settled = await play(order);
      expect(settled).toHaveLength(1);
      expect(settled[0]).toMatch(/^(done|PhoneError (rejected|timed-out|wrong-state|not-connected))$/);
      if (settled[0] === 'done') expect(order).toContain('connected');
      expect(vi.getTimerCount()).toBe(0);
      vi.clearAllTimers();
    }),
    { numRuns: 40 },
  );
}, 60_000);
