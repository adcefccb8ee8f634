import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Peer } from '../../../shared/call.ts';
import { PhoneError, type PhoneErrorReason } from '../errors.ts';
import { makeFakeStream } from '../testing/fake-media.ts';
import { active, dialled, ringing } from '../testing/scenes.ts';

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

const refusal = (reason: PhoneErrorReason) => expect.objectContaining({ name: 'PhoneError', reason });
const settle = () => vi.advanceTimersByTimeAsync(0);

describe('an outgoing call', () => {
  it('tells each step in order: the state first, what changed last', async () => {
    const { call, leg } = dialled();
    const heard: string[] = [];
    call.on('state', ({ new: next, old }) => heard.push(`${old.kind} → ${next.kind}`));
    call.on('accepted', () => heard.push('accepted'));
    call.on('confirmed', () => heard.push('confirmed'));
    call.on('failed', () => heard.push('failed'));
    call.on('ended', () => heard.push('ended'));
    call.on('changed', ({ state }) => heard.push(`changed: ${state.kind}`));
    leg.say({ kind: 'rang' });
    leg.pickUp();
    leg.end();
    expect(heard).toEqual([
      ...['dialing → ringing', 'changed: ringing'],
      ...['ringing → connecting', 'accepted', 'changed: connecting'],
      ...['connecting → active', 'confirmed', 'changed: active'],
      ...['active → ended', 'ended', 'changed: ended'],
    ]);
  });

  it('says both steps when the confirmation overtakes the answer', () => {
    const { call, leg } = dialled();
    const heard: string[] = [];
    call.on('accepted', () => heard.push('accepted'));
    call.on('confirmed', () => heard.push('confirmed'));
    leg.say({ kind: 'confirmed' });
    leg.say({ kind: 'accepted' });
    expect(heard).toEqual(['accepted', 'confirmed']);
  });

  it('has its clock run from the answer, and stop with the call', async () => {
    const { call, leg } = dialled();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(call).toMatchObject({ createdAt: 1_000_000, startedAt: null, duration: 0 });
    leg.pickUp();
    await vi.advanceTimersByTimeAsync(61_900);
    expect(call).toMatchObject({ startedAt: 1_005_000, duration: 61 });
    leg.end();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(call).toMatchObject({ startedAt: 1_005_000, duration: 61 });
  });

  it('says that it failed, and why, when nobody took it', () => {
    const { call, leg, tones } = dialled();
    const failed = vi.fn();
    call.on('failed', failed);
    leg.end({ kind: 'not-found', code: 404 });
    expect(failed).toHaveBeenCalledExactlyOnceWith({ reason: expect.objectContaining({ kind: 'not-found' }), code: 404 });
    expect(tones.busyCount).toBe(0);
  });

  it('sounds busy when it was busy', () => {
    const { leg, tones } = dialled();
    leg.end({ kind: 'busy', code: 486 });
    expect(tones.busyCount).toBe(1);
  });

  it('has not failed when the caller gave it up', async () => {
    const { call, tones } = dialled();
    const failed = vi.fn();
    call.on('failed', failed);
    await call.hangUp({ headers: { 'X-Reason': 'lunch' } });
    expect(failed).not.toHaveBeenCalled();
    expect(tones.busyCount).toBe(0);
  });

  it('can be neither answered nor declined', async () => {
    const { call } = dialled();
    await expect(call.answer()).rejects.toThrow(refusal('wrong-direction'));
    await expect(call.decline()).rejects.toThrow(refusal('wrong-direction'));
  });

  it('shows the far end by its newer name', () => {
    const { call, leg } = dialled();
    const bob: Peer = { name: 'Bob', number: '601', uri: 'sip:601@pbx.example.com', company: '', avatar: '' };
    const heard = vi.fn();
    call.on('peer', heard);
    const before = call.peer;
    leg.say({ kind: 'peer', peer: bob });
    expect(heard).toHaveBeenCalledExactlyOnceWith({ new: bob, old: before });
    expect(call.snapshot.peer).toEqual(bob);
  });
});

