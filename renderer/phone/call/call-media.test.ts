import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeFakeStream } from '../testing/fake-media.ts';
import { active, dialled, ringing } from '../testing/scenes.ts';
import { makeTestPhone } from '../testing/test-phone.ts';

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

describe('the microphone', () => {
  it('is asked for when a call is dialled, and the call does not wait for it', () => {
    const { call, leg, microphone } = active();
    expect(microphone.users).toBe(1);
    expect(leg.microphone).toEqual([]);
    expect(call.state.kind).toBe('active');
    microphone.deliver();
    expect(leg.microphone).toEqual([expect.objectContaining({ readyState: 'live', enabled: true })]);
  });

  it('stays closed while a call only rings here, and opens with the answer', async () => {
    const { call, microphone } = ringing();
    expect(microphone.users).toBe(0);
    await call.answer();
    expect(microphone.users).toBe(1);
  });

  it('is given back when the call ends, and its track stopped', () => {
    const { leg, microphone } = active();
    microphone.deliver();
    const [track] = leg.microphone;
    leg.end();
    expect(microphone.users).toBe(0);
    expect(track?.readyState).toBe('ended');
  });

  it('that cannot be had is noticed, and the call goes on', () => {
    for (const notice of ['microphone-missing', 'microphone-denied', 'microphone-busy'] as const) {
      const { call, leg, microphone } = dialled();
      microphone.fail(notice);
      leg.pickUp();
      expect(call.snapshot).toMatchObject({ notice, state: { kind: 'active' } });
      microphone.deliver();
      expect(call.snapshot.notice).toBeNull();
    }
  });

  it('that the leg will not take is noticed as well', async () => {
    const { call, leg, microphone } = active();
    leg.setMicrophone = () => Promise.reject(new Error('no sender'));
    microphone.deliver();
    await vi.advanceTimersByTimeAsync(0);
    expect(call.snapshot).toMatchObject({ notice: 'microphone-lost', state: { kind: 'active' } });
  });

  it('is off the wire from the moment a call is to end, also where the far end was being put on hold and says nothing', () => {
    for (const isHeldBefore of [false, true]) {
      const { call, leg, microphone } = active();
      microphone.deliver();
      leg.attitude = 'deaf';
      if (isHeldBefore) void call.hold();
      void call.hangUp();
      expect(call.snapshot).toMatchObject({ pending: 'hang-up', state: { kind: 'active' } });
      expect(leg.microphone.at(-1)).toBeNull();
    }
  });

  it('stays muted through a change of devices, and before there is any', () => {
    const { call, leg, microphone } = active();
    call.muteMicrophone();
    microphone.deliver();
    expect(leg.microphone.at(-1)?.enabled).toBe(false);
    microphone.deliver({ notice: 'microphone-lost' });
    expect(leg.microphone.at(-1)?.enabled).toBe(false);
    expect(call.snapshot).toMatchObject({ isMicrophoneMuted: true, notice: 'microphone-lost' });
    call.unmuteMicrophone();
    expect(leg.microphone.at(-1)?.enabled).toBe(true);
  });

  it('is muted by silencing this call only', () => {
    const test = makeTestPhone();
    const first = dialled(test);
    const second = dialled(test);
    test.microphone.deliver();
    expect(first.call.toggleMicrophone()).toBe(true);
    expect(first.leg.microphone.at(-1)?.enabled).toBe(false);
    expect(second.leg.microphone.at(-1)?.enabled).toBe(true);
    expect(first.call.toggleMicrophone()).toBe(false);
  });

  it('of a held call changes without getting on the wire', async () => {
    const { call, leg, microphone } = active();
    microphone.deliver();
    await call.hold();
    microphone.deliver();
    expect(leg.microphone.at(-1)).toBeNull();
    await call.resume();
    expect(leg.microphone.at(-1)?.readyState).toBe('live');
  });
});

describe('the speaker', () => {
  it('plays the far end, and nothing after the call', () => {
    const { call, leg, output } = active();
    const stream = makeFakeStream();
    const heard = vi.fn();
    call.on('audio', heard);
    expect(call.snapshot.audio).toBe('none');
    leg.say({ kind: 'audio', stream, early: true });
    leg.say({ kind: 'audio', stream, early: false });
    expect(heard).toHaveBeenCalledExactlyOnceWith(stream);
    expect(call.remoteStream).toBe(stream);
    expect(output.playing.get(call.id)).toBe(stream);
    leg.end();
    expect(output.playing.size).toBe(0);
    expect(call).toMatchObject({ remoteStream: null, snapshot: { audio: 'none' } });
  });

  it('is muted for one call', () => {
    const { call, output } = active();
    call.muteSpeaker();
    call.muteSpeaker();
    expect([...output.muted]).toEqual([call.id]);
    expect(call.snapshot.isSpeakerMuted).toBe(true);
    expect(call.toggleSpeaker()).toBe(false);
    call.unmuteSpeaker();
    expect(output.muted.size).toBe(0);
  });
});

