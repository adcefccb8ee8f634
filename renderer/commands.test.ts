import { expect, test, vi } from 'vitest';
import type { Command } from '../shared/command.ts';
import { makeExecute } from './commands.ts';
import type { Notice } from './notice.ts';
import { PhoneError } from './phone/errors.ts';
import { makeTestPhone } from './phone/testing/test-phone.ts';
import { bob } from './testing/calls.ts';

function setUp() {
  const made = makeTestPhone();
  const raised: Notice[] = [];
  const offered: string[] = [];
  const opened: string[] = [];
  const onDialled = vi.fn();
  const execute = makeExecute({
    phone: made.phone,
    openAccount: async (accountId) => void opened.push(accountId),
    offer: (target) => void offered.push(target),
    onDialled,
    runSelfTest: async () => {},
    raise: (notice) => void raised.push(notice),
  });
  return { ...made, execute, raised, offered, opened, onDialled };
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
  await execute({ kind: 'send-tones', callId, tones: '12' });
  await execute({ kind: 'hold', callId });
  expect(phone.snapshots[0]).toMatchObject({ isMicrophoneMuted: true, isSpeakerMuted: true, tonesSent: '12', state: { hold: 'local' } });
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