describe('an incoming call', () => {
  it('rings until it is answered', async () => {
    const { call, leg, tones } = ringing({ peer: { name: 'Bob' }, destination: 'sip:alice@pbx.example.com' });
    expect(call).toMatchObject({ direction: 'incoming', destination: 'sip:alice@pbx.example.com', peer: { name: 'Bob' } });
    expect(tones.isRinging).toBe(true);
    const answered = call.answer({ headers: { 'X-Desk': '7' } });
    expect(tones.isRinging).toBe(false);
    expect(call.snapshot.pending).toBe('answer');
    await answered;
    expect(leg.asked).toEqual([{ kind: 'accept', headers: { 'X-Desk': '7' } }]);
    expect(call.snapshot).toMatchObject({ pending: null, state: { kind: 'active' } });
  });

  it('is answered once, however often the button is pressed', async () => {
    const { call, leg } = ringing();
    const first = call.answer();
    await expect(call.answer()).rejects.toThrow(refusal('wrong-state'));
    await first;
    await expect(call.answer()).rejects.toThrow(refusal('wrong-state'));
    expect(leg.asked).toEqual([{ kind: 'accept' }]);
  });

  it('that cannot be set up says so, lets the microphone go, and can be tried again', async () => {
    const { call, leg, microphone } = ringing();
    leg.attitude = new Error('no common codec');
    await expect(call.answer()).rejects.toThrow(refusal('media-failed'));
    expect(microphone.users).toBe(0);
    expect(call.snapshot).toMatchObject({ pending: null, state: { kind: 'ringing' } });
    leg.attitude = 'willing';
    await call.answer();
    expect(call.state.kind).toBe('active');
  });

  it('is declined by 603, or as busy', async () => {
    const first = ringing();
    await first.call.decline();
    expect(first.leg.asked).toEqual([{ kind: 'decline', mode: 'decline' }]);
    const second = ringing();
    await second.call.decline({ mode: 'busy', headers: { 'X-Why': 'meeting' } });
    expect(second.leg.asked).toEqual([{ kind: 'decline', mode: 'busy', headers: { 'X-Why': 'meeting' } }]);
    expect(second.tones.isRinging).toBe(false);
  });

  it('is declined by hanging up while it rings, and hung up after', async () => {
    const first = ringing();
    await first.call.hangUp();
    expect(first.leg.asked).toEqual([{ kind: 'decline', mode: 'decline' }]);
    const second = ringing();
    await second.call.answer();
    await second.call.hangUp();
    expect(second.leg.asked).toEqual([{ kind: 'accept' }, { kind: 'hang-up' }]);
  });

  it('is hung up, not declined, when our answer is already on its way', async () => {
    const { call, leg } = ringing();
    leg.attitude = 'deaf';
    void call.answer();
    await settle();
    leg.attitude = 'willing';
    await call.hangUp();
    expect(leg.asked).toEqual([{ kind: 'accept' }, { kind: 'hang-up' }]);
  });

  it('cannot be declined once it is up', async () => {
    const { call } = ringing();
    await call.answer();
    await expect(call.decline()).rejects.toThrow(refusal('wrong-state'));
  });

  it('that was given up by the caller cannot be answered, and need not be declined', async () => {
    const { call, leg, tones } = ringing();
    leg.end({ kind: 'cancelled' });
    expect(tones.isRinging).toBe(false);
    await expect(call.answer()).rejects.toThrow(refusal('wrong-state'));
    await expect(call.decline()).resolves.toBeUndefined();
    await expect(call.hangUp()).resolves.toBeUndefined();
    expect(leg.asked).toEqual([]);
  });

  it('lets nobody listen in before it is answered', async () => {
    const { call, leg, output } = ringing();
    const stream = makeFakeStream();
    leg.say({ kind: 'audio', stream, early: false });
    expect(output.playing.size).toBe(0);
    expect(call.snapshot.audio).toBe('none');
    await call.answer();
    expect(output.playing.get(call.id)).toBe(stream);
    expect(call.snapshot.audio).toBe('flowing');
  });

  it('without sound can be answered, and says that nothing will be heard', async () => {
    const { call } = ringing({ hasAudio: false });
    expect(call.snapshot.notice).toBe('no-audio-offered');
    await call.answer();
    expect(call.state.kind).toBe('active');
  });
});

describe('hanging up', () => {
  it('shows that it was asked, and asks once', async () => {
    const { call, leg } = active();
    leg.attitude = 'deaf';
    void call.hangUp();
    await call.hangUp();
    expect(call.snapshot).toMatchObject({ pending: 'hang-up', state: { kind: 'active' } });
    expect(leg.asked).toEqual([{ kind: 'hang-up' }]);
  });

  it('ends the call after two seconds though nobody answers', async () => {
    const { call, leg } = active();
    leg.attitude = 'deaf';
    const done = call.hangUp();
    await vi.advanceTimersByTimeAsync(2_000);
    await done;
    expect(call.state).toMatchObject({ kind: 'ended', at: 1_002_000, reason: { kind: 'hung-up', by: 'local', code: null } });
    leg.end({ kind: 'failed' });
    expect(call.state).toMatchObject({ reason: { kind: 'hung-up' } });
  });

  it('ends the call at once when the far end does not know it any more', async () => {
    const { call, leg } = dialled();
    leg.attitude = new PhoneError('rejected', 'Call does not exist', { code: 481 });
    await call.hangUp();
    expect(call.state).toMatchObject({ kind: 'ended', reason: { kind: 'cancelled', by: 'local' } });
  });

  it('refuses headers that are none of our business', async () => {
    const { call, leg } = active();
    for (const headers of [{ Reason: 'x' }, { 'X-A': 'a\r\nVia: b' }, { 'X A': 'a' }, { 'X-A': 'a'.repeat(2_000) }]) {
      await expect(call.hangUp({ headers: headers as Record<string, string> })).rejects.toThrow(refusal('bad-header'));
    }
    expect(leg.asked).toEqual([]);
  });
});

it('is played softer than the others, within reason', () => {
  const { call, output } = active();
  call.speakerVolume = 0.3;
  expect([output.volumes.get(call.id), call.snapshot.speakerVolume]).toEqual([0.3, 0.3]);
  call.speakerVolume = 7;
  expect(call.speakerVolume).toBe(1);
});
