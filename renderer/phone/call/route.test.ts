import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeFakeStream } from '../testing/fake-media.ts';
import { dialled } from '../testing/scenes.ts';
import { makeTestPhone } from '../testing/test-phone.ts';

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

const there = (user: string, host = 'pbx.example.com') => `sip:${user}@${host}`;

describe('a call that is sent on by a 3xx', () => {
  it('stays the same call, and rings at the other place with the same headers', () => {
    const test = makeTestPhone();
    const call = test.phone.dial('600', { anonymous: true, headers: { 'X-Ticket': '7' } });
    const [first] = test.line().invites;
    const heard: unknown[] = [];
    call.on('redirected', (way) => heard.push(way));
    call.on('ended', () => heard.push('ended'));
    first?.leg.say({ kind: 'rang' });
    first?.leg.sendOn(there('601'));
    const second = test.line().invites[1];
    expect(second).toMatchObject({ uri: there('601'), leg: { headers: { 'X-Ticket': '7' }, isAnonymous: true } });
    expect(heard).toEqual([{ from: there('600'), to: there('601') }]);
    expect(call).toMatchObject({ id: first?.leg.id, destination: '600', peer: { number: '601' }, state: { kind: 'dialing' } });
    expect(test.tones.ringbackFor.size).toBe(0);
    first?.leg.end();
    second?.leg.pickUp();
    expect(call.state.kind).toBe('active');
    expect(test.phone.calls).toEqual([call]);
  });

  it('has the microphone on the new leg, and nothing of the old sound', () => {
    const { call, leg, line, microphone, output } = dialled();
    microphone.deliver();
    call.muteSpeaker();
    call.speakerVolume = 0.3;
    leg.say({ kind: 'audio', stream: makeFakeStream(), early: true });
    leg.sendOn(there('601'));
    const second = line().invites[1]?.leg;
    expect(second?.microphone).toEqual([leg.microphone[0]]);
    expect(output.playing.size).toBe(0);
    expect(call).toMatchObject({ remoteStream: null, isSpeakerMuted: true });
    expect([...output.muted]).toEqual([call.id]);
    expect(output.volumes.get(call.id)).toBe(0.3);
    const stream = makeFakeStream();
    second?.pickUp();
    second?.say({ kind: 'audio', stream, early: false });
    expect(call.remoteStream).toBe(stream);
  });

  it('goes to the first place that is allowed and was not tried', () => {
    const { leg, line } = dialled();
    leg.sendOn(there('1', 'elsewhere.example'), there('600'), there('601'), there('602'));
    expect(line().invites.map(({ uri }) => uri)).toEqual([there('600'), there('601')]);
  });

  it.each([
    ['leads in a circle', {}, there('600')],
    ['leaves the domain', {}, there('1', 'elsewhere.example')],
    ['is not to be followed', { redirects: 'never' }, there('601')],
    ['leads nowhere', { redirects: 'always' }, 'tel:601'],
  ] as const)('ends as redirected when it %s', (_, outgoing, contact) => {
    const { call, leg, line } = dialled(makeTestPhone({ outgoing }));
    leg.sendOn(contact);
    expect(line().invites).toHaveLength(1);
    expect(call.state).toMatchObject({ kind: 'ended', reason: { kind: 'redirected', by: 'remote', code: 302, to: contact } });
  });

  it('is given up after five times', () => {
    const { call, line } = dialled();
    for (let hop = 1; hop <= 6; hop++)
      line()
        .invites.at(-1)
        ?.leg.sendOn(there(`60${hop}`));
    expect(line().invites).toHaveLength(6);
    expect(call.state).toMatchObject({ kind: 'ended', reason: { kind: 'redirected' } });
  });

  it('does not go on when the user gave it up', async () => {
    const { call, leg, line } = dialled();
    leg.attitude = 'deaf';
    const done = call.hangUp();
    leg.sendOn(there('601'));
    await done;
    expect(line().invites).toHaveLength(1);
    expect(call.state.kind).toBe('ended');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends when the line is down by then', () => {
    const { call, leg, line } = dialled();
    line().lose();
    leg.sendOn(there('601'));
    expect(call.state).toMatchObject({ kind: 'ended', reason: { kind: 'redirected' } });
  });
});
