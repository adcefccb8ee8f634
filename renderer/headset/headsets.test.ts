import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { CallSnapshot } from '../../shared/call.ts';
import type { Command } from '../../shared/command.ts';
import { makeHeadsets } from './headsets.ts';
import { layoutOf, writeLights } from './layout.ts';
import { dark, lightsOf } from './lights.ts';
import { openHeadset } from './open-headset.ts';
import { keypadInside, mediaKeys, reportEach } from './testing/descriptors.ts';
import { FakeHeadset, FakeHid } from './testing/fake-headset.ts';

const settle = () => new Promise((resolve) => setTimeout(resolve));
const paired = { vendorId: 0x0b0e, productId: 0x24c8, name: 'Fake headset' };

/** Calls that do at once what they are asked. */
function makePhone() {
  let calls: readonly CallSnapshot[] = [];
  let last = 0;
  const phone = {
    commands: [] as Command[],
    onCalls: () => {},
    calls: () => calls,
    now: () => 0,
    begin(direction: 'incoming' | 'outgoing'): void {
      const state = { kind: direction === 'incoming' ? 'ringing' : 'dialing' };
      const part = { id: `${++last}`, direction, state, pending: null, conferenceId: null, isMicrophoneMuted: false };
      phone.set([...calls, part as unknown as CallSnapshot]);
    },
    set(next: readonly CallSnapshot[]): void {
      calls = next;
      phone.onCalls();
    },
    change: (id: string, change: object) => phone.set(calls.map((call) => (call.id === id ? { ...call, ...change } : call))),
    end: (id: string) => phone.set(calls.filter((call) => call.id !== id)),
    execute(command: Command): void {
      phone.commands.push(command);
      if (!('callId' in command)) return;
      const call = calls.find(({ id }) => id === command.callId);
      if (!call) throw new Error(`${command.kind} of a call that is not there`);
      const talking = (hold: string) => ({ state: { kind: 'active', since: 1, hold } });
      if (command.kind === 'answer') phone.change(call.id, talking('none'));
      else if (command.kind === 'hold') phone.change(call.id, talking('local'));
      else if (command.kind === 'resume') phone.change(call.id, talking('none'));
      else if (command.kind === 'toggle-microphone') phone.change(call.id, { isMicrophoneMuted: !call.isMicrophoneMuted });
      else phone.end(call.id);
    },
  };
  return phone;
}

function setUp(descriptor = keypadInside) {
  const hid = new FakeHid();
  const headset = new FakeHeadset(descriptor);
  const phone = makePhone();
  const log: string[] = [];
  const onChanged = vi.fn();
  const { calls, now } = phone;
  const headsets = makeHeadsets({
    hid,
    calls,
    now,
    execute: (command) => phone.execute(command),
    onChanged,
    log: (line) => log.push(line),
  });
  phone.onCalls = headsets.show;
  return { hid, headset, phone, log, onChanged, headsets };
}

describe('a call by its headset', () => {
  it('rings, is answered, muted and ended, and each light goes where the call goes', async () => {
    const { hid, headset, phone, headsets } = setUp();
    hid.devices = [headset];
    await headsets.allow([paired]);
    expect(headset.told).toEqual([]); // nobody calls: it is left alone
    phone.begin('incoming');
    headset.report(2, 0b1, 0);
    headset.report(2, 0b101, 0);
    headset.report(2, 0b1, 0);
    headset.report(2, 0, 0);
    await settle();
    expect(phone.commands.map(({ kind }) => kind)).toEqual(['answer', 'toggle-microphone', 'hang-up']);
    const [ring, talk, muted, none] = [0b100100, 0b1, 0b11, 0].map((lights) => `2:${lights},0`);
    expect(headset.told).toEqual([ring, talk, muted, none]);
  });

  it('is over when the far end says so, and what the headset says of that late ends no other', async () => {
    const { hid, headset, phone, headsets } = setUp();
    hid.devices = [headset];
    await headsets.allow([paired]);
    phone.begin('incoming');
    headset.report(2, 1, 0);
    phone.set([]);
    phone.begin('outgoing');
    headset.report(2, 0, 0);
    headset.report(2, 1, 0);
    expect(phone.commands.map(({ kind }) => kind)).toEqual(['answer']);
    headset.report(2, 0, 0);
    expect(phone.commands.map(({ kind }) => kind)).toEqual(['answer', 'hang-up']);
  });

  it('is told each light by its own report, where it has one for each', async () => {
    const { hid, headset, phone, headsets } = setUp(reportEach);
    hid.devices = [headset];
    await headsets.allow([paired]);
    phone.begin('incoming');
    headset.report(8, 1);
    await settle();
    expect(headset.told).toEqual(['24:1', '23:1', '24:0']);
  });
});

