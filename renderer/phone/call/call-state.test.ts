import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { CallState, type EndReason } from '../../../shared/call.ts';
import { advance, type CallEvent, initialCallState, isHeldHere } from './call-state.ts';

const reason: EndReason = { kind: 'hung-up', by: 'remote', code: 200, phrase: '' };

const states: Record<string, CallState> = {
  dialing: { kind: 'dialing' },
  ringing: { kind: 'ringing' },
  connecting: { kind: 'connecting' },
  active: { kind: 'active', since: 100, hold: 'none' },
  'active, held here': { kind: 'active', since: 100, hold: 'local' },
  'active, held there': { kind: 'active', since: 100, hold: 'remote' },
  'active, held by both': { kind: 'active', since: 100, hold: 'both' },
  'ended, answered': { kind: 'ended', at: 900, since: 100, reason },
  'ended, unanswered': { kind: 'ended', at: 900, since: null, reason },
};

const events: Record<string, CallEvent> = {
  rang: { kind: 'rang' },
  redirected: { kind: 'redirected' },
  accepted: { kind: 'accepted' },
  confirmed: { kind: 'confirmed', at: 500 },
  'held here': { kind: 'held', side: 'local', on: true },
  'resumed here': { kind: 'held', side: 'local', on: false },
  'held there': { kind: 'held', side: 'remote', on: true },
  'resumed there': { kind: 'held', side: 'remote', on: false },
  ended: { kind: 'ended', at: 950, reason: { ...reason, kind: 'busy' } },
};

function inWords(state: CallState): string {
  if (state.kind === 'active') return `active since ${state.since}, hold ${state.hold}`;
  if (state.kind === 'ended') return `ended at ${state.at}, since ${state.since}, ${state.reason.kind}`;
  return state.kind;
}

test('every event in every state', () => {
  const table = Object.entries(states).flatMap(([name, state]) =>
    Object.entries(events).map(([happening, event]) => {
      const next = advance(state, event);
      return `${name} | ${happening} | ${next === state ? '-' : inWords(next)}`;
    }),
  );
  expect(`\n${table.join('\n')}\n`).toMatchInlineSnapshot(`
    "
    dialing | rang | ringing
    dialing | redirected | -
    dialing | accepted | connecting
    dialing | confirmed | active since 500, hold none
    dialing | held here | -
    dialing | resumed here | -
    dialing | held there | -
    dialing | resumed there | -
    dialing | ended | ended at 950, since null, busy
    ringing | rang | -
    ringing | redirected | dialing
    ringing | accepted | connecting
    ringing | confirmed | active since 500, hold none
    ringing | held here | -
    ringing | resumed here | -
    ringing | held there | -
    ringing | resumed there | -
    ringing | ended | ended at 950, since null, busy
    connecting | rang | -
    connecting | redirected | -
    connecting | accepted | -
    connecting | confirmed | active since 500, hold none
    connecting | held here | -
    connecting | resumed here | -
    connecting | held there | -
    connecting | resumed there | -
    connecting | ended | ended at 950, since null, busy
    active | rang | -
    active | redirected | -
    active | accepted | -
    active | confirmed | -
    active | held here | active since 100, hold local
    active | resumed here | -
    active | held there | active since 100, hold remote
    active | resumed there | -
    active | ended | ended at 950, since 100, busy
    active, held here | rang | -
    active, held here | redirected | -
    active, held here | accepted | -
    active, held here | confirmed | -
    active, held here | held here | -
    active, held here | resumed here | active since 100, hold none
    active, held here | held there | active since 100, hold both
    active, held here | resumed there | -
    active, held here | ended | ended at 950, since 100, busy
    active, held there | rang | -
    active, held there | redirected | -
    active, held there | accepted | -
    active, held there | confirmed | -
    active, held there | held here | active since 100, hold both
    active, held there | resumed here | -
    active, held there | held there | -
    active, held there | resumed there | active since 100, hold none
    active, held there | ended | ended at 950, since 100, busy
    active, held by both | rang | -
    active, held by both | redirected | -
    active, held by both | accepted | -
    active, held by both | confirmed | -
    active, held by both | held here | -
    active, held by both | resumed here | active since 100, hold remote
    active, held by both | held there | -
    active, held by both | resumed there | active since 100, hold local
    active, held by both | ended | ended at 950, since 100, busy
    ended, answered | rang | -
    ended, answered | redirected | -
    ended, answered | accepted | -
    ended, answered | confirmed | -
    ended, answered | held here | -
    ended, answered | resumed here | -
    ended, answered | held there | -
    ended, answered | resumed there | -
    ended, answered | ended | -
    ended, unanswered | rang | -
    ended, unanswered | redirected | -
    ended, unanswered | accepted | -
    ended, unanswered | confirmed | -
    ended, unanswered | held here | -
    ended, unanswered | resumed here | -
    ended, unanswered | held there | -
    ended, unanswered | resumed there | -
    ended, unanswered | ended | -
    "
  `);
});

