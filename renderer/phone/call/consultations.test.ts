import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallSnapshot } from '../../../shared/call.ts';
import { PhoneError, type PhoneErrorReason } from '../errors.ts';
import { active, consulting, dialled, ringing, type Scene } from '../testing/scenes.ts';
import { makeTestPhone } from '../testing/test-phone.ts';

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(0);
const refusal = (reason: PhoneErrorReason, code: number | null = null) => expect.objectContaining({ name: 'PhoneError', reason, code });
const busy = new PhoneError('rejected', 'Busy here', { code: 486 });
const given = { kind: 'ended', reason: { kind: 'transferred', by: 'local' } };
const holdOf = ({ call }: Pick<Scene, 'call'>) => (call.state.kind === 'active' ? call.state.hold : call.state.kind);

describe('a consultation', () => {
  it('puts the call on hold, and knows what it is about', async () => {
    const { consultation, original } = consulting();
    await settle();
    expect(holdOf(original)).toBe('local');
    expect(consultation.call.consultationFor).toBe(original.call.id);
    expect(original.call.consultationFor).toBeNull();
  });

  it('is swapped with the call as any two are', async () => {
    const { consultation, original } = consulting();
    consultation.leg.pickUp();
    await settle();
    await original.call.resume();
    expect([holdOf(original), holdOf(consultation)]).toEqual(['none', 'local']);
    await consultation.call.resume();
    expect([holdOf(original), holdOf(consultation)]).toEqual(['local', 'none']);
  });

  it.each(['consultation', 'original'] as const)(
    'is completed from the %s: the far ends talk to each other, and both calls end',
    async (side) => {
      const test = consulting();
      const { consultation, original } = test;
      consultation.leg.pickUp();
      await settle();
      await test[side].call.completeTransfer();
      expect(original.leg.asked).toContainEqual({ kind: 'refer', target: consultation.leg.id });
      expect(original.call.state).toMatchObject(given);
      expect(consultation.call.state).toMatchObject(given);
      expect(test.phone.calls).toEqual([]);
    },
  );

  it('that is replaced before the transfer is reported has been transferred, too', async () => {
    const { consultation, original } = consulting();
    consultation.leg.pickUp();
    await settle();
    let succeed = () => {};
    original.leg.refer = () => new Promise((resolve) => (succeed = resolve));
    const completed = original.call.completeTransfer();
    consultation.leg.end();
    expect(consultation.call.state).toMatchObject(given);
    succeed();
    await completed;
    expect(original.call.state).toMatchObject(given);
  });

  it('that cannot be completed leaves both calls as they were', async () => {
    const { consultation, original } = consulting();
    consultation.leg.pickUp();
    await settle();
    original.leg.refer = () => Promise.reject(busy);
    await expect(original.call.completeTransfer()).rejects.toThrow(refusal('rejected', 486));
    expect([holdOf(original), holdOf(consultation)]).toEqual(['local', 'none']);
    expect(original.call.snapshot.notice).toBe('transfer-failed');
    consultation.leg.end();
    expect(consultation.call.state).toMatchObject({ reason: { kind: 'hung-up', by: 'remote' } });
  });

  it('that nobody answered yet is completed by a blind transfer to the same place', async () => {
    const { consultation, original } = consulting();
    consultation.leg.say({ kind: 'rang' });
    await original.call.completeTransfer();
    expect(consultation.leg.asked).toEqual([{ kind: 'hang-up' }]);
    expect(original.leg.asked).toContainEqual({ kind: 'refer', target: 'sip:601@pbx.example.com' });
    expect(original.call.state).toMatchObject(given);
  });

  it('is cancelled: it ends, and the call goes on', async () => {
    const { consultation, original } = consulting();
    consultation.leg.pickUp();
    await settle();
    await consultation.call.cancelTransfer();
    expect(consultation.call.state.kind).toBe('ended');
    expect(holdOf(original)).toBe('none');
  });

  it('is an ordinary call once the other one is over', async () => {
    const { consultation, original } = consulting();
    consultation.leg.pickUp();
    original.leg.end();
    expect(consultation.call.consultationFor).toBeNull();
    await expect(consultation.call.completeTransfer()).rejects.toThrow(refusal('wrong-state'));
    await expect(consultation.call.cancelTransfer()).rejects.toThrow(refusal('wrong-state'));
  });

  it('needs a call that is up', () => {
    expect(() => dialled().call.consult('601')).toThrow(refusal('wrong-state'));
    expect(() => active().call.consult('not a number')).toThrow(refusal('bad-target'));
  });
});

describe('one live call to another', () => {
  it('connects their far ends, and both end', async () => {
    const test = makeTestPhone();
    const [first, second] = [active(test), active(test)];
    await settle();
    await second.call.transferTo(first.call);
    expect(second.leg.asked).toContainEqual({ kind: 'refer', target: first.leg.id });
    expect([first.call.state, second.call.state]).toMatchObject([given, given]);
  });

  it('needs two that are up', async () => {
    const test = makeTestPhone();
    const up = active(test);
    await expect(up.call.transferTo(up.call)).rejects.toThrow(refusal('wrong-state'));
    await expect(up.call.transferTo(dialled(test).call)).rejects.toThrow(refusal('wrong-state'));
    await expect(up.call.transferTo(ringing({}, test).call)).rejects.toThrow(refusal('wrong-state'));
    expect(up.leg.asked.filter(({ kind }) => kind === 'refer')).toEqual([]);
  });
});

describe('a call that takes over another one (RFC 3891)', () => {
  it('shows the new person, and the old call was transferred', async () => {
    const test = makeTestPhone();
    const ended: CallSnapshot[] = [];
    test.phone.on('ended', (snapshot) => ended.push(snapshot));
    const first = active(test);
    test.line().ring({ replaces: first.leg.id, peer: { name: 'Carol' } });
    await settle();
    first.leg.end();
    expect(test.phone.snapshots).toMatchObject([{ peer: { name: 'Carol' }, state: { kind: 'active' } }]);
    expect(ended).toMatchObject([{ id: first.call.id, state: { reason: { kind: 'transferred', by: 'remote' } } }]);
  });

  it('is asked about in its place', async () => {
    const { consultation, line, original, phone } = consulting();
    consultation.leg.pickUp();
    await settle();
    const leg = line().ring({ replaces: original.leg.id });
    await settle();
    original.leg.end();
    expect(consultation.call.consultationFor).toBe(leg.id);
    await consultation.call.completeTransfer();
    expect(leg.asked).toContainEqual({ kind: 'refer', target: consultation.leg.id });
    expect(phone.calls).toEqual([]);
  });

  it('that cannot be set up changes nothing for the other', async () => {
    const { consultation, line, original } = consulting();
    const { onIncoming } = line();
    line().onIncoming = (leg) => {
      Object.assign(leg, { attitude: new Error('no common codec') });
      onIncoming(leg);
    };
    line().ring({ replaces: original.leg.id });
    await settle();
    expect(consultation.call.consultationFor).toBe(original.call.id);
    original.leg.end();
    expect(original.call.state).toMatchObject({ reason: { kind: 'hung-up' } });
  });
});