describe('headsets come and go', () => {
  it('one that nobody paired is not opened', async () => {
    const { hid, headset, headsets } = setUp();
    hid.devices = [headset];
    await headsets.allow([{ ...paired, productId: 1 }]);
    expect(headset.opened).toBe(false);
    expect(headsets.state(paired)).toBe('missing');
  });

  it('is opened when it is plugged in, and lit as the calls are', async () => {
    const { hid, headset, phone, headsets, onChanged } = setUp();
    await headsets.allow([paired]);
    expect(headsets.state(paired)).toBe('missing');
    phone.begin('outgoing');
    hid.plug(headset);
    await vi.waitFor(() => expect(headsets.state(paired)).toBe('working'));
    expect(headset.told).toEqual(['2:1,0']);
    expect(onChanged).toHaveBeenCalled();
    hid.devices = [];
    hid.dispatchEvent(new Event('disconnect'));
    await vi.waitFor(() => expect(headsets.state(paired)).toBe('missing'));
  });

  it('is dark and closed once it is forgotten', async () => {
    const { hid, headset, phone, headsets } = setUp();
    hid.devices = [headset];
    await headsets.allow([paired]);
    phone.begin('outgoing');
    await headsets.allow([]);
    expect(headset.told.at(-1)).toBe('2:0,0');
    expect(headset.opened).toBe(false);
    headset.opened = true;
    headset.report(2, 0, 0);
    expect(phone.commands).toEqual([]);
  });

  it('that another program holds is said to be busy, and tried again when something is plugged', async () => {
    const { hid, headset, headsets, log } = setUp();
    headset.failure = new DOMException('Failed to open the device.', 'NotAllowedError');
    hid.devices = [headset];
    await headsets.allow([paired]);
    expect(headsets.state(paired)).toBe('busy');
    expect(log.join()).toContain('Failed to open');
    headset.failure = null;
    hid.plug(headset);
    await vi.waitFor(() => expect(headsets.state(paired)).toBe('working'));
  });

  it('that cannot be told any more is lost, and the calls go on', async () => {
    const { hid, headset, phone, headsets } = setUp();
    hid.devices = [headset];
    await headsets.allow([paired]);
    headset.failure = new DOMException('Failed to write the report.', 'NetworkError');
    phone.begin('incoming');
    await vi.waitFor(() => expect(headsets.state(paired)).not.toBe('working'));
    expect(phone.calls()).toHaveLength(1);
  });

  it('without a button for calls is said to be of no use', async () => {
    const { hid, headsets } = setUp();
    const odd = new FakeHeadset(mediaKeys);
    Object.assign(odd.collections[0]!, { usagePage: 0x0b });
    hid.devices = [odd];
    await headsets.allow([paired]);
    expect(headsets.state(paired)).toBe('useless');
  });
});

/** What may happen, in any order. Bits of the report: 0 hook, 2 mute, 3 flash. */
type Step = 'rings' | 'dial' | 'far end ends' | 'hook' | 'mute' | 'flash' | 'another takes it' | 'another leaves it';
const steps: Step[] = ['rings', 'dial', 'far end ends', 'hook', 'mute', 'flash', 'another takes it', 'another leaves it'];

it('whatever is pressed and whoever calls, in whatever order, the lights are those of the calls, unless somebody else has the headset', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...steps), { maxLength: 25 }), async (order) => {
      const phone = makePhone();
      const headset = new FakeHeadset(keypadInside);
      const { calls, now } = phone;
      const open = await openHeadset(headset, { calls, now, execute: (command) => phone.execute(command), onLost: () => {} });
      phone.onCalls = open.show;
      let bits = 0;
      let isForeign = false;
      const send = (next: number) => {
        bits = next;
        headset.report(2, bits, 0);
      };
      // It confirms that it is off hook, or on hook, as the real ones do.
      headset.onTold = ([lights = 0]) => {
        if ((lights & 1) !== (bits & 1)) send((bits & ~1) | (lights & 1));
      };
      for (const step of order) {
        const before = phone.commands.length;
        const told = headset.told.length;
        if (step === 'rings') phone.begin('incoming');
        else if (step === 'dial') phone.begin('outgoing');
        else if (step === 'far end ends') phone.set(phone.calls().slice(1));
        else if (step === 'hook' && !isForeign && phone.calls().length > 0) send(bits ^ 1);
        else if (step === 'mute' || step === 'flash') {
          send(bits | (step === 'mute' ? 4 : 8));
          send(bits & ~12);
        } else if (step === 'another takes it' && phone.calls().length === 0 && (bits & 1) === 0) {
          isForeign = true;
          send(bits | 1);
        } else if (step === 'another leaves it' && isForeign) {
          isForeign = false;
          send(bits & ~1);
        }
        await settle();
        const layout = layoutOf(headset.collections);
        const wanted = String([...writeLights(layout, lightsOf(phone.calls()))[0]!.data]);
        if (isForeign) expect([phone.commands.length, headset.told.length]).toEqual([before, told]);
        else expect(headset.told.at(-1) ?? `2:${[...writeLights(layout, dark)[0]!.data]}`).toBe(`2:${wanted}`);
      }
      await open.close();
    }),
    { numRuns: 60 },
  );
});
