import { expect, test, vi } from 'vitest';
import type { Command } from '../shared/command.ts';
import { type CommandPorts, makeExecute, makePerform } from './commands.ts';
import type { Notice } from './notice.ts';
import { PhoneError } from './phone/errors.ts';
import { active } from './phone/testing/scenes.ts';
import { makeTestPhone } from './phone/testing/test-phone.ts';
import { bob } from './testing/calls.ts';

function setUp() {
  const made = makeTestPhone();
  const raised: Notice[] = [];
  const offered: string[] = [];
  const opened: string[] = [];
  const blocked: string[] = [];
  const wish = { dialsWithVideo: false };
  const onDialled = vi.fn();
  const setDoNotDisturb = vi.fn(async () => {});
  const setPresence = vi.fn(async () => {});
  const chooseDevice = vi.fn(async () => {});
  const showView = vi.fn();
  const showCommandBar = vi.fn();
  const showMessages = vi.fn();
  const ports: CommandPorts = {
    phone: made.phone,
    openAccount: async (accountId) => void opened.push(accountId),
    offer: (target) => void offered.push(target),
    dialsWithVideo: () => wish.dialsWithVideo,
    onDialled,
    setDoNotDisturb,
    setPresence,
    chooseDevice,
    showView,
    showCommandBar,
    showMessages,
    block: async (pattern) => void blocked.push(pattern),
    runSelfTest: async () => {},
    raise: (notice) => void raised.push(notice),
  };
  const [execute, perform] = [makeExecute(ports), makePerform(ports)];
  return {
    ...made,
    execute,
    perform,
    raised,
    offered,
    opened,
    blocked,
    wish,
    onDialled,
    setDoNotDisturb,
    setPresence,
    chooseDevice,
    showView,
    showCommandBar,
    showMessages,
  };
}

test('a number is dialled, a link only offered', async () => {
  const { execute, line, offered, onDialled } = setUp();
  await execute({ kind: 'dial', target: '1002', confirm: false });
  expect(line().invites.map(({ uri }) => uri)).toEqual(['sip:1002@pbx.example.com']);
  expect(onDialled).toHaveBeenCalledOnce();
  await execute({ kind: 'dial', target: 'tel:+49301234', confirm: true });
  expect(offered).toEqual(['tel:+49301234']);
  expect(line().invites).toHaveLength(1);
});

test.each([
  [{ sets: false, asks: undefined }, false],
  [{ sets: true, asks: undefined }, true],
  [{ sets: true, asks: false }, false],
  [{ sets: false, asks: true }, true],
])('%j: the call offers video: %s', async ({ sets, asks }, offered) => {
  const { execute, line, wish } = setUp();
  wish.dialsWithVideo = sets;
  await execute({ kind: 'dial', target: '1002', confirm: false, ...(asks !== undefined && { video: asks }) });
  expect(line().invites[0]?.leg.wish !== null).toBe(offered);
});

test('a command that cannot be carried out is told, and the dial field keeps its text', async () => {
  const { execute, line, raised, onDialled } = setUp();
  await execute({ kind: 'dial', target: 'what?', confirm: false });
  line().lose();
  await execute({ kind: 'dial', target: '1002', confirm: false });
  expect(raised).toEqual([
    { kind: 'phone-error', reason: 'bad-target' },
    { kind: 'phone-error', reason: 'not-connected' },
  ]);
  expect(onDialled).not.toHaveBeenCalled();
});

test.each([
  [{ kind: 'answer' }, { kind: 'accept' }],
  [
    { kind: 'decline', mode: 'busy' },
    { kind: 'decline', mode: 'busy' },
  ],
  [{ kind: 'hang-up' }, { kind: 'decline' }],
  [
    { kind: 'decline', mode: 'decline', message: 'In a meeting' },
    { kind: 'decline', mode: 'decline', message: 'In a meeting' },
  ],
  [
    { kind: 'redirect', target: '601' },
    { kind: 'redirect', uri: 'sip:601@pbx.example.com' },
  ],
] as const)('%j asks a ringing leg to %j', async (command, asked) => {
  const { execute, line, phone } = setUp();
  const leg = line().ring({ peer: bob });
  await execute({ ...command, callId: phone.snapshots[0]?.id ?? '' } as Command);
  expect(leg.asked).toContainEqual(expect.objectContaining(asked));
});

