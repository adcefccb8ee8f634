import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocket as Socket } from 'ws';
import { followPhone } from '../../renderer/headset-program/follow.ts';
import { eposConnect, type MakerDoor } from '../../renderer/headset-program/makers.ts';
import { keepConnected, quietly } from '../../renderer/headset-program/program.ts';
import type { ProgramPress, ProgramState, ProgramView } from '../../shared/headset-program.ts';
import { EposService } from '../maker-services.ts';

/* The library's own class for EPOS, over a real socket to a stand-in for EPOS Connect: the library can be told no other address, so the socket
   that it opens is led there. Not Node's own: a second one to an address that was just gone may wait for ever. */

let epos: EposService;
let door: MakerDoor;
let states: ProgramState[];
let presses: ProgramPress[];
/** What the phone makes of a press. */
let obey: (press: ProgramPress) => ProgramView | Promise<ProgramView>;
let show: (view: ProgramView) => void;
let stop: () => void;

const view = (kind: 'rings' | 'dials' | 'talks' | null, { isHeld = false, isMuted = false, id = 'a' } = {}): ProgramView => ({
  calls: kind === null ? [] : [{ id, kind, isHeld }],
  isMuted,
});
const lastState = () => expect.poll(() => states.at(-1), { timeout: 5_000 });
const lit = (...lights: string[]) => expect.poll(() => epos.lit, { timeout: 5_000 }).toEqual(lights.sort());
beforeEach(async () => {
  epos = await EposService.start({ isSecure: false });
  vi.stubGlobal(
    'WebSocket',
    class extends Socket {
      constructor(url: string) {
        expect(url).toBe('wss://127.0.0.1:41088');
        super(`ws://127.0.0.1:${epos.port}`);
        this.on('error', () => {}); // `close` follows, as in a browser
      }
    },
  );
  [states, presses] = [[], []];
  obey = () => view(null);
  door = eposConnect(quietly(() => {}));
  const ask = async (press: ProgramPress) => {
    presses.push(press);
    return obey(press);
  };
  show = followPhone({ maker: door.maker, ask, log: () => {} });
});
afterEach(async () => {
  stop();
  vi.unstubAllGlobals();
  await epos.stop();
});

const look = (): void => {
  stop = keepConnected({ ...door, onState: (state) => states.push(state), pause: 100 });
};
const connect = async (): Promise<void> => {
  look();
  await lastState().toEqual({ kind: 'working', headset: 'EPOS IMPACT 1061T' });
  epos.heard.length = 0;
};

describe('a call through EPOS Connect', () => {
  test('that the phone answers, mutes, holds and ends is the same on the headset', async () => {
    await connect();
    show(view('rings'));
    await lit('ring');
    show(view('talks'));
    await lit('offHook');
    show(view('talks', { isMuted: true }));
    await lit('mute', 'offHook');
    show(view('talks', { isMuted: true, isHeld: true }));
    await lit('hold', 'mute', 'offHook');
    show(view(null));
    await lit();
    expect(epos.heard).toEqual([
      ...['IncomingCall a', 'InCallAccepted a', 'MuteHeadset', 'CallHold a'],
      ...['HeldCallResumed', 'UnmuteHeadset', 'CallEnded a'],
    ]);
  });

  test('is declined at the headset, which is told nothing of that again', async () => {
    await connect();
    show(view('rings'));
    await lit('ring');
    epos.heard.length = 0;
    epos.press('InCallRejected');
    await expect.poll(() => presses).toEqual([{ kind: 'decline', callId: 'a' }]);
    show(view(null));
    show(view('dials', { id: 'b' }));
    await lit('offHook');
    expect(epos.heard).toEqual(['OutgoingCall b']);
  });

  test('that cannot be muted as the headset says puts the headset right', async () => {
    await connect();
    obey = () => view('talks');
    show(view('talks'));
    await lit('offHook');
    epos.press('MuteSoftphone');
    await expect.poll(() => presses).toEqual([{ kind: 'mute', on: true }]);
    await lit('offHook');
  });

  test('is not told to be as it was while the phone still does what was pressed', async () => {
    await connect();
    let resolve = (_: ProgramView) => {};
    const done = new Promise<ProgramView>((answer) => {
      resolve = answer;
    });
    obey = () => done;
    show(view('talks'));
    await lit('offHook');
    epos.press('MuteSoftphone');
    await expect.poll(() => presses).toHaveLength(1);
    epos.heard.length = 0;
    show(view('talks'));
    show(view('talks', { isMuted: true }));
    resolve(view('talks', { isMuted: true }));
    await done;
    show(view('talks', { isMuted: true, isHeld: true }));
    await lit('hold', 'mute', 'offHook');
    expect(epos.heard).toEqual(['CallHold a']);
  });

  test('goes on while the program ends and comes back, and is told to it anew', async () => {
    await connect();
    show(view('talks'));
    const { port } = epos;
    await epos.stop();
    await lastState().toEqual({ kind: 'missing' });
    show(view('talks', { isMuted: true }));
    epos = await EposService.start({ isSecure: false, port });
    await lit('mute', 'offHook');
    await lastState().toEqual({ kind: 'working', headset: 'EPOS IMPACT 1061T' });
  });
});

describe('a program that is not as it should be', () => {
  test('may send what it likes: nothing is asked of the phone, and it is still heard afterwards', async () => {
    await connect();
    obey = () => view('talks');
    show(view('rings'));
    await lit('ring');
    for (const text of [
      '',
      '{',
      'null',
      '[]',
      '{"Event":7}',
      '{"Event":"InCallAccepted"}',
      '{"Event":"InCallAccepted","EventType":"Notification"}',
    ])
      epos.blurt(text);
    epos.blurt('{"Event":"CallEnded","EventType":"Notification","CallID":"a","ReturnCode":5}');
    epos.press('InCallAccepted');
    await expect.poll(() => presses).toEqual([{ kind: 'answer', callId: 'a' }]);
  });

  test('that knows of no headset any more is said to have none', async () => {
    await connect();
    epos.unplug();
    await lastState().toEqual({ kind: 'working', headset: '' });
  });

  test('that says nothing at all is given up, and tried again', async () => {
    epos.isSilent = true;
    look();
    await lastState().toEqual({ kind: 'missing' });
    epos.isSilent = false;
    await lastState().toMatchObject({ kind: 'working' });
  });
});
