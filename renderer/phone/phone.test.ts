import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CallSnapshot, CallSnapshot as CallSnapshotSchema } from '../../shared/call.ts';
import type { RegistrationState } from '../../shared/registration.ts';
import { PhoneError } from './errors.ts';
import { Phone } from './phone.ts';
import { makeTestPhone, testAccount } from './testing/test-phone.ts';

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

const credentials = { password: 'secret', turnPassword: '' };
const settle = () => vi.advanceTimersByTimeAsync(0);

describe('opening and closing', () => {
  it('tells how the registration goes, the old state and the new', () => {
    const { phone, line } = makeTestPhone({ isRegistered: false });
    const steps: string[] = [];
    phone.on('registration', ({ new: next, old }) => steps.push(`${old.kind} → ${next.kind}`));
    expect(phone.isOpen).toBe(false);
    phone.open(testAccount, credentials);
    line().register();
    expect(phone.isOpen).toBe(true);
    expect(phone.account).toBe(testAccount);
    expect(steps).toEqual(['offline → connecting', 'connecting → registering', 'registering → registered']);
  });

  it('closes what was open when another account is opened', async () => {
    const { phone, line, lines } = makeTestPhone();
    const call = phone.dial('600');
    phone.open({ ...testAccount, id: 'account-2' }, credentials);
    await settle();
    expect(lines).toHaveLength(2);
    expect(lines[0]?.isClosed).toBe(true);
    expect(call.state).toMatchObject({ kind: 'ended', reason: { by: 'local' } });
    expect(line().isClosed).toBe(false);
    line().register();
    expect(phone.registration.kind).toBe('registered');
    expect(phone.account?.id).toBe('account-2');
  });

  it('opens the last account again with its own credentials', async () => {
    const { phone, line, lines } = makeTestPhone();
    await phone.close();
    expect(phone.account).toBeNull();
    phone.reopen();
    line().register();
    expect(lines).toHaveLength(2);
    expect(phone.account).toBe(testAccount);
  });

  it('cannot reopen what never was open', () => {
    const { phone } = makeTestPhone({ isRegistered: false });
    expect(() => phone.reopen()).toThrow(expect.objectContaining({ reason: 'no-account' }));
  });

  it('counts as closed at once, hangs up what is up and declines what rings', async () => {
    const { phone, line } = makeTestPhone();
    const states: RegistrationState['kind'][] = [];
    phone.on('registration', ({ new: next }) => states.push(next.kind));
    const ringing = line().ring();
    phone.dial('600');
    const [outgoing] = line().invites;
    const closed = phone.close();
    expect(phone.isOpen).toBe(false);
    expect(states).toEqual(['offline']);
    await closed;
    expect(ringing.asked).toEqual([{ kind: 'decline', mode: 'decline' }]);
    expect(outgoing?.leg.asked).toEqual([{ kind: 'hang-up' }]);
    expect(phone.calls).toEqual([]);
    expect(line().isClosed).toBe(true);
  });

  it('closes within two seconds though the far end never answers', async () => {
    const { phone, line } = makeTestPhone();
    phone.dial('600');
    const [outgoing] = line().invites;
    if (outgoing) outgoing.leg.attitude = 'deaf';
    const closed = phone.close();
    await vi.advanceTimersByTimeAsync(2_000);
    await closed;
    expect(line().isClosed).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('takes no call any more while it closes', async () => {
    const { phone, line } = makeTestPhone();
    const incoming = vi.fn();
    phone.on('incoming', incoming);
    const closed = phone.close();
    const late = line().ring();
    await closed;
    expect(late.asked).toEqual([{ kind: 'decline', mode: 'busy' }]);
    expect(incoming).not.toHaveBeenCalled();
  });

  it('is another phone each time, of which the id and the events are known', () => {
    const { phone } = makeTestPhone();
    expect(phone.id).not.toBe(makeTestPhone().phone.id);
    expect(phone.userAgent).toBe('Offhook');
    expect(Phone.availableEvents).toEqual(expect.arrayContaining(['registration', 'incoming', 'calls', 'ended']));
  });
});

describe('dialling', () => {
  it('completes a number with the domain of the account, and sends the INVITE before it returns', () => {
    const { phone, line } = makeTestPhone();
    const call = phone.dial('600', { headers: { 'X-Ticket': '42' } });
    expect(line().invites).toMatchObject([{ uri: 'sip:600@pbx.example.com', leg: { headers: { 'X-Ticket': '42' } } }]);
    expect(call.state).toEqual({ kind: 'dialing' });
    expect(phone.calls).toEqual([call]);
    expect(phone.call(call.id)).toBe(call);
  });

  it('says why it cannot', async () => {
    const { phone, line } = makeTestPhone();
    const reasonOf = (dial: () => unknown) => {
      try {
        dial();
      } catch (error) {
        return error instanceof PhoneError ? error.reason : error;
      }
      return 'no error';
    };
    expect(reasonOf(() => phone.dial('6 or 0'))).toBe('bad-target');
    expect(reasonOf(() => phone.dial('600', { headers: { Via: 'x' } }))).toBe('bad-header');
    line().lose();
    expect(reasonOf(() => phone.dial('600'))).toBe('not-connected');
    await phone.close();
    expect(reasonOf(() => phone.dial('600'))).toBe('no-account');
    expect(phone.calls).toEqual([]);
  });

  it('shows a call that failed at once, and forgets it', () => {
    const { phone, line } = makeTestPhone();
    const ended: CallSnapshot[] = [];
    phone.on('ended', (snapshot) => ended.push(snapshot));
    const { invite } = line();
    line().invite = (uri, options) => {
      const leg = invite.call(line(), uri, options);
      leg.end({ kind: 'network-lost', by: 'local' });
      return leg;
    };
    expect(phone.dial('600').state).toMatchObject({ kind: 'ended', reason: { kind: 'network-lost' } });
    expect(ended).toHaveLength(1);
    expect(phone.calls).toEqual([]);
  });
});

describe('dialling by rules', () => {
  it('goes through the dial plan of the account, unless told not to', () => {
    const { phone, line } = makeTestPhone({ outgoing: { countryCode: '49' } });
    phone.dial('0301234567');
    phone.dial('0301234567', { withoutPlan: true });
    expect(phone.outgoing.countryCode).toBe('49');
    phone.outgoing = { ...phone.outgoing, countryCode: '43' };
    phone.dial('0301234567');
    expect(line().invites.map(({ uri }) => uri)).toEqual(
      ['+49301234567', '0301234567', '+43301234567'].map((user) => `sip:${user}@pbx.example.com`),
    );
  });

  it('asks the network to keep our name, when told so', () => {
    const { phone, line } = makeTestPhone();
    phone.dial('600', { anonymous: true });
    phone.dial('600');
    expect(line().invites.map(({ leg }) => leg.isAnonymous)).toEqual([true, false]);
  });

  it('dials once more what was dialled last, in the same way', () => {
    const { phone, line } = makeTestPhone();
    expect(() => phone.redial()).toThrow(expect.objectContaining({ reason: 'nothing-to-redial' }));
    phone.dial('600');
    phone.dial('601', { anonymous: true, headers: { 'X-Ticket': '7' } });
    expect(() => phone.dial('not a number')).toThrow(expect.objectContaining({ reason: 'bad-target' }));
    phone.redial();
    expect(line().invites.at(-1)).toMatchObject({
      uri: 'sip:601@pbx.example.com',
      leg: { isAnonymous: true, headers: { 'X-Ticket': '7' } },
    });
  });
});

describe('what is told', () => {
  it('comes once per microtask, with a snapshot that fits the contract and stays the same until it changes', async () => {
    const { phone, line } = makeTestPhone();
    const told: (readonly CallSnapshot[])[] = [];
    phone.on('calls', (snapshots) => told.push(snapshots));
    const call = phone.dial('600');
    line().invites[0]?.leg.say({ kind: 'rang' });
    call.muteMicrophone();
    expect(told).toHaveLength(0);
    await settle();
    expect(told).toHaveLength(1);
    expect(told[0]).toBe(phone.snapshots);
    expect(CallSnapshotSchema.parse(told[0]?.[0])).toEqual(call.snapshot);
    expect(told[0]?.[0]).toMatchObject({ state: { kind: 'ringing' }, isMicrophoneMuted: true, accountId: 'account-1', identifier: 1 });
    await settle();
    expect(told).toHaveLength(1);
  });

  it('says once of each call that it ended, when it is no longer among the live ones', async () => {
    const { phone, line } = makeTestPhone();
    const leg = line().ring();
    const ended: { snapshot: CallSnapshot; live: number }[] = [];
    phone.on('ended', (snapshot) => ended.push({ snapshot, live: phone.calls.length }));
    leg.end({ kind: 'answered-elsewhere', code: 200 });
    leg.end();
    leg.say({ kind: 'rang' });
    await settle();
    expect(ended).toMatchObject([{ snapshot: { id: leg.id, state: { kind: 'ended', reason: { kind: 'answered-elsewhere' } } }, live: 0 }]);
    expect(phone.snapshots).toEqual([]);
  });

  it('reaches everyone though a view throws, and the call lives on', async () => {
    const { phone, line, logged } = makeTestPhone();
    const explode = () => {
      throw new Error('the view is broken');
    };
    phone.on('incoming', explode);
    phone.on('calls', explode);
    const heard = vi.fn();
    phone.on('incoming', heard);
    const leg = line().ring();
    const [call] = phone.calls;
    call?.on('state', explode);
    call?.on('changed', explode);
    await call?.answer();
    await settle();
    expect(heard).toHaveBeenCalledExactlyOnceWith(call);
    expect(call?.state.kind).toBe('active');
    expect(leg.asked).toEqual([{ kind: 'accept' }]);
    expect(logged.filter((entry) => entry.startsWith('error') && entry.includes('the view is broken')).length).toBeGreaterThan(3);
  });

  it('names neither numbers nor passwords in the log at info', async () => {
    const { phone, line, logged } = makeTestPhone();
    line().ring({ peer: { number: '0301234567', name: 'Bob' } });
    phone.dial('0307654321');
    await phone.close();
    expect(logged.length).toBeGreaterThan(5);
    expect(logged.filter((entry) => /0301234567|0307654321|secret|Bob/.test(entry))).toEqual([]);
  });
});

describe('when the network goes', () => {
  it('a lost socket ends no call, and the media is restarted when the phone is registered again', async () => {
    const { phone, line } = makeTestPhone();
    const call = phone.dial('600');
    const leg = line().invites[0]?.leg;
    leg?.pickUp();
    line().lose();
    await settle();
    expect(call.state.kind).toBe('active');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(leg?.asked).toEqual([]);
    line().register();
    expect(leg?.asked).toEqual([{ kind: 'restart-media' }]);
    expect(call.state.kind).toBe('active');
  });

  it('asks the line to prove that it lives, and retries at once, when told so', () => {
    const { phone, line } = makeTestPhone();
    phone.checkConnection();
    expect(line().checks).toEqual([1_000]);
    line().lose();
    phone.retryNow();
    expect(line().opened).toBe(2);
  });

  it('is asked in vain while it is closed', () => {
    const { phone, lines } = makeTestPhone({ isRegistered: false });
    phone.checkConnection();
    phone.retryNow();
    expect(lines).toEqual([]);
    expect(phone.registration).toEqual({ kind: 'offline' });
  });
});