test('hold, resume, mute and tones reach the call that they name', async () => {
  const { execute, line, phone } = setUp();
  await execute({ kind: 'dial', target: '1002', confirm: false });
  const leg = line().invites[0]?.leg;
  leg?.pickUp();
  const callId = phone.snapshots[0]?.id ?? '';
  await execute({ kind: 'toggle-microphone', callId });
  await execute({ kind: 'toggle-speaker', callId });
  await execute({ kind: 'set-volume', callId, volume: 0.5 });
  await execute({ kind: 'send-tones', callId, tones: '12' });
  await execute({ kind: 'hold', callId });
  expect(phone.snapshots[0]).toMatchObject({
    isMicrophoneMuted: true,
    isSpeakerMuted: true,
    speakerVolume: 0.5,
    tonesSent: '12',
    state: { hold: 'local' },
  });
  await execute({ kind: 'resume', callId });
  expect(phone.snapshots[0]).toMatchObject({ state: { hold: 'none' } });
});

test('what the far end refuses is told on its card and not a second time', async () => {
  const { execute, line, phone, raised } = setUp();
  await execute({ kind: 'dial', target: '1002', confirm: false });
  const leg = line().invites[0]?.leg;
  leg?.pickUp();
  if (leg) leg.attitude = new PhoneError('rejected', 'No.', { code: 488 });
  await execute({ kind: 'hold', callId: phone.snapshots[0]?.id ?? '' });
  expect(phone.snapshots[0]?.notice).toBe('hold-refused');
  expect(raised).toEqual([]);
});

test('hanging up what is already over is no error', async () => {
  const { execute, raised } = setUp();
  await execute({ kind: 'hang-up', callId: 'gone' });
  expect(raised).toEqual([]);
  await execute({ kind: 'answer', callId: 'gone' });
  expect(raised).toEqual([{ kind: 'phone-error', reason: 'no-such-call' }]);
});

test.each([
  [
    { kind: 'transfer', target: '601' },
    { kind: 'refer', target: 'sip:601@pbx.example.com' },
  ],
  [
    { kind: 'send-message', text: 'Hello' },
    { kind: 'message', text: 'Hello' },
  ],
  [
    { kind: 'send-tones', tones: '1;2' },
    { kind: 'tones', tones: '1' },
  ],
] as const)('%j asks the leg of a call that is up to %j', async (command, asked) => {
  const made = setUp();
  const { leg } = active(made);
  await made.execute({ ...command, callId: leg.id } as Command);
  expect(leg.asked).toContainEqual(asked);
});

test('somebody is asked about a call, and gets it', async () => {
  const made = setUp();
  const { execute, line, onDialled, phone } = made;
  const original = active(made);
  await execute({ kind: 'consult', callId: original.leg.id, target: '601' });
  expect(onDialled).toHaveBeenCalledOnce();
  const consulted = line().invites.at(-1)?.leg;
  consulted?.pickUp();
  await execute({ kind: 'complete-transfer', callId: original.leg.id });
  expect(original.leg.asked).toContainEqual({ kind: 'refer', target: consulted?.id });
  expect(phone.calls).toEqual([]);
});

test('calls are joined, muted, dropped and parted again', async () => {
  const made = setUp();
  const { execute, phone, raised } = made;
  const callIds = [active(made), active(made), active(made)].map(({ leg }) => leg.id);
  await execute({ kind: 'merge', callIds });
  expect(phone.conference?.calls).toHaveLength(3);
  await execute({ kind: 'mute-participant', participantId: 'local', on: true });
  expect(phone.calls.map(({ isMicrophoneMuted }) => isMicrophoneMuted)).toEqual([true, true, true]);
  await execute({ kind: 'drop-participant', participantId: callIds[0] ?? '' });
  expect(phone.calls).toHaveLength(2);
  await execute({ kind: 'split-conference' });
  expect(phone.conference).toBeNull();
  expect(raised).toEqual([]);
  await execute({ kind: 'leave-conference' });
  expect(raised).toEqual([{ kind: 'phone-error', reason: 'no-such-call' }]);
});

