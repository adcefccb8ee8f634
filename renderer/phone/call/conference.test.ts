import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CallSnapshot } from '../../../shared/call.ts';
import { PhoneError, type PhoneErrorReason } from '../errors.ts';
import { active, consulting, dialled, merged, ringing, type Scene } from '../testing/scenes.ts';
import { makeTestPhone, type TestPhone } from '../testing/test-phone.ts';

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(0);
const refusal = (reason: PhoneErrorReason) => expect.objectContaining({ name: 'PhoneError', reason });
const holdOf = ({ call }: Pick<Scene, 'call'>) => (call.state.kind === 'active' ? call.state.hold : call.state.kind);
const namesOf = ({ phone }: TestPhone) => phone.conference?.participants.map(({ name }) => name);

describe('merging', () => {
  it('resumes who is on hold, puts nobody aside, and sends each the mix in place of the microphone', async () => {
    const { conference, mix, parties, phone } = await merged(3);
    expect(phone.conference).toBe(conference);
    expect(parties.map(holdOf)).toEqual(['none', 'none', 'none']);
    for (const { call, leg } of parties) {
      expect(leg.microphone.at(-1)).toBe(mix.sent.get(call.id));
      expect(mix.microphones.get(call.id)?.label).toBe('microphone');
      expect(mix.sounds.get(call.id)).toBe(call.remoteStream);
      expect(mix.audible.has(call.id)).toBe(true);
      expect(call.snapshot.conferenceId).toBe(conference.id);
    }
  });

  it('shows everyone to everyone, and fits the contract', async () => {
    const test = await merged(2);
    expect(namesOf(test)).toEqual(['Alice', '600', '601']);
    for (const snapshot of test.phone.snapshots) expect(CallSnapshot.parse(snapshot).participants).toEqual(test.conference.participants);
    expect(test.parties[0].call.participants).toBe(test.parties[1].call.participants);
  });

  it('lets others in later, whose calls may be named alone', async () => {
    const test = await merged(2);
    const third = active(test, '602');
    await settle();
    expect(test.parties.map(holdOf)).toEqual(['local', 'local']);
    expect(await third.call.merge(test.parties[0].call)).toBe(test.conference);
    expect([...test.parties, third].map(holdOf)).toEqual(['none', 'none', 'none']);
    expect(namesOf(test)).toEqual(['Alice', '600', '601', '602']);
    expect(await third.call.merge()).toBe(test.conference);
  });

  it('joins a consultation, which then is one no more', async () => {
    const { consultation, original } = consulting();
    consultation.leg.pickUp();
    await settle();
    await original.call.merge(consultation.call);
    expect(consultation.call.consultationFor).toBeNull();
    expect([holdOf(original), holdOf(consultation)]).toEqual(['none', 'none']);
  });

  it('needs two calls that are up, and no more than six', async () => {
    const test = makeTestPhone();
    const up = active(test);
    await expect(up.call.merge()).rejects.toThrow(refusal('wrong-state'));
    await expect(up.call.merge(up.call)).rejects.toThrow(refusal('wrong-state'));
    await expect(up.call.merge(ringing({}, test).call)).rejects.toThrow(refusal('wrong-state'));
    await expect(up.call.merge(dialled(test).call)).rejects.toThrow(refusal('wrong-state'));
    expect(test.mixes).toEqual([]);
    const full = await merged(6);
    await expect(active(full).call.merge(full.parties[0].call)).rejects.toThrow(refusal('conference-full'));
  });

  it('without a far end that will not be resumed leaves it on hold, and is none when nobody is left', async () => {
    const test = makeTestPhone();
    const [first, second, third] = [active(test), active(test), active(test)];
    await settle();
    first.leg.attitude = new PhoneError('rejected', 'No', { code: 488 });
    const conference = await third.call.merge(first.call, second.call);
    expect(conference.calls).toEqual([third.call, second.call]);
    expect(holdOf(first)).toBe('local');
    await conference.split();

    await expect(third.call.merge(first.call)).rejects.toThrow(expect.objectContaining({ reason: 'rejected', code: 488 }));
    expect(test.phone.conference).toBeNull();
    expect(third.leg.microphone.at(-1)).toBeNull();
    expect(test.mixes.map(({ isClosed }) => isClosed)).toEqual([true, true]);
  });
});