describe('the ringing tone', () => {
  it('sounds while the far end rings, and ends with the answer', () => {
    const { call, leg, tones } = dialled();
    expect(tones.ringbackFor.size).toBe(0);
    leg.say({ kind: 'rang' });
    expect([...tones.ringbackFor]).toEqual([call.id]);
    leg.say({ kind: 'accepted' });
    expect(tones.ringbackFor.size).toBe(0);
  });

  it('ends with the call when nobody answers', () => {
    const { leg, tones } = dialled();
    leg.say({ kind: 'rang' });
    leg.end({ kind: 'no-answer' });
    expect(tones.ringbackFor.size).toBe(0);
  });

  it('goes on under early media that carries nothing, and ends when there is sound in it', async () => {
    const { call, leg, meters, output, tones } = dialled();
    leg.say({ kind: 'rang' });
    leg.say({ kind: 'audio', stream: makeFakeStream(), early: true });
    expect(output.playing.has(call.id)).toBe(true);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(tones.ringbackFor.size).toBe(1);
    expect(call.snapshot.audio).toBe('none');
    const changed = vi.fn();
    call.on('changed', changed);
    meters.level = 0.05;
    await vi.advanceTimersByTimeAsync(100);
    expect(tones.ringbackFor.size).toBe(0);
    expect(changed).toHaveBeenCalledOnce();
    expect(call.snapshot.audio).toBe('early');
    // A network's own tone has pauses, too.
    meters.level = 0;
    leg.say({ kind: 'rang' });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(tones.ringbackFor.size).toBe(0);
  });

  it('does not begin over early media that is heard already', async () => {
    const { leg, meters, tones } = dialled();
    meters.level = 0.05;
    leg.say({ kind: 'audio', stream: makeFakeStream(), early: true });
    leg.say({ kind: 'rang' });
    expect(tones.ringbackFor.size).toBe(0);
  });

  it('is not for a call that rings here', () => {
    const { tones } = ringing();
    expect(tones.ringbackFor.size).toBe(0);
  });
});

describe('a path that broke', () => {
  const restart = { kind: 'restart-media' };

  it('is shown, and shown as mended', () => {
    const { call, leg } = active();
    leg.say({ kind: 'audio', stream: makeFakeStream(), early: false });
    for (const [state, audio] of [
      ['interrupted', 'interrupted'],
      ['failed', 'interrupted'],
      ['flowing', 'flowing'],
    ] as const) {
      leg.say({ kind: 'path', state });
      expect(call.snapshot.audio).toBe(audio);
    }
  });

  it('is restarted at once and every ten seconds, and after thirty the call is given up', async () => {
    const { call, leg } = active();
    leg.say({ kind: 'path', state: 'failed' });
    expect(leg.asked).toEqual([restart]);
    await vi.advanceTimersByTimeAsync(29_999);
    expect(leg.asked).toEqual([restart, restart, restart]);
    expect(call.state.kind).toBe('active');
    await vi.advanceTimersByTimeAsync(1);
    expect(leg.asked.at(-1)).toEqual({ kind: 'hang-up' });
    expect(call.state).toMatchObject({ kind: 'ended', reason: { kind: 'network-lost', by: 'local' } });
  });

  it('is given up though the far end refuses every restart and hears no goodbye', async () => {
    const { call, leg } = active();
    leg.attitude = new Error('488');
    leg.say({ kind: 'path', state: 'failed' });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(call.state).toMatchObject({ kind: 'ended', reason: { kind: 'network-lost' } });
  });

  it('is left alone once the sound flows', async () => {
    const { call, leg } = active();
    leg.say({ kind: 'path', state: 'failed' });
    await vi.advanceTimersByTimeAsync(9_000);
    leg.say({ kind: 'path', state: 'interrupted' });
    leg.say({ kind: 'path', state: 'flowing' });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(leg.asked).toEqual([restart]);
    expect(call.state.kind).toBe('active');
  });

  it('is waited for without end while the server is out of reach', async () => {
    const { call, leg, line } = active();
    line().lose();
    leg.say({ kind: 'path', state: 'failed' });
    await vi.advanceTimersByTimeAsync(600_000);
    expect(leg.asked).toEqual([]);
    expect(call.state.kind).toBe('active');
    line().register();
    expect(leg.asked).toEqual([restart]);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(call.state).toMatchObject({ kind: 'ended', reason: { kind: 'network-lost' } });
  });

  it('stops the count of a call when the server goes out of reach in between', async () => {
    const { call, leg, line } = active();
    leg.say({ kind: 'path', state: 'failed' });
    await vi.advanceTimersByTimeAsync(25_000);
    line().lose();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(call.state.kind).toBe('active');
  });
});

it('leaves nothing behind: no timer, no sound, no track, no meter', async () => {
  const { call, leg, line, meters, microphone, output, phone, tones } = dialled();
  leg.say({ kind: 'rang' });
  leg.say({ kind: 'audio', stream: makeFakeStream(), early: true });
  microphone.deliver();
  leg.pickUp();
  call.readLevels();
  await call.hold();
  leg.say({ kind: 'path', state: 'failed' });
  leg.attitude = 'deaf';
  void call.hangUp();
  leg.end();
  microphone.deliver();
  line().lose();
  await phone.close();
  expect(vi.getTimerCount()).toBe(0);
  expect(meters.open).toBe(0);
  expect(microphone.users).toBe(0);
  expect(output.playing.size).toBe(0);
  expect(tones).toMatchObject({ isRinging: false, isWaiting: false });
  expect(tones.ringbackFor.size).toBe(0);
  expect(leg.microphone.filter((track) => track?.readyState === 'live')).toEqual([]);
});
