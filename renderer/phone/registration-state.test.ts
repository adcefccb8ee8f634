import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type LineProblem, RegistrationState } from '../../shared/registration.ts';
import { advance, attemptOf, initialRegistrationState, type RegistrationEvent } from './registration-state.ts';

const lost: LineProblem = { kind: 'lost', code: 1006, detail: '' };
const wrong: LineProblem = { kind: 'wrong-password', code: 401, detail: '' };
const expired: LineProblem = { kind: 'certificate', code: null, detail: 'expired' };

const states: Record<string, RegistrationState> = {
  offline: { kind: 'offline' },
  connecting: { kind: 'connecting', attempt: 0 },
  'connecting again': { kind: 'connecting', attempt: 3 },
  registering: { kind: 'registering', attempt: 3 },
  registered: { kind: 'registered', since: 100 },
  'standing in': { kind: 'registered', since: 100, through: 'wss://b' },
  waiting: { kind: 'waiting', attempt: 3, until: 400, problem: lost },
  refused: { kind: 'refused', problem: wrong },
};

const events: Record<string, RegistrationEvent> = {
  opened: { kind: 'opened' },
  moved: { kind: 'moved', through: 'wss://c' },
  returned: { kind: 'moved' },
  connected: { kind: 'connected' },
  registered: { kind: 'registered', at: 500 },
  refused: { kind: 'refused', problem: { ...wrong, kind: 'forbidden', code: 403 } },
  lost: { kind: 'lost', problem: lost, until: 800 },
  explained: { kind: 'explained', problem: expired },
  closed: { kind: 'closed' },
};

function inWords(state: RegistrationState): string {
  return 'through' in state ? `${inShort(state)}, through ${state.through}` : inShort(state);
}