test('what was dialled last is dialled again, and nobody disturbs', async () => {
  const { execute, line, raised, setDoNotDisturb, setPresence } = setUp();
  await execute({ kind: 'redial' });
  await execute({ kind: 'dial', target: '601', confirm: false, anonymous: true });
  await execute({ kind: 'redial' });
  expect(line().invites).toMatchObject([{ leg: { isAnonymous: true } }, { leg: { isAnonymous: true } }]);
  expect(raised).toEqual([{ kind: 'phone-error', reason: 'nothing-to-redial' }]);
  await execute({ kind: 'do-not-disturb', on: true });
  expect(setDoNotDisturb).toHaveBeenCalledExactlyOnceWith(true);
  await execute({ kind: 'set-presence', status: 'away', note: 'Lunch' });
  expect(setPresence).toHaveBeenCalledExactlyOnceWith({ kind: 'set-presence', status: 'away', note: 'Lunch' });
});

test('a transfer that fails is told by the call, wrong use of it is told at the top', async () => {
  const made = setUp();
  const { execute, phone, raised } = made;
  const { leg } = active(made);
  leg.refer = () => Promise.reject(new PhoneError('rejected', 'Busy here', { code: 486 }));
  await execute({ kind: 'transfer', callId: leg.id, target: '601' });
  expect(phone.snapshots[0]?.notice).toBe('transfer-failed');
  expect(raised).toEqual([]);
  await execute({ kind: 'complete-transfer', callId: leg.id });
  expect(raised).toEqual([{ kind: 'phone-error', reason: 'wrong-state' }]);
});

test('who is blocked is blocked in the settings', async () => {
  const { execute, blocked } = setUp();
  await execute({ kind: 'block', pattern: '+49900*' });
  expect(blocked).toEqual(['+49900*']);
});

test('whoever asks to be answered hears what came of it, and the window stays quiet', async () => {
  const { perform, line, phone, raised } = setUp();
  const dialled = await perform({ kind: 'dial', target: '1002', confirm: false });
  const callId = phone.snapshots[0]?.id ?? '';
  expect(dialled).toEqual({ ok: true, callId });
  expect(await perform({ kind: 'dial', target: '1003', confirm: true })).toEqual({ ok: true, callId: null });
  line().invites[0]?.leg.pickUp();
  expect(await perform({ kind: 'mute-microphone', callId })).toEqual({ ok: true, callId: null });
  await perform({ kind: 'mute-microphone', callId });
  expect(phone.snapshots[0]?.isMicrophoneMuted).toBe(true);
  await perform({ kind: 'unmute-microphone', callId });
  expect(phone.snapshots[0]?.isMicrophoneMuted).toBe(false);
  expect(await perform({ kind: 'hold', callId: 'none' })).toEqual({ ok: false, reason: 'no-such-call', code: null });
  expect(await perform({ kind: 'dial', target: 'what?', confirm: false })).toEqual({ ok: false, reason: 'bad-target', code: null });
  expect(raised).toEqual([]);
});

test('what the user calls somebody holds for the call, and is taken back', async () => {
  const { execute, phone, line } = setUp();
  const leg = line().ring({ peer: { name: 'BOB', number: '1002' } });
  await execute({ kind: 'describe-peer', callId: leg.id, name: 'The plumber', company: '' });
  expect(phone.snapshots[0]?.peer).toMatchObject({ name: 'The plumber', number: '1002' });
  await execute({ kind: 'describe-peer', callId: leg.id, name: '', company: '' });
  expect(phone.snapshots[0]?.peer.name).toBe('BOB');
});

test('a device is chosen, and a view shown, from outside of the page', async () => {
  const { execute, chooseDevice, showView, showCommandBar, showMessages } = setUp();
  await execute({ kind: 'choose-device', role: 'ringer', device: { id: 'x', label: 'Desk' } });
  await execute({ kind: 'show-view', view: 'settings' });
  expect(chooseDevice).toHaveBeenCalledWith('ringer', { id: 'x', label: 'Desk' });
  expect(showView).toHaveBeenCalledWith('settings');
  await execute({ kind: 'show-command-bar' });
  expect(showCommandBar).toHaveBeenCalledOnce();
  await execute({ kind: 'show-messages', of: 'gone' });
  expect(showMessages).toHaveBeenCalledWith('gone');
});
