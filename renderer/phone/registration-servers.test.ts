import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RegistrationState } from '../../shared/registration.ts';
import { silentLog } from './log.ts';
import { Registration, type RegistrationPorts } from './registration.ts';
import { FakeLine } from './testing/fake-line.ts';
import { makeTestPhone, testAccount } from './testing/test-phone.ts';
import { systemTimers } from './timers.ts';

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

const [first, second, third] = ['wss://pbx1', 'wss://pbx2', 'wss://pbx3'] as const;

function open(ports: Partial<RegistrationPorts> = {}) {
  const line = new FakeLine();
  const isBusy = vi.fn(() => false);
  const registration = new Registration(line, {
    ...{
      servers: [first, second, third],
      isBusy,
      now: Date.now,
      timers: systemTimers,
      random: () => 0,
      probe: async () => null,
      log: silentLog,
    },
    ...ports,
  });
  const states: RegistrationState[] = [];
  registration.on('state', ({ new: state }) => states.push(state));
  registration.open();
  return { line, isBusy, registration, states };
}

describe('when a server fails', () => {
  it('the next one is tried at once, and the state says through which', () => {
    const { line, registration, states } = open();
    line.lose();
    line.register();
    expect(line.servers).toEqual([first, second]);
    expect(registration.state).toEqual({ kind: 'registered', since: 1_000_000, through: second });
    expect(states).toEqual([
      { kind: 'connecting', attempt: 0 },
      { kind: 'connecting', attempt: 0, through: second },
      { kind: 'registering', attempt: 0, through: second },
      { kind: 'registered', since: 1_000_000, through: second },
    ]);
  });

  it('with 503 while it is registered, too, however long it asks to be left alone', () => {
    const { line, registration } = open();
    line.register();
    line.say({ kind: 'lost', problem: { kind: 'server-error', code: 503, detail: '' }, retryAfter: 600 });
    expect(line.servers).toEqual([first, second]);
    expect(registration.state).toMatchObject({ kind: 'connecting', through: second });
  });

  it('and all others as well, it waits as with one, and begins with the one that worked last', async () => {
    const { line, registration } = open();
    line.lose();
    line.register();
    for (let i = 0; i < 2; i++) line.lose();
    expect(registration.state).toMatchObject({ kind: 'waiting', attempt: 1, until: Date.now() + 500, through: third });
    expect(line.servers).toEqual([first, second, third]);
    await vi.advanceTimersByTimeAsync(500);
    expect(line.servers.slice(3)).toEqual([second]);
    for (let i = 0; i < 3; i++) line.lose();
    expect(line.servers.slice(3)).toEqual([second, first, third]);
    expect(registration.state).toMatchObject({ kind: 'waiting', attempt: 2, until: Date.now() + 1_000 });
  });

  it('because the network under the socket changed, it is no fault of the server', async () => {
    const { line, registration } = open();
    line.register();
    registration.checkConnection();
    await vi.advanceTimersByTimeAsync(1_000);
    line.lose();
    await vi.advanceTimersByTimeAsync(0);
    expect(line.servers).toEqual([first, first]);
  });

  it('with a refusal of the user, no other is bothered', () => {
    const { line, registration } = open();
    line.say({ kind: 'refused', problem: { kind: 'wrong-password', code: 401, detail: '' } });
    expect(line.servers).toEqual([first]);
    expect(registration.state.kind).toBe('refused');
    registration.retryNow();
    expect(line.servers).toEqual([first, first]);
  });

  it('because its address is none, the next one is tried', () => {
    const { line, registration } = open();
    for (let i = 0; i < 3; i++) line.say({ kind: 'refused', problem: { kind: 'bad-server', code: null, detail: '' } });
    expect(line.servers).toEqual([first, second, third]);
    expect(registration.state).toMatchObject({ kind: 'waiting', problem: { kind: 'bad-server' }, through: third });
  });

  it('and another one does not know the account, the first is not given up', async () => {
    const { line, registration } = open();
    line.lose();
    line.say({ kind: 'refused', problem: { kind: 'unknown-user', code: 404, detail: '' } });
    line.say({ kind: 'refused', problem: { kind: 'wrong-password', code: 401, detail: '' } });
    expect(registration.state).toMatchObject({ kind: 'waiting', problem: { kind: 'wrong-password' }, through: third });
    await vi.advanceTimersByTimeAsync(500);
    expect(line.servers.at(-1)).toBe(first);
    line.register();
    expect(registration.state.kind).toBe('registered');
  });

  it('what is found out about it from outside is found out about that one', async () => {
    const probe = vi.fn<RegistrationPorts['probe']>(async () => null);
    const { line } = open({ probe });
    for (let i = 0; i < 3; i++) line.lose();
    expect(probe).toHaveBeenCalledExactlyOnceWith(third);
  });
});

