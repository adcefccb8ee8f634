import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CallSnapshot } from '../../shared/call.ts';
import { defaultIncomingRules } from '../../shared/default-rules.ts';
import type { Call } from './call/call.ts';
import { isHeldHere } from './call/call-state.ts';
import { PhoneError } from './errors.ts';
import type { Attitude } from './testing/fake-leg-options.ts';
import { FakeLeg } from './testing/fake-line.ts';
import { makeFakeStream } from './testing/fake-media.ts';
import type { FakeReferRequest } from './testing/fake-refer-request.ts';
import { makeTestPhone } from './testing/test-phone.ts';

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

const refusing = new PhoneError('rejected', 'No', { code: 488 });

/** What a far end may do, at any time and in any order. */
const far: Record<string, (leg: FakeLeg, world: World) => void> = {
  rings: (leg) => leg.say({ kind: 'rang' }),
  accepts: (leg) => leg.say({ kind: 'accepted' }),
  confirms: (leg) => leg.say({ kind: 'confirmed' }),
  holds: (leg) => leg.say({ kind: 'held', side: 'remote', on: true }),
  resumes: (leg) => leg.say({ kind: 'held', side: 'remote', on: false }),
  'hangs up': (leg) => leg.end(),
  'is busy': (leg) => leg.end({ kind: 'busy', code: 486 }),
  'sends on': (leg) => leg.direction === 'outgoing' && leg.sendOn('sip:700@pbx.example.com', 'sip:701@pbx.example.com'),
  'sends sound': (leg) => leg.say({ kind: 'audio', stream: makeFakeStream(), early: false }),
  'loses its path': (leg) => leg.say({ kind: 'path', state: 'failed' }),
  'finds its path': (leg) => leg.say({ kind: 'path', state: 'flowing' }),
  writes: (leg) => leg.say({ kind: 'message', text: 'Hello' }),
  'asks for a transfer': (leg, { requests }) => void requests.push(leg.askToRefer()),
  'is replaced': (leg, { rung, test: { line } }) => {
    const next = new FakeLeg({ replaces: leg.id });
    const { accept } = next;
    // The line ends a leg as soon as another one took its place (RFC 3891 3).
    next.accept = (options) => accept.call(next, options).then(() => leg.end());
    rung.push(next);
    line().onIncoming(next);
  },
  'does as it is asked': (leg) => setAttitude(leg, 'willing'),
  'says nothing': (leg) => setAttitude(leg, 'deaf'),
  'refuses everything': (leg) => setAttitude(leg, refusing),
};

/** What a user may do with a call, at any time and in any order. */
const user: Record<string, (call: Call, world: World) => unknown> = {
  answer: (call) => call.answer(),
  decline: (call) => call.decline({ message: 'Later' }),
  redirect: (call) => call.redirect('800'),
  'hang up': (call) => call.hangUp(),
  hold: (call) => call.hold(),
  resume: (call) => call.resume(),
  'press keys': (call) => call.sendTones('1;2'),
  'press on': (call) => call.continueTones(),
  write: (call) => call.sendMessage('Hello'),
  transfer: (call) => call.transfer('801'),
  consult: (call) => call.consult('802'),
  complete: (call) => call.completeTransfer(),
  cancel: (call) => call.cancelTransfer(),
  'accept a transfer': (call) => call.acceptTransfer(),
  'decline a transfer': (call) => call.declineTransfer(),
  'join another': (call, { test: { phone } }) => call.transferTo(phone.calls[0] ?? call),
  'merge all': (call, { test: { phone } }) => call.merge(...phone.calls.filter(({ state }) => state.kind === 'active')),
  split: (_, { test: { phone } }) => phone.conference?.split(),
  leave: (_, { test: { phone } }) => phone.conference?.leave(),
  describe: (call) => call.describePeer({ name: 'Bob' }),
};

const around: Record<string, (world: World) => unknown> = {
  'someone calls': ({ rung, test: { line } }) => rung.push(line().ring()),
  'someone is dialled': ({ test: { phone } }) => phone.dial('600'),
  'the line is lost': ({ test: { line } }) => line().lose(),
  'the line is back': ({ test: { line } }) => line().register(),
  'the microphone opens': ({ test: { microphone } }) => microphone.deliver(),
  'the microphone fails': ({ test: { microphone } }) => microphone.fail('microphone-missing'),
  'it is to answer by itself': ({ test: { phone } }) => {
    phone.rules = { ...defaultIncomingRules, autoAnswer: { isOn: true, after: 1, obeysHeaders: true }, transferRequests: 'trusted' };
  },
  'time passes': () => vi.advanceTimersByTimeAsync(3_000),
};

