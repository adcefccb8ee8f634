import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LineProblem, RegistrationState } from '../../shared/registration.ts';
import { silentLog } from './log.ts';
import { Registration, type RegistrationPorts } from './registration.ts';
import { FakeLine } from './testing/fake-line.ts';
import { systemTimers } from './timers.ts';

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

const expired: LineProblem = { kind: 'certificate', code: null, detail: 'certificate has expired' };

function open(ports: Partial<RegistrationPorts> = {}) {
  const line = new FakeLine();
  const probe = vi.fn<RegistrationPorts['probe']>(async () => null);
  const registration = new Registration(line, {
    ...{
      servers: ['wss://pbx.example.com/ws'],
      isBusy: () => false,
      now: Date.now,
      timers: systemTimers,
      random: () => 1,
      probe,
      log: silentLog,
    },
    ...ports,
  });
  const states: RegistrationState[] = [];
  registration.on('state', ({ new: state }) => states.push(state));
  registration.open();
  return { line, probe, registration, states };
}

describe('signing in', () => {
  it('tells each step once, in order', () => {
    const { line, states } = open();
    line.register();
    line.register();
    expect(states.map(({ kind }) => kind)).toEqual(['connecting', 'registering', 'registered']);
    expect(line.opened).toBe(1);
  });

  it('does not wait for a server that refused, but tries again when the user asks', async () => {
    const { line, registration } = open();
    line.say({ kind: 'refused', problem: { kind: 'wrong-password', code: 401, detail: '' } });
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(line.opened).toBe(1);
    registration.retryNow();
    expect(line.opened).toBe(2);
    expect(registration.state).toEqual({ kind: 'connecting', attempt: 0 });
  });

  it('does nothing when it is opened twice', () => {
    const { line, registration } = open();
    registration.open();
    line.register();
    registration.open();
    expect(line.opened).toBe(1);
  });
});

describe('after the socket was lost', () => {
  it('tries again after 1, 2, 4 … seconds and never gives up', async () => {
    const { line, registration } = open();
    line.register();
    for (const seconds of [1, 2, 4, 8, 16, 32, 60, 60, 60]) {
      line.lose();
      const before = line.opened;
      expect(registration.state).toMatchObject({ kind: 'waiting', until: Date.now() + seconds * 1_000 });
      await vi.advanceTimersByTimeAsync(seconds * 1_000 - 1);
      expect(line.opened).toBe(before);
      await vi.advanceTimersByTimeAsync(1);
      expect(line.opened).toBe(before + 1);
    }
  });

  it('begins at one second again once it was registered in between', () => {
    const { line, registration } = open();
    line.lose();
    registration.retryNow();
    line.lose();
    registration.retryNow();
    line.register();
    line.lose();
    expect(registration.state).toMatchObject({ kind: 'waiting', attempt: 1, until: Date.now() + 1_000 });
  });

  it('waits as long as the server asked', () => {
    const { line, registration } = open();
    line.say({ kind: 'lost', problem: { kind: 'server-error', code: 503, detail: '' }, retryAfter: 20 });
    expect(registration.state).toMatchObject({ kind: 'waiting', until: Date.now() + 21_000 });
  });

  it('tries once, not twice, when the user is faster than the timer', async () => {
    const { line, registration } = open();
    line.lose();
    registration.retryNow();
    line.register();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(line.opened).toBe(2);
    expect(registration.state.kind).toBe('registered');
  });
});