describe('when a better server is back', () => {
  function standIn() {
    const bench = open();
    bench.line.lose();
    bench.line.lose();
    bench.line.register();
    expect(bench.registration.state).toMatchObject({ kind: 'registered', through: third });
    return bench;
  }

  it('the line returns to it, best first', async () => {
    const { line, registration } = standIn();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(line.probed).toEqual([first, second, first, second]);
    line.answering.add(second).add(first);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(line.probed.slice(4)).toEqual([first]);
    expect(line.servers.at(-1)).toBe(first);
    line.register();
    expect(registration.state).toEqual({ kind: 'registered', since: Date.now() });
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(line.probed).toHaveLength(5);
  });

  it('it waits until nobody talks', async () => {
    const { line, isBusy } = standIn();
    line.answering.add(first);
    isBusy.mockReturnValue(true);
    await vi.advanceTimersByTimeAsync(300_000);
    expect(line.probed).toEqual([]);
    expect(line.servers).toHaveLength(3);
    isBusy.mockReturnValue(false);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(line.servers.at(-1)).toBe(first);
  });

  it('it stays when a call began while the server was being asked', async () => {
    const { line, isBusy } = standIn();
    line.answering.add(first);
    isBusy.mockReturnValueOnce(false).mockReturnValue(true);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(line.probed).toContain(first);
    expect(line.servers).toHaveLength(3);
  });

  it('and fails again at once, it is left alone for longer each time', async () => {
    const { line } = standIn();
    line.answering.add(first);
    for (const pause of [30_000, 60_000, 120_000]) {
      const before = line.servers.length;
      await vi.advanceTimersByTimeAsync(pause - 1);
      expect(line.servers).toHaveLength(before);
      await vi.advanceTimersByTimeAsync(1);
      line.lose();
      line.register();
      expect(line.servers.slice(before)).toEqual([first, third]);
    }
  });

  it('but asked to be left alone for two minutes, it is', async () => {
    const { line } = open();
    line.answering.add(first);
    line.say({ kind: 'lost', problem: { kind: 'server-error', code: 503, detail: '' }, retryAfter: 120 });
    line.register();
    await vi.advanceTimersByTimeAsync(119_000);
    expect(line.probed).toEqual([]);
    await vi.advanceTimersByTimeAsync(31_000);
    expect(line.servers).toEqual([first, second, first]);
  });

  it('nobody asks after it any more once the phone is closed', async () => {
    const { registration } = standIn();
    await registration.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});

it('a phone with a live call does not return, and does once it is over', async () => {
  const { phone, line } = makeTestPhone({ isRegistered: false });
  phone.open({ ...testAccount, server: first, furtherServers: [second] }, { password: '', turnPassword: '' });
  line().lose();
  line().register();
  line().answering.add(first);
  const call = phone.dial('600');
  await vi.advanceTimersByTimeAsync(200_000);
  expect(line().servers).toEqual([first, second]);
  void call.hangUp();
  await vi.advanceTimersByTimeAsync(50_000);
  expect(line().servers).toEqual([first, second, first]);
});

it('whatever happens in whatever order, the line is where the state says, and nothing is left behind', async () => {
  const problem = { kind: 'server-error', code: 503, detail: '' } as const;
  const happening = fc.constantFrom(
    'connected',
    'registered',
    'lost',
    'refused',
    'bad-server',
    'retry',
    'check',
    'minute',
    'busy',
    'free',
    'back',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 25 }), async (happenings) => {
      const { line, isBusy, registration } = open();
      for (const what of happenings) {
        if (what === 'connected' || what === 'registered') line.say({ kind: what });
        else if (what === 'lost') line.say({ kind: 'lost', problem, retryAfter: 5 });
        else if (what === 'refused') line.say({ kind: 'refused', problem: { ...problem, kind: 'forbidden' } });
        else if (what === 'bad-server') line.say({ kind: 'refused', problem: { ...problem, kind: 'bad-server' } });
        else if (what === 'retry') registration.retryNow();
        else if (what === 'check') registration.checkConnection();
        else if (what === 'minute') await vi.advanceTimersByTimeAsync(60_000);
        else if (what === 'back') line.answering.add(first);
        else isBusy.mockReturnValue(what === 'busy');
        const { state } = registration;
        expect(RegistrationState.parse(state)).toEqual(state);
        if (state.kind !== 'waiting' && state.kind !== 'refused' && state.kind !== 'offline')
          expect(line.servers.at(-1)).toBe(state.through ?? first);
      }
      await registration.close();
      expect(vi.getTimerCount()).toBe(0);
    }),
    { numRuns: 200 },
  );
});
