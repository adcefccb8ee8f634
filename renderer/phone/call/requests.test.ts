import { describe, expect, it, vi } from 'vitest';
import { PhoneError, type PhoneErrorReason } from '../errors.ts';
import { active, dialled, ringing } from '../testing/scenes.ts';

const refusal = (reason: PhoneErrorReason) => expect.objectContaining({ name: 'PhoneError', reason });

describe('hold', () => {
  it('follows the answer of the far end, and shows what is asked meanwhile', async () => {
    const { call, leg } = active();
    const held = call.hold();
    expect(call.snapshot).toMatchObject({ pending: 'hold', state: { hold: 'none' } });
    await held;
    expect(call.snapshot).toMatchObject({ pending: null, state: { hold: 'local' } });
    const resumed = call.resume();
    expect(call.snapshot).toMatchObject({ pending: 'resume', state: { hold: 'local' } });
    await resumed;
    expect(call.snapshot).toMatchObject({ pending: null, state: { hold: 'none' } });
    expect(leg.asked).toEqual([
      { kind: 'hold', on: true },
      { kind: 'hold', on: false },
    ]);
  });

  it('takes the microphone off the wire at once, and puts it back when the call is resumed', async () => {
    const { call, leg, microphone } = active();
    microphone.deliver();
    const [track] = leg.microphone;
    const held = call.hold();
    expect(leg.microphone).toEqual([track, null]);
    await held;
    await call.resume();
    expect(leg.microphone).toEqual([track, null, track]);
  });

  it('keeps the microphone off the wire while the far end puts us on hold and takes us back', async () => {
    const { call, leg, microphone } = active();
    microphone.deliver();
    leg.attitude = 'deaf';
    void call.hold();
    leg.say({ kind: 'held', side: 'remote', on: true });
    leg.say({ kind: 'held', side: 'remote', on: false });
    leg.say({ kind: 'held', side: 'local', on: true });
    leg.say({ kind: 'held', side: 'remote', on: true });
    expect(leg.microphone.at(-1)).toBeNull();
    expect(leg.microphone).toHaveLength(2);
  });

  it('that is refused leaves the call as it was, and says so until the next one succeeds', async () => {
    const { call, leg, microphone } = active();
    microphone.deliver();
    leg.attitude = new PhoneError('rejected', 'Not acceptable here', { code: 488 });
    await expect(call.hold()).rejects.toThrow(expect.objectContaining({ reason: 'rejected', code: 488 }));
    expect(call.snapshot).toMatchObject({ pending: null, notice: 'hold-refused', state: { hold: 'none' } });
    expect(leg.microphone.at(-1)).not.toBeNull();
    leg.attitude = 'willing';
    await call.hold();
    expect(call.snapshot.notice).toBeNull();
    leg.attitude = new Error('anything');
    await expect(call.resume()).rejects.toThrow(refusal('rejected'));
    expect(call.snapshot).toMatchObject({ notice: 'resume-refused', state: { hold: 'local' } });
  });

  it('is asked for once, and not at all when it is so already', async () => {
    const { call, leg } = active();
    await Promise.all([call.hold(), call.hold()]);
    await call.hold();
    expect(leg.asked).toEqual([{ kind: 'hold', on: true }]);
  });

  it('lets a quick change of mind have the last word', async () => {
    const { call, leg, microphone } = active();
    microphone.deliver();
    await Promise.all([call.hold(), call.resume()]);
    expect(leg.asked).toEqual([
      { kind: 'hold', on: true },
      { kind: 'hold', on: false },
    ]);
    expect(call.snapshot).toMatchObject({ pending: null, state: { hold: 'none' } });
    expect(leg.microphone.at(-1)).not.toBeNull();
  });

  it('is impossible before the call is up and after its end', async () => {
    const { call, leg } = dialled();
    await expect(call.hold()).rejects.toThrow(refusal('wrong-state'));
    leg.pickUp();
    leg.end();
    await expect(call.resume()).rejects.toThrow(refusal('wrong-state'));
    expect(leg.asked).toEqual([]);
  });

  it('by the far end is shown', () => {
    const { call, leg } = active();
    leg.say({ kind: 'held', side: 'remote', on: true });
    expect(call.state).toMatchObject({ hold: 'remote' });
  });
});

describe('tones', () => {
  it('are sent in capitals, and remembered once they were', async () => {
    const { call, leg } = active();
    const sent = call.sendTones('12,a#');
    expect(call.snapshot.tonesSent).toBe('');
    await sent;
    await call.sendTones('*');
    expect(leg.asked).toEqual([
      { kind: 'tones', tones: '12,A#' },
      { kind: 'tones', tones: '*' },
    ]);
    expect(call.snapshot.tonesSent).toBe('12,A#*');
  });

  it('that are none are refused', async () => {
    const { call, leg } = active();
    await expect(call.sendTones('')).rejects.toThrow(refusal('no-tones'));
    for (const tones of ['12x', '1 2', '\r\n', 'e', '１']) await expect(call.sendTones(tones)).rejects.toThrow(refusal('bad-tones'));
    expect(leg.asked).toEqual([]);
  });

  it('need a call that was answered', async () => {
    const { call, leg } = dialled();
    leg.say({ kind: 'rang' });
    await expect(call.sendTones('1')).rejects.toThrow(refusal('wrong-state'));
    leg.say({ kind: 'accepted' });
    await expect(call.sendTones('1')).resolves.toBeUndefined();
    await expect(ringing().call.sendTones('1')).rejects.toThrow(refusal('wrong-state'));
  });

  it('that the far end does not take are noticed', async () => {
    const { call, leg } = active();
    leg.attitude = new Error('415');
    await expect(call.sendTones('1')).rejects.toThrow(refusal('rejected'));
    expect(call.snapshot).toMatchObject({ notice: 'tones-refused', tonesSent: '' });
    leg.attitude = 'willing';
    await call.sendTones('1');
    expect(call.snapshot.notice).toBeNull();
  });

  it('of the far end are told', () => {
    const { call, leg } = active();
    const heard = vi.fn();
    call.on('tone', heard);
    leg.say({ kind: 'tone-received', tone: '5' });
    expect(heard).toHaveBeenCalledExactlyOnceWith('5');
  });
});