describe('our own voice', () => {
  it('is muted for all by any of the calls, and while the others hear each other', async () => {
    const { mix, parties, phone } = await merged(2);
    expect(parties[1].call.toggleMicrophone()).toBe(true);
    expect(parties.map(({ call }) => call.isMicrophoneMuted)).toEqual([true, true]);
    expect([...mix.microphones.values()].map((track) => track?.enabled)).toEqual([false, false]);
    expect([...mix.sent.values()].map(({ enabled }) => enabled)).toEqual([true, true]);
    expect(phone.conference?.participants[0]).toMatchObject({ id: 'local', isMuted: true });
    phone.conference?.mute('local', false);
    expect(parties.map(({ call }) => call.isMicrophoneMuted)).toEqual([false, false]);
  });

  it('is as muted for who joins as for the others', async () => {
    const test = await merged(2);
    test.conference.mute('local');
    const third = active(test);
    await third.call.merge(test.parties[0].call);
    expect(third.call.isMicrophoneMuted).toBe(true);
  });

  it('goes on from another device', async () => {
    const { microphone, mix, parties } = await merged(2);
    const before = parties[0].leg.microphone.at(-1);
    const old = mix.microphones.get(parties[0].call.id);
    microphone.deliver();
    expect(mix.microphones.get(parties[0].call.id)).not.toBe(old);
    expect(mix.microphones.get(parties[0].call.id)?.readyState).toBe('live');
    expect(parties[0].leg.microphone.at(-1)).toBe(before);
  });

  it('is not missed by the others when there is no microphone', async () => {
    const test = makeTestPhone();
    const [first, second] = [active(test), active(test)];
    test.microphone.fail('microphone-missing');
    await settle();
    await first.call.merge(second.call);
    expect(first.leg.microphone.at(-1)).toBe(test.mixes[0]?.sent.get(first.call.id));
  });
});

describe('a participant', () => {
  it('is muted for everyone, without a trace in what the user muted', async () => {
    const { conference, mix, output, parties } = await merged(2);
    const [{ call }] = parties;
    conference.mute(call.id);
    expect(mix.audible.has(call.id)).toBe(false);
    expect([...output.muted]).toEqual([call.id]);
    expect(call.isSpeakerMuted).toBe(false);
    expect(conference.participants[1]?.isMuted).toBe(true);
    conference.mute(call.id, false);
    expect(mix.audible.has(call.id)).toBe(true);
    expect(output.muted.size).toBe(0);
    expect(() => conference.mute('nobody')).toThrow(refusal('no-such-call'));
  });

  it('who is on hold is not heard: it would be music', async () => {
    const { mix, parties } = await merged(2);
    const [{ call, leg }] = parties;
    leg.say({ kind: 'held', side: 'remote', on: true });
    expect(mix.audible.has(call.id)).toBe(false);
    leg.say({ kind: 'held', side: 'remote', on: false });
    expect(mix.audible.has(call.id)).toBe(true);
  });

  it('can be asked how loud they are, and is silent when muted', async () => {
    const { conference, meters, phone } = await merged(2);
    meters.level = 0.25;
    const [first, second] = phone.calls.map(({ id }) => id);
    expect([...conference.readLevels()]).toEqual(['local', first, second].map((id) => [id, 0.25]));
    conference.mute(second!, true);
    conference.mute('local', true);
    expect([...conference.readLevels().values()]).toEqual([0, 0.25, 0]);
  });

  it('speaks while there is a voice, and a moment longer', async () => {
    const { conference, meters, phone } = await merged(2);
    const heard = vi.fn();
    conference.on('participants', heard);
    meters.level = 0.1;
    await vi.advanceTimersByTimeAsync(200);
    expect(phone.snapshots[0]?.participants.map(({ isSpeaking }) => isSpeaking)).toEqual([true, true, true]);
    meters.level = 0;
    await vi.advanceTimersByTimeAsync(400);
    expect(conference.participants.every(({ isSpeaking }) => isSpeaking)).toBe(true);
    await vi.advanceTimersByTimeAsync(400);
    expect(conference.participants.some(({ isSpeaking }) => isSpeaking)).toBe(false);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(heard).toHaveBeenCalledTimes(2);
  });

  it('is dropped, and the others go on', async () => {
    const test = await merged(3);
    await test.conference.drop(test.parties[1].call.id);
    expect(test.parties[1].call.state).toMatchObject({ kind: 'ended', reason: { kind: 'hung-up', by: 'local' } });
    expect(namesOf(test)).toEqual(['Alice', '600', '602']);
    expect([...test.mix.sent.keys()]).toEqual([test.parties[0].call.id, test.parties[2].call.id]);
    await expect(test.conference.drop('local')).rejects.toThrow(refusal('no-such-call'));
  });

  it('whose place is taken by somebody else (RFC 3891) hands the place on', async () => {
    const test = await merged(2);
    const [{ call, leg }] = test.parties;
    const next = test.line().ring({ replaces: leg.id, peer: { name: 'Carol' } });
    await settle();
    leg.end();
    expect(namesOf(test)).toEqual(['Alice', '601', 'Carol']);
    expect(test.parties.map(holdOf)).toEqual(['ended', 'none']);
    expect(next.microphone.at(-1)).toBe(test.mix.sent.get(next.id));
    expect(test.mix.audible.has(next.id)).toBe(true);
    expect(call.snapshot.conferenceId).toBeNull();
  });
});

