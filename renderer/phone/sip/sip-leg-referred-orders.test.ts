import fc from 'fast-check';
import type { Core, Notification, Session } from 'sip.js';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Leg, LegEvent } from '../line.ts';
import { callOut, record, settle, setUpRegistered } from './testing/set-up.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const acts = [
  ...(['yes', 'no', 'it rings', 'it is answered', 'it is refused', 'it hangs up'] as const),
  ...(['the asker hangs up', 'we hang up the new one', 'we hang up the old one', 'the reports are refused', 'half a minute'] as const),
];
type Act = (typeof acts)[number];

/** A far end that asks for a transfer, and what it hears; the new far end is the same user agent. */
async function askedToCall() {
  const bench = await setUpRegistered();
  const { leg, events } = await callOut(bench);
  const asker = bench.far.session;
  const heard: number[] = [];
  const takes = { reports: true };
  asker.delegate = {
    onNotify: (notification: Notification) => {
      heard.push(Number(/^SIP\/2\.0 (\d+)/.exec(notification.request.body)?.[1]));
      void (takes.reports ? notification.accept() : notification.reject({ statusCode: 481 }));
    },
  };
  bench.far.answerCalls(() => {});
  const dialog = asker.dialog as Core.Session;
  dialog.refer(undefined, { extraHeaders: ['Contact: <sip:600@memory>', 'Refer-To: <sip:600@memory>'] });
  await settle();
  const asked = events.find((event) => event.kind === 'refer-asked');
  return { bench, leg, asker, heard, takes, request: asked!.request };
}

type Asked = Awaited<ReturnType<typeof askedToCall>>;

/** Each does nothing where it cannot be. */
function actors({ bench, leg, asker, takes, request }: Asked, legs: { leg: Leg; events: LegEvent[] }[]): Record<Act, () => unknown> {
  const called = () => bench.far.invitations[1];
  const isRinging = () => called()?.state === 'Initial';
  const isUp = (session: Session | undefined) => session?.state === 'Established';
  return {
    yes: () => {
      try {
        const next = request.accept();
        legs.push({ leg: next, events: record(next) });
      } catch (error) {
        expect(error).toMatchObject({ name: 'PhoneError' });
      }
    },
    no: () => request.decline(),
    'it rings': () => isRinging() && called()!.progress(),
    'it is answered': () => isRinging() && called()!.accept(),
    'it is refused': () => isRinging() && called()!.reject({ statusCode: 486 }),
    'it hangs up': () => isUp(called()) && called()!.bye(),
    'the asker hangs up': () => isUp(asker) && asker.bye(),
    'we hang up the new one': () => legs[0]?.leg.hangUp({}),
    'we hang up the old one': () => leg.hangUp({}),
    'the reports are refused': () => {
      takes.reports = false;
    },
    'half a minute': () => vi.advanceTimersByTimeAsync(30_000),
  };
}

it('in any order of answers, reports and goodbyes a far end that asked hears of one end at most, and nothing is left behind', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...acts), { maxLength: 8 }), async (order) => {
      const asked = await askedToCall();
      const legs: { leg: Leg; events: LegEvent[] }[] = [];
      const act = actors(asked, legs);
      for (const each of order) {
        await act[each]();
        await settle();
      }
      const { bench, heard } = asked;
      expect(legs.length).toBeLessThanOrEqual(1);
      expect(heard.filter((code) => code >= 200).length).toBeLessThanOrEqual(1);
      expect(heard.findIndex((code) => code >= 200)).toBe(heard.some((code) => code >= 200) ? heard.length - 1 : -1);
      expect(bench.wire.log.filter((line) => /^> \d+ REFER$/.test(line)).length).toBeLessThanOrEqual(1);
      await Promise.all([bench.line.close(), vi.advanceTimersByTimeAsync(300_000)]);
      for (const { events } of legs) expect(events.filter(({ kind }) => kind === 'ended')).toHaveLength(1);
      expect(bench.media.made.every(({ isClosed }) => isClosed)).toBe(true);
      vi.clearAllTimers();
    }),
    { numRuns: 30 },
  );
}, 60_000);