const run = (direction: 'incoming' | 'outgoing', ...names: (keyof typeof events)[]) =>
  names.reduce((state, name) => advance(state, events[name] as CallEvent), initialCallState(direction));

describe('the life of a call', () => {
  it('goes from dialing over ringing and connecting to active, and remembers when it was answered', () => {
    expect(run('outgoing', 'rang', 'accepted', 'confirmed')).toEqual({ kind: 'active', since: 500, hold: 'none' });
  });

  it('begins ringing when it comes in', () => {
    expect(run('incoming')).toEqual({ kind: 'ringing' });
  });

  it('is answered without ever having rung', () => {
    expect(run('outgoing', 'accepted')).toEqual({ kind: 'connecting' });
  });

  it('is active when the confirmation overtakes the answer, and the late answer changes nothing', () => {
    expect(run('outgoing', 'rang', 'confirmed', 'accepted')).toEqual({ kind: 'active', since: 500, hold: 'none' });
  });

  it('does not ring again once it was answered', () => {
    expect(run('outgoing', 'accepted', 'rang')).toEqual({ kind: 'connecting' });
  });

  it('keeps the time of the answer when it is confirmed twice', () => {
    const state = run('incoming', 'accepted', 'confirmed');
    expect(advance(state, { kind: 'confirmed', at: 777 })).toBe(state);
  });

  it('is held by both sides until both let go', () => {
    const both = ['accepted', 'confirmed', 'held here', 'held there'] as const;
    expect(run('incoming', ...both)).toMatchObject({ hold: 'both' });
    expect(run('incoming', ...both, 'resumed here')).toMatchObject({ hold: 'remote' });
    expect(run('incoming', ...both, 'resumed here', 'resumed there')).toMatchObject({ hold: 'none' });
  });

  it('cannot be held before it is up', () => {
    expect(run('outgoing', 'rang', 'held there')).toEqual({ kind: 'ringing' });
  });

  it('ends with the time of its answer, or with none', () => {
    expect(run('outgoing', 'confirmed', 'held here', 'ended')).toMatchObject({ kind: 'ended', since: 500, at: 950 });
    expect(run('outgoing', 'rang', 'ended')).toMatchObject({ kind: 'ended', since: null });
    expect(run('outgoing', 'accepted', 'ended')).toMatchObject({ kind: 'ended', since: null });
  });

  it('does not reopen by a late ring, answer, hold or second end', () => {
    const ended = run('outgoing', 'confirmed', 'ended');
    for (const event of Object.values(events)) expect(advance(ended, event)).toBe(ended);
  });

  it('is held here when we hold it, whatever the far end does', () => {
    const held = Object.entries(states).filter(([, state]) => isHeldHere(state));
    expect(held.map(([name]) => name)).toEqual(['active, held here', 'active, held by both']);
  });
});

describe('in any order of events', () => {
  const anyEvent: fc.Arbitrary<CallEvent> = fc.oneof(
    fc.constant<CallEvent>({ kind: 'rang' }),
    fc.constant<CallEvent>({ kind: 'accepted' }),
    fc.record({ kind: fc.constant('confirmed' as const), at: fc.nat() }),
    fc.record({ kind: fc.constant('held' as const), side: fc.constantFrom('local' as const, 'remote' as const), on: fc.boolean() }),
    fc.record({ kind: fc.constant('ended' as const), at: fc.nat(), reason: fc.constant(reason) }),
  );
  const anyEvents = fc.array(anyEvent, { maxLength: 30 });
  const anyDirection = fc.constantFrom('incoming' as const, 'outgoing' as const);
  const order = ['dialing', 'ringing', 'connecting', 'active', 'ended'];

  it('every state is a legal one, and no step leads back', () => {
    fc.assert(
      fc.property(anyDirection, anyEvents, (direction, happenings) => {
        let state = initialCallState(direction);
        for (const event of happenings) {
          const next = advance(state, event);
          expect(CallState.parse(next)).toEqual(next);
          expect(order.indexOf(next.kind)).toBeGreaterThanOrEqual(order.indexOf(state.kind));
          state = next;
        }
      }),
    );
  });

  it('ended stays ended, by the very same object', () => {
    fc.assert(
      fc.property(anyDirection, anyEvents, anyEvents, (direction, before, after) => {
        const ended = advance(before.reduce(advance, initialCallState(direction)), { kind: 'ended', at: 1, reason });
        expect(after.reduce(advance, ended)).toBe(ended);
      }),
    );
  });

  it('an event that changes nothing gives the same object back', () => {
    fc.assert(
      fc.property(anyDirection, anyEvents, anyEvent, (direction, before, event) => {
        const state = before.reduce(advance, initialCallState(direction));
        const next = advance(state, event);
        if (next !== state) expect(next).not.toEqual(state);
        // What happened once more right away is no news.
        expect(advance(next, event)).toBe(next);
      }),
    );
  });
});