describe('the end of a conference', () => {
  it('comes when one call is left, which goes on by itself with the microphone', async () => {
    const { conference, mix, parties, phone } = await merged(2);
    const [first, second] = parties;
    const over: unknown[] = [];
    phone.on('conference', (next) => over.push(next));
    conference.mute(second.call.id);
    first.leg.end();
    expect(over).toEqual([null]);
    expect(mix.isClosed).toBe(true);
    expect(mix.sent.size).toBe(0);
    expect(second.leg.microphone.at(-1)?.label).toBe('microphone');
    expect(second.call.snapshot).toMatchObject({ conferenceId: null, state: { kind: 'active', hold: 'none' } });
    expect(second.call.participants.map(({ name }) => name)).toEqual(['Alice', '601']);
    second.leg.end();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('by splitting leaves the newest with us, whoever joined last, and the others on hold', async () => {
    const test = makeTestPhone();
    const parties = [active(test, '600'), active(test, '601'), active(test, '602')] as const;
    await settle();
    const { phone } = test;
    const conference = await parties[2].call.merge(parties[1].call, parties[0].call);
    await conference.split();
    expect(parties.map(holdOf)).toEqual(['local', 'local', 'none']);
    expect(phone.conference).toBeNull();
    expect(phone.calls).toHaveLength(3);
  });

  it('by leaving two connects them with each other', async () => {
    const { conference, parties, phone } = await merged(2);
    await conference.leave();
    expect(parties[0].leg.asked).toContainEqual({ kind: 'refer', target: parties[1].leg.id });
    expect(parties.map(({ call }) => call.state)).toMatchObject([{ reason: { kind: 'transferred' } }, { reason: { kind: 'transferred' } }]);
    expect(phone.conference).toBeNull();
  });

  it('by leaving does not come when the far end refuses', async () => {
    const { conference, parties, phone } = await merged(2);
    parties[0].leg.refer = () => Promise.reject(new PhoneError('rejected', 'No', { code: 603 }));
    await expect(conference.leave()).rejects.toThrow(refusal('rejected'));
    expect(phone.conference).toBe(conference);
    expect(parties.map(holdOf)).toEqual(['none', 'none']);
  });

  it('by leaving three hangs them up', async () => {
    const { conference, phone } = await merged(3);
    await conference.leave();
    expect(phone.calls).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves nothing behind when the phone closes', async () => {
    const { meters, microphone, mix, output, phone } = await merged(3);
    await phone.close();
    expect(mix.isClosed).toBe(true);
    expect(meters.open).toBe(0);
    expect(microphone.users).toBe(0);
    expect(output.playing.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('beside other calls', () => {
  it('all of it waits while somebody else is talked to, and all of it is resumed by one', async () => {
    const test = await merged(2);
    const other = active(test);
    await settle();
    expect([...test.parties, other].map(holdOf)).toEqual(['local', 'local', 'none']);
    await test.parties[1].call.resume();
    expect([...test.parties, other].map(holdOf)).toEqual(['none', 'none', 'local']);
    await test.parties[0].call.hold();
    expect(test.parties.map(holdOf)).toEqual(['local', 'local']);
  });

  it('nothing of it is heard by who is on hold', async () => {
    const test = await merged(2);
    await test.conference.hold();
    expect(test.parties.map(({ leg }) => leg.microphone.at(-1))).toEqual([null, null]);
    expect(test.mix.audible.size).toBe(0);
    await test.conference.resume();
    expect(test.mix.audible.size).toBe(2);
  });
});