describe('what was wrong', () => {
  it('is looked up from outside, and replaces what the socket told', async () => {
    const { line, probe, registration, states } = open();
    probe.mockResolvedValueOnce(expired);
    line.lose();
    await vi.advanceTimersByTimeAsync(0);
    expect(probe).toHaveBeenCalledExactlyOnceWith('wss://pbx.example.com/ws');
    expect(registration.state).toMatchObject({ kind: 'waiting', attempt: 1, problem: expired });
    expect(states.map(({ kind }) => kind)).toEqual(['connecting', 'waiting', 'waiting']);
  });

  it('does not put off the next try by being found out', async () => {
    const { line, probe } = open();
    probe.mockResolvedValueOnce(expired);
    line.lose();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(line.opened).toBe(2);
  });

  it('is what the socket told when the look from outside finds nothing or fails', async () => {
    for (const probe of [async () => null, async () => Promise.reject(new Error('no bridge'))]) {
      const { line, registration } = open({ probe });
      line.lose();
      await vi.advanceTimersByTimeAsync(0);
      expect(registration.state).toMatchObject({ kind: 'waiting', problem: { kind: 'lost', code: 1006 } });
    }
  });

  it('is not looked up when the server itself has answered', () => {
    const { line, probe } = open();
    line.say({ kind: 'lost', problem: { kind: 'server-error', code: 500, detail: '' }, retryAfter: null });
    expect(probe).not.toHaveBeenCalled();
  });

  it('comes too late once the next try has begun', async () => {
    const answers: ((problem: LineProblem | null) => void)[] = [];
    const { line, registration } = open({ probe: () => new Promise((resolve) => answers.push(resolve)) });
    line.lose();
    registration.retryNow();
    line.lose();
    answers[0]?.(expired);
    await vi.advanceTimersByTimeAsync(0);
    expect(registration.state).toMatchObject({ kind: 'waiting', attempt: 2, problem: { kind: 'lost' } });
  });
});

describe('after the machine woke up or changed its network', () => {
  it('lets a registered line prove within two seconds that it lives', () => {
    const { line, registration } = open();
    line.register();
    registration.checkConnection();
    expect(line.checks).toEqual([1_000]);
    expect(registration.state.kind).toBe('registered');
  });

  it('connects at once when the line turns out to be dead', async () => {
    const { line, registration } = open();
    line.register();
    registration.checkConnection();
    await vi.advanceTimersByTimeAsync(2_000);
    line.lose();
    await vi.advanceTimersByTimeAsync(0);
    expect(line.opened).toBe(2);
    expect(registration.state).toEqual({ kind: 'connecting', attempt: 1 });
  });

  it('waits as ever for a line that is lost long after it was checked', () => {
    const { line, registration } = open();
    line.register();
    registration.checkConnection();
    vi.setSystemTime(Date.now() + 60_000);
    line.lose();
    expect(registration.state).toMatchObject({ kind: 'waiting', until: Date.now() + 1_000 });
  });

  it('ends a wait', () => {
    const { line, registration } = open();
    line.lose();
    registration.checkConnection();
    expect(line.opened).toBe(2);
  });

  it('starts an attempt over that began before, but only once in a burst of changes', () => {
    const { line, registration } = open();
    registration.checkConnection();
    expect(line.opened).toBe(1);
    vi.setSystemTime(Date.now() + 5_000);
    registration.checkConnection();
    registration.checkConnection();
    registration.checkConnection();
    expect(line.opened).toBe(2);
    expect(registration.state).toEqual({ kind: 'connecting', attempt: 0 });
  });

  it('leaves a refused one and a closed one alone', async () => {
    const { line, registration } = open();
    line.say({ kind: 'refused', problem: { kind: 'forbidden', code: 403, detail: '' } });
    registration.checkConnection();
    await registration.close();
    registration.checkConnection();
    expect(line.opened).toBe(1);
    expect(line.checks).toEqual([]);
  });
});

describe('closing', () => {
  it('calls off the next try and leaves no timer', async () => {
    const { line, registration } = open();
    line.lose();
    await registration.close();
    expect(vi.getTimerCount()).toBe(0);
    expect(line.isClosed).toBe(true);
    expect(registration.state).toEqual({ kind: 'offline' });
  });

  it('hears nothing more of its line', async () => {
    const { line, registration, states } = open();
    await registration.close();
    line.register();
    line.lose();
    expect(registration.state).toEqual({ kind: 'offline' });
    expect(states.map(({ kind }) => kind)).toEqual(['connecting', 'offline']);
  });

  it('may happen while a change is being told, and wins', () => {
    const line = new FakeLine();
    const ports = { now: Date.now, timers: systemTimers, random: () => 0, probe: async () => null, log: silentLog };
    const registration = new Registration(line, { ...ports, servers: ['wss://pbx.example.com'], isBusy: () => false });
    registration.on('state', ({ new: next }) => {
      if (next.kind === 'waiting') void registration.close();
    });
    registration.open();
    line.lose();
    expect(registration.state).toEqual({ kind: 'offline' });
    expect(vi.getTimerCount()).toBe(0);
  });
});
