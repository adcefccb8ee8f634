import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallSnapshot } from '../../../shared/call.ts';
import { defaultIncomingRules } from '../../../shared/default-rules.ts';
import { PhoneError, type PhoneErrorReason } from '../errors.ts';
import { active, dialled, type Scene } from '../testing/scenes.ts';
import { makeTestPhone } from '../testing/test-phone.ts';

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(0);
const refusal = (reason: PhoneErrorReason, code: number | null = null) => expect.objectContaining({ name: 'PhoneError', reason, code });
const busy = new PhoneError('rejected', 'Busy here', { code: 486 });
const given = { kind: 'ended', reason: { kind: 'transferred', by: 'local' } };
const holdOf = ({ call }: Pick<Scene, 'call'>) => (call.state.kind === 'active' ? call.state.hold : call.state.kind);

describe('a blind transfer', () => {
  it('holds, asks, tells how it goes, and ends the call when it got through', async () => {
    const { call, leg, phone } = active();
    const heard: unknown[] = [];
    call.on('transfer', ({ new: next }) => heard.push(next?.progress));
    call.on('transferred', () => heard.push('transferred'));
    call.on('ended', () => heard.push('ended'));
    await call.transfer('601', { headers: { 'X-Why': 'sales' } });
    expect(leg.asked).toEqual([
      { kind: 'hold', on: true },
      { kind: 'refer', target: 'sip:601@pbx.example.com', headers: { 'X-Why': 'sales' } },
      { kind: 'hang-up' },
    ]);
    expect(heard).toEqual([null, 100, 180, 'transferred', 'ended']);
    expect(call.state).toMatchObject({ ...given, reason: { ...given.reason, to: '601' } });
    expect(call.snapshot.transfer).toBeNull();
    expect(phone.calls).toEqual([]);
  });

  it('is shown while it is under way, and nothing else is begun meanwhile', async () => {
    const { call, leg } = active();
    leg.attitude = 'deaf';
    const transferred = call.transfer('601');
    expect(call.snapshot.transfer).toEqual({ kind: 'sending', target: '601', progress: null });
    await expect(call.transfer('602')).rejects.toThrow(refusal('wrong-state'));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(leg.asked.map(({ kind }) => kind)).toEqual(['hold', 'refer']);
    leg.end();
    await expect(transferred).rejects.toThrow(refusal('rejected'));
    expect(vi.getTimerCount()).toBe(0);
  });

  it('that fails gives the call back', async () => {
    const { call, leg } = active();
    leg.refer = () => Promise.reject(busy);
    await expect(call.transfer('601')).rejects.toThrow(refusal('rejected', 486));
    await settle();
    expect(call.snapshot).toMatchObject({ transfer: null, notice: 'transfer-failed', state: { kind: 'active', hold: 'none' } });
    expect(call.snapshot.transferFailure).toBe(486);
    expect(leg.asked.at(-1)).toEqual({ kind: 'hold', on: false });
    leg.refer = () => new Promise(() => {});
    void call.transfer('602').catch(() => {});
    expect(call.snapshot).toMatchObject({ notice: null, transferFailure: null });
  });

  it('that fails leaves a held call held, and nobody is interrupted for it', async () => {
    const held = active();
    await held.call.hold();
    held.leg.refer = () => Promise.reject(busy);
    await expect(held.call.transfer('601')).rejects.toThrow(refusal('rejected', 486));
    await settle();
    expect(holdOf(held)).toBe('local');

    const test = makeTestPhone();
    const first = active(test);
    let fail = (_: unknown) => {};
    first.leg.refer = () => new Promise((_, reject) => (fail = reject));
    const transferred = first.call.transfer('601');
    await settle();
    const second = active(test);
    fail(busy);
    await expect(transferred).rejects.toThrow(refusal('rejected', 486));
    await settle();
    expect([holdOf(first), holdOf(second)]).toEqual(['local', 'none']);
  });

  it('does without a hold that is refused', async () => {
    const { call, leg } = active();
    leg.hold = () => Promise.reject(new PhoneError('rejected', 'Not acceptable here', { code: 488 }));
    await call.transfer('601');
    expect(call.state).toMatchObject(given);
  });

  it('ends the call though the far end takes no goodbye any more', async () => {
    const { call, leg } = active();
    leg.hangUp = () => Promise.reject(new PhoneError('rejected', 'No such call', { code: 481 }));
    await call.transfer('601');
    expect(call.state).toMatchObject(given);
  });

  it('is dialled by the plan of the account', async () => {
    const { call, leg } = active(makeTestPhone({ outgoing: { outsidePrefix: '0' } }));
    await call.transfer('0301234567');
    expect(leg.asked).toContainEqual({ kind: 'refer', target: 'sip:00301234567@pbx.example.com' });
  });

  it('needs a call that is up, a place that can be called, and headers of ours', async () => {
    const { call, leg } = dialled();
    await expect(call.transfer('601')).rejects.toThrow(refusal('wrong-state'));
    leg.pickUp();
    await expect(call.transfer('not a number')).rejects.toThrow(refusal('bad-target'));
    await expect(call.transfer('601', { headers: { Via: 'x' } })).rejects.toThrow(refusal('bad-header'));
    expect(leg.asked).toEqual([]);
  });
});