function inShort(state: RegistrationState): string {
  switch (state.kind) {
    case 'offline':
      return 'offline';
    case 'connecting':
    case 'registering':
      return `${state.kind}, ${state.attempt} failed`;
    case 'registered':
      return `registered since ${state.since}`;
    case 'waiting':
      return `waiting until ${state.until}, ${state.attempt} failed: ${state.problem.kind}`;
    case 'refused':
      return `refused: ${state.problem.kind}`;
    default:
      return state satisfies never;
  }
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
    offline | opened | connecting, 0 failed
    offline | moved | -
    offline | returned | -
    offline | connected | -
    offline | registered | -
    offline | refused | -
    offline | lost | -
    offline | explained | -
    offline | closed | -
    connecting | opened | -
    connecting | moved | connecting, 0 failed, through wss://c
    connecting | returned | connecting, 0 failed
    connecting | connected | registering, 0 failed
    connecting | registered | registered since 500
    connecting | refused | refused: forbidden
    connecting | lost | waiting until 800, 1 failed: lost
    connecting | explained | -
    connecting | closed | offline
    connecting again | opened | -
    connecting again | moved | connecting, 3 failed, through wss://c
    connecting again | returned | connecting, 3 failed
    connecting again | connected | registering, 3 failed
    connecting again | registered | registered since 500
    connecting again | refused | refused: forbidden
    connecting again | lost | waiting until 800, 4 failed: lost
    connecting again | explained | -
    connecting again | closed | offline
    registering | opened | -
    registering | moved | connecting, 3 failed, through wss://c
    registering | returned | connecting, 3 failed
    registering | connected | -
    registering | registered | registered since 500
    registering | refused | refused: forbidden
    registering | lost | waiting until 800, 4 failed: lost
    registering | explained | -
    registering | closed | offline
    registered | opened | connecting, 0 failed
    registered | moved | connecting, 0 failed, through wss://c
    registered | returned | connecting, 0 failed
    registered | connected | -
    registered | registered | -
    registered | refused | refused: forbidden
    registered | lost | waiting until 800, 1 failed: lost
    registered | explained | -
    registered | closed | offline
    standing in | opened | connecting, 0 failed
    standing in | moved | connecting, 0 failed, through wss://c
    standing in | returned | connecting, 0 failed
    standing in | connected | -
    standing in | registered | -
    standing in | refused | refused: forbidden, through wss://b
    standing in | lost | waiting until 800, 1 failed: lost, through wss://b
    standing in | explained | -
    standing in | closed | offline
    waiting | opened | connecting, 3 failed
    waiting | moved | -
    waiting | returned | -
    waiting | connected | -
    waiting | registered | -
    waiting | refused | refused: forbidden
    waiting | lost | -
    waiting | explained | waiting until 400, 3 failed: certificate
    waiting | closed | offline
    refused | opened | connecting, 0 failed
    refused | moved | -
    refused | returned | -
    refused | connected | -
    refused | registered | -
    refused | refused | refused: forbidden
    refused | lost | -
    refused | explained | -
    refused | closed | offline
    "
  `);
});

const run = (...names: (keyof typeof events)[]) =>
  names.reduce((state, name) => advance(state, events[name] as RegistrationEvent), initialRegistrationState);

describe('the life of a registration', () => {
  it('is registered after the socket is open and the server said yes', () => {
    expect(run('opened', 'connected', 'registered')).toEqual({ kind: 'registered', since: 500 });
  });

  it('remembers through which server, until it moves', () => {
    const through = 'wss://c';
    expect(run('opened', 'moved', 'connected', 'registered')).toEqual({ kind: 'registered', since: 500, through });
    expect(run('opened', 'moved', 'connected', 'registered', 'lost')).toMatchObject({ kind: 'waiting', attempt: 1, through });
    expect(run('opened', 'moved', 'registered', 'returned')).toEqual({ kind: 'connecting', attempt: 0 });
  });

  it('a move is no failure of its own', () => {
    expect(attemptOf(run('opened', 'lost', 'opened', 'moved', 'moved'))).toBe(1);
  });

  it('needs no registering for a guest', () => {
    expect(run('opened', 'registered')).toEqual({ kind: 'registered', since: 500 });
  });

  it('counts the failures in a row', () => {
    expect(attemptOf(run('opened', 'lost', 'opened', 'lost', 'opened', 'connected', 'lost'))).toBe(3);
  });

  it('forgets the failures once it is registered', () => {
    expect(run('opened', 'lost', 'opened', 'registered', 'lost')).toMatchObject({ kind: 'waiting', attempt: 1 });
  });

  it('does not wait for a server that refused, whatever becomes of the socket', () => {
    expect(run('opened', 'connected', 'refused', 'lost')).toMatchObject({ kind: 'refused' });
  });

  it('tries again when the user asks after a refusal', () => {
    expect(run('opened', 'connected', 'refused', 'opened')).toEqual({ kind: 'connecting', attempt: 0 });
  });

  it('keeps waiting when a loss is told twice', () => {
    const waiting = run('opened', 'lost');
    expect(advance(waiting, { kind: 'lost', problem: wrong, until: 9_999 })).toBe(waiting);
  });

  it('takes an explanation only while it waits', () => {
    expect(run('opened', 'lost', 'explained')).toMatchObject({ kind: 'waiting', until: 800, problem: expired });
    expect(run('opened', 'lost', 'opened', 'explained')).toEqual({ kind: 'connecting', attempt: 1 });
  });

  it('hears nothing after it was closed but being opened', () => {
    const closed = run('opened', 'connected', 'registered', 'closed');
    for (const name of ['connected', 'registered', 'refused', 'lost', 'explained', 'closed'] as const) {
      expect(advance(closed, events[name] as RegistrationEvent)).toBe(closed);
    }
  });
});

describe('in any order of events', () => {
  const anyProblem = fc.constantFrom(lost, wrong, expired);
  const anyEvent: fc.Arbitrary<RegistrationEvent> = fc.oneof(
    fc.constant<RegistrationEvent>({ kind: 'opened' }),
    fc.constant<RegistrationEvent>({ kind: 'opened', through: 'wss://b' }),
    fc.constant<RegistrationEvent>({ kind: 'moved', through: 'wss://b' }),
    fc.constant<RegistrationEvent>({ kind: 'moved' }),
    fc.constant<RegistrationEvent>({ kind: 'connected' }),
    fc.record({ kind: fc.constant('registered' as const), at: fc.nat() }),
    fc.record({ kind: fc.constant('refused' as const), problem: anyProblem }),
    fc.record({ kind: fc.constant('lost' as const), problem: anyProblem, until: fc.nat() }),
    fc.record({ kind: fc.constant('explained' as const), problem: anyProblem }),
    fc.constant<RegistrationEvent>({ kind: 'closed' }),
  );
  const anyEvents = fc.array(anyEvent, { maxLength: 30 });

  it('every state is a legal one', () => {
    fc.assert(
      fc.property(anyEvents, (happenings) => {
        let state = initialRegistrationState;
        for (const event of happenings) {
          state = advance(state, event);
          expect(RegistrationState.parse(state)).toEqual(state);
          expect(attemptOf(state)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('closing leads to offline and opening out of it, from anywhere', () => {
    fc.assert(
      fc.property(anyEvents, (happenings) => {
        const state = happenings.reduce(advance, initialRegistrationState);
        expect(advance(state, { kind: 'closed' })).toEqual({ kind: 'offline' });
        expect(advance(advance(state, { kind: 'closed' }), { kind: 'opened' })).toEqual({ kind: 'connecting', attempt: 0 });
      }),
    );
  });

  it('only a registration that was opened can be lost or refused', () => {
    fc.assert(
      fc.property(fc.array(anyEvent.filter(({ kind }) => kind !== 'opened')), (happenings) => {
        expect(happenings.reduce(advance, initialRegistrationState)).toBe(initialRegistrationState);
      }),
    );
  });
});
