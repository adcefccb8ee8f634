import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallSnapshot } from '../../../shared/call.ts';
import { defaultIncomingRules } from '../../../shared/default-rules.ts';
import type { IncomingRules } from '../../../shared/rules.ts';
import { active, dialled, ringing } from '../testing/scenes.ts';
import { makeTestPhone } from '../testing/test-phone.ts';

beforeEach(() => vi.useFakeTimers({ now: new Date(2026, 10, 18, 10, 30) }));
afterEach(() => vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(0);

/** A phone with these rules, and what it told. */
function phoneWith(change: Partial<IncomingRules>) {
  const test = makeTestPhone();
  test.phone.rules = { ...defaultIncomingRules, ...change };
  const incoming = vi.fn();
  const ended: CallSnapshot[] = [];
  test.phone.on('incoming', incoming);
  test.phone.on('ended', (snapshot) => ended.push(snapshot));
  return { ...test, incoming, ended };
}
const forward = (change: Partial<IncomingRules['forward']>) => ({ forward: { ...defaultIncomingRules.forward, ...change } });
const doNotDisturb = (change: Partial<IncomingRules['doNotDisturb']>) => ({
  doNotDisturb: { ...defaultIncomingRules.doNotDisturb, ...change },
});
const autoAnswer = (change: Partial<IncomingRules['autoAnswer']>) => ({ autoAnswer: { ...defaultIncomingRules.autoAnswer, ...change } });
const callerAfter = {
  facts: { host: 'pbx.example.com', autoAnswer: { callInfo: ['<sip:x>;answer-after=1'], alertInfo: [], answerMode: [] } },
};

describe('a caller whom the rules turn away', () => {
  it.each([
    ['is blocked', { blocked: ['0900*'] }, { kind: 'decline', mode: 'decline' }, { kind: 'blocked', by: 'local', code: 603 }],
    ['is anonymous', { rejectsAnonymous: true }, { kind: 'decline', mode: 'decline' }, { kind: 'blocked', by: 'local', code: 603 }],
    ['disturbs', doNotDisturb({ isOn: true }), { kind: 'decline', mode: 'busy' }, { kind: 'do-not-disturb', by: 'local', code: 486 }],
    [
      'is forwarded',
      forward({ always: '601' }),
      { kind: 'redirect', uri: 'sip:601@pbx.example.com' },
      { kind: 'redirected', by: 'local', code: 302 },
    ],
    [
      'disturbs, and goes to voicemail',
      { ...doNotDisturb({ isOn: true, answer: 'voicemail' }), voicemail: '*97' },
      { kind: 'redirect', uri: 'sip:*97@pbx.example.com' },
      { kind: 'redirected', by: 'local', code: 302 },
    ],
  ] as const)('%s: makes no sound, is no call, and stands in the history', async (_, change, asked, reason) => {
    const test = phoneWith(change as Partial<IncomingRules>);
    const leg = test.line().ring({ peer: { number: '0900123' }, facts: { isAnonymous: true } });
    await settle();
    expect(leg.asked).toEqual([asked]);
    expect(test.ended).toMatchObject([{ id: leg.id, state: { kind: 'ended', since: null, reason } }]);
    expect(test.incoming).not.toHaveBeenCalled();
    expect(test.phone.calls).toEqual([]);
    expect(test.tones.isRinging).toBe(false);
  });

  it('is turned away though the far end never answers', async () => {
    const test = phoneWith(forward({ always: '601' }));
    const { onIncoming } = test.line();
    test.line().onIncoming = (leg) => {
      Object.assign(leg, { attitude: 'deaf' });
      onIncoming(leg);
    };
    test.line().ring();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(test.ended).toMatchObject([{ state: { reason: { kind: 'redirected', by: 'local' } } }]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('rings after all when the place to forward to is no number', () => {
    const test = phoneWith(forward({ always: 'not a number' }));
    test.line().ring();
    expect(test.incoming).toHaveBeenCalledTimes(1);
    expect(test.logged.filter((entry) => entry.startsWith('warn'))).toHaveLength(1);
  });

  it('rings again as soon as the rules are others', () => {
    const test = phoneWith(doNotDisturb({ isOn: true }));
    test.phone.rules = defaultIncomingRules;
    test.line().ring();
    expect(test.incoming).toHaveBeenCalledTimes(1);
  });

  it('does not disturb in the hours that are set', async () => {
    const test = phoneWith(doNotDisturb({ schedule: [{ days: [3], from: 600, to: 660 }] }));
    test.line().ring();
    expect(test.incoming).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(30 * 60_000);
    test.line().ring();
    expect(test.incoming).toHaveBeenCalledTimes(1);
  });

  it('is one more than the limit', async () => {
    const test = phoneWith({});
    test.phone.callLimit = 2;
    active(test);
    ringing({}, test);
    const third = test.line().ring();
    await settle();
    expect(third.asked).toEqual([{ kind: 'decline', mode: 'busy' }]);
    expect(test.ended).toMatchObject([{ state: { reason: { kind: 'busy', by: 'local' } } }]);
  });
});

describe('a call that nobody answers', () => {
  it('is sent on after the time that is set', async () => {
    const test = phoneWith(forward({ noAnswer: '601', after: 20 }));
    const { call, leg } = ringing({}, test);
    await vi.advanceTimersByTimeAsync(19_999);
    expect(leg.asked).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(leg.asked).toEqual([{ kind: 'redirect', uri: 'sip:601@pbx.example.com' }]);
    expect(call.state).toMatchObject({ kind: 'ended', reason: { kind: 'redirected', by: 'local' } });
  });

  it('is not sent on while it is being answered, nor after', async () => {
    const test = phoneWith(forward({ noAnswer: '601', after: 20 }));
    const { call, leg } = ringing({}, test);
    leg.attitude = 'deaf';
    void call.answer();
    await vi.advanceTimersByTimeAsync(20_000);
    leg.pickUp();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(leg.asked).toEqual([{ kind: 'accept' }]);
    leg.end();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves no timer when the caller gives up', () => {
    const test = phoneWith(forward({ noAnswer: '601' }));
    ringing({}, test).leg.end({ kind: 'cancelled' });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('answering by itself', () => {
  it('happens after the time that is set, with a sound, and is shown', async () => {
    const test = phoneWith(autoAnswer({ isOn: true, after: 3 }));
    const { call, leg } = ringing({}, test);
    expect(call.snapshot.isAutoAnswered).toBe(false);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(leg.asked).toEqual([{ kind: 'accept' }]);
    expect(test.tones.answeringCount).toBe(1);
    expect(call.snapshot).toMatchObject({ isAutoAnswered: true, state: { kind: 'active' } });
  });

  it('follows the wish of a trusted caller, and of nobody else', async () => {
    const test = phoneWith(autoAnswer({ obeysHeaders: true }));
    const stranger = ringing({ facts: { ...callerAfter.facts, host: 'evil.example' } }, test);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(stranger.leg.asked).toEqual([]);
    stranger.leg.end();
    const colleague = ringing(callerAfter, test);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(colleague.leg.asked).toEqual([{ kind: 'accept' }]);
  });

  it('puts nobody on hold: not who was there first, nor who was dialled meanwhile', async () => {
    const test = phoneWith(autoAnswer({ isOn: true, after: 3 }));
    const { leg } = ringing({}, test);
    dialled(test, '601');
    await vi.advanceTimersByTimeAsync(3_000);
    const second = ringing({}, test);
    await vi.advanceTimersByTimeAsync(3_000);
    expect([...leg.asked, ...second.leg.asked]).toEqual([]);
    expect(test.tones.answeringCount).toBe(0);
  });

  it('that fails leaves the call ringing', async () => {
    const test = phoneWith(autoAnswer({ isOn: true, after: 0 }));
    const { call, leg } = ringing({}, test);
    leg.attitude = new Error('no common codec');
    await settle();
    expect(call.state.kind).toBe('ringing');
    expect(test.logged.at(-1)).toMatch(/^warn/);
  });
});

describe('a caller who is sent away by hand', () => {
  it('hears why', async () => {
    const { call, leg } = ringing();
    await call.decline({ message: ' In a meeting,\r\n back at 3 ' });
    expect(leg.asked).toEqual([{ kind: 'decline', mode: 'decline', message: 'In a meeting, back at 3' }]);
  });

  it('goes to somebody else, as the number is dialled here', async () => {
    const test = makeTestPhone({ outgoing: { countryCode: '49' } });
    const { call, leg } = ringing({}, test);
    await call.redirect('0301234567', { headers: { 'X-Why': 'lunch' } });
    expect(leg.asked).toEqual([{ kind: 'redirect', uri: 'sip:+49301234567@pbx.example.com', headers: { 'X-Why': 'lunch' } }]);
    expect(call.state).toMatchObject({ reason: { kind: 'redirected', by: 'local', to: 'sip:+49301234567@pbx.example.com' } });
    await expect(call.redirect('601')).resolves.toBeUndefined();
  });

  it('goes to voicemail where there is one', async () => {
    const test = phoneWith({ voicemail: '' });
    const { call, leg } = ringing({}, test);
    await expect(call.sendToVoicemail()).rejects.toThrow(expect.objectContaining({ reason: 'no-voicemail' }));
    test.phone.rules = { ...defaultIncomingRules, voicemail: '*97' };
    await call.sendToVoicemail();
    expect(leg.asked).toEqual([{ kind: 'redirect', uri: 'sip:*97@pbx.example.com' }]);
  });

  it('cannot be sent on once the call is up, nor be someone whom we call, nor to nowhere', async () => {
    const refusal = (reason: string) => expect.objectContaining({ name: 'PhoneError', reason });
    await expect(active().call.redirect('601')).rejects.toThrow(refusal('wrong-direction'));
    const { call } = ringing();
    await expect(call.redirect('not a number')).rejects.toThrow(refusal('bad-target'));
    await call.answer();
    await expect(call.redirect('601')).rejects.toThrow(refusal('wrong-state'));
  });
});

it('tells who sent the caller on, that they keep their name to themselves, and what else the INVITE said', () => {
  const forwardedBy = { name: 'Desk', number: '100', uri: 'sip:100@pbx.example.com', company: '', avatar: '' };
  const { call } = ringing({ facts: { forwardedBy, isAnonymous: true, headers: { 'X-Queue': 'sales' } } });
  expect(call).toMatchObject({ forwardedBy, isAnonymous: true, headers: { 'X-Queue': 'sales' } });
  expect(call.snapshot.forwardedBy).toBe(forwardedBy);
});