const step = fc.oneof(
  fc.record({ who: fc.constant('far' as const), what: fc.constantFrom(...Object.keys(far)), which: fc.nat(7) }),
  fc.record({ who: fc.constant('user' as const), what: fc.constantFrom(...Object.keys(user)), which: fc.nat(7) }),
  fc.record({ who: fc.constant('around' as const), what: fc.constantFrom(...Object.keys(around)), which: fc.nat(7) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface World {
  test: ReturnType<typeof makeTestPhone>;
  rung: FakeLeg[];
  requests: FakeReferRequest[];
}

function setAttitude(leg: FakeLeg, attitude: Attitude): void {
  leg.attitude = attitude;
}

const legsOf = ({ test, rung, requests }: World): FakeLeg[] => [
  ...test.lines.flatMap(({ invites }) => invites.map(({ leg }) => leg)),
  ...rung,
  ...requests.flatMap(({ leg }) => leg ?? []),
];

/** Refusals are what a command may answer; anything else is a fault. */
async function attempt(act: () => unknown, faults: unknown[]): Promise<void> {
  const complain = (error: unknown) => {
    if (!(error instanceof PhoneError)) faults.push(error);
  };
  try {
    // Not awaited: a far end that says nothing may keep it waiting.
    Promise.resolve(act()).catch(complain);
  } catch (error) {
    complain(error);
  }
  await vi.advanceTimersByTimeAsync(0);
}

async function take({ who, what, which }: Step, world: World, faults: unknown[]): Promise<void> {
  const legs = legsOf(world).filter(({ isOver }) => !isOver);
  const leg = legs[which % legs.length];
  const { calls } = world.test.phone;
  const call = calls[which % calls.length];
  if (who === 'around') await attempt(() => around[what]?.(world), faults);
  else if (who === 'far' && leg) await attempt(() => far[what]?.(leg, world), faults);
  else if (who === 'user' && call) await attempt(() => user[what]?.(call, world), faults);
}

/** Those to whom a word that is said now would get. */
const listening = (calls: readonly Call[]): Call[] =>
  calls.filter(
    ({ state, isMicrophoneMuted, snapshot }) =>
      state.kind === 'active' && !isHeldHere(state) && !isMicrophoneMuted && !['hold', 'hang-up'].includes(snapshot.pending ?? ''),
  );

test('whatever happens, in whatever order, the calls are what they say and nothing is left of them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(3), fc.array(step, { maxLength: 40, size: 'max' }), async (active, steps) => {
      vi.clearAllTimers(); // A run that failed leaves its own, and would blame those that look for a shorter one.
      const world: World = { test: makeTestPhone(), rung: [], requests: [] };
      const { phone, microphone, meters, mixes, output, tones } = world.test;
      const faults: unknown[] = [];
      const ended: string[] = [];
      phone.on('ended', ({ id }) => ended.push(id));
      for (let count = 0; count < active; count++) {
        await attempt(() => phone.dial('600'), faults);
        await attempt(() => world.test.line().invites.at(-1)?.leg.pickUp(), faults);
      }
      for (const each of steps) {
        await take(each, world, faults);
        for (const snapshot of phone.snapshots) CallSnapshot.parse(snapshot);
        expect(phone.calls.filter(({ state }) => state.kind === 'ended')).toEqual([]);
        const groups = new Set(listening(phone.calls).map(({ id, conference }) => conference?.id ?? id));
        expect(groups.size, 'nobody hears a word that is meant for someone else').toBeLessThanOrEqual(1);
      }
      void phone.close();
      await vi.advanceTimersByTimeAsync(60_000);
      expect(faults).toEqual([]);
      expect(phone.calls).toEqual([]);
      expect(new Set(ended).size, 'each call ends once').toBe(ended.length);
      const leaked = legsOf(world).filter(
        ({ asked, isOver }) => !isOver && !asked.some(({ kind }) => /hang-up|decline|redirect/.test(kind)),
      );
      expect(leaked).toEqual([]);
      expect({ timers: vi.getTimerCount(), users: microphone.users, open: meters.open, playing: output.playing.size }).toEqual({
        timers: 0,
        users: 0,
        open: 0,
        playing: 0,
      });
      expect(tones).toMatchObject({ isRinging: false, isWaiting: false, ringbackFor: new Set() });
      expect(mixes.filter(({ isClosed }) => !isClosed)).toEqual([]);
    }),
    { numRuns: 1000 },
  );
}, 60_000);