describe('a far end that wants us to talk to somebody else', () => {
  const withPolicy = (transferRequests: 'never' | 'ask' | 'trusted', test = makeTestPhone()) => {
    test.phone.rules = { ...defaultIncomingRules, transferRequests };
    return active(test);
  };

  it('asks the user, who agrees: the other is called, and the first call is over when they answer', async () => {
    const { call, leg, phone } = withPolicy('ask');
    const ended: CallSnapshot[] = [];
    phone.on('ended', (snapshot) => ended.push(snapshot));
    const request = leg.askToRefer();
    expect(call.snapshot.transfer).toEqual({ kind: 'asked', target: 'sip:602@pbx.example.com', progress: null });
    const next = call.acceptTransfer();
    expect(call.snapshot.transfer).toBeNull();
    expect(next.peer.number).toBe('602');
    request.leg?.pickUp();
    leg.end();
    expect(ended).toMatchObject([{ id: call.id, state: { reason: { kind: 'transferred', by: 'remote' } } }]);
    expect(phone.calls).toEqual([next]);
    await settle();
    request.leg?.end();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is refused by the user, by the rules, and while another transfer is under way', async () => {
    const asked = withPolicy('ask');
    const first = asked.leg.askToRefer();
    const second = asked.leg.askToRefer();
    asked.call.declineTransfer();
    expect([first.isDeclined, second.isDeclined]).toEqual([true, true]);
    expect(asked.call.snapshot.transfer).toBeNull();
    expect(withPolicy('never').leg.askToRefer().isDeclined).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is followed at once when it is trusted, and else asks', () => {
    const { call, leg, phone } = withPolicy('trusted');
    const stranger = leg.askToRefer({ host: 'evil.example' });
    expect(call.snapshot.transfer?.kind).toBe('asked');
    call.declineTransfer();
    expect(stranger.leg).toBeNull();
    const colleague = leg.askToRefer();
    expect(phone.calls.map(({ peer }) => peer.number)).toEqual(['600', '602']);
    expect(colleague.leg).not.toBeNull();
  });

  it('is refused when nobody says anything for thirty seconds', async () => {
    const { call, leg } = withPolicy('ask');
    const request = leg.askToRefer();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(request.isDeclined).toBe(true);
    expect(call.snapshot.transfer).toBeNull();
    expect(() => call.acceptTransfer()).toThrow(refusal('wrong-state'));
    expect(() => call.declineTransfer()).toThrow(refusal('wrong-state'));
  });

  it('that hangs up asks no more', () => {
    const { call, leg } = withPolicy('ask');
    leg.askToRefer();
    leg.end();
    expect(() => call.acceptTransfer()).toThrow(refusal('wrong-state'));
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is taken up again when the other does not answer, unless the user talks to someone else by then', async () => {
    const back = withPolicy('trusted');
    const request = back.leg.askToRefer();
    await settle();
    expect(holdOf(back)).toBe('local');
    request.leg?.end({ kind: 'busy', code: 486 });
    await settle();
    expect(holdOf(back)).toBe('none');

    const test = makeTestPhone();
    const first = withPolicy('trusted', test);
    const other = first.leg.askToRefer();
    const second = active(test);
    other.leg?.end({ kind: 'busy', code: 486 });
    await settle();
    expect([holdOf(first), holdOf(second)]).toEqual(['local', 'none']);
  });
});
