import type { Command } from '../shared/command.ts';
import type { Notice } from './notice.ts';
import { PhoneError } from './phone/errors.ts';
import type { Phone } from './phone/phone.ts';
import type { Execute } from './ports.ts';

/** What a command may need besides the phone. */
export interface CommandPorts {
  phone: Phone;
  /** Opens an account with its password; `main.ts` alone asks for that. */
  openAccount: (accountId: string) => Promise<void>;
  /** Puts a target into the dial field and leaves the calling to the user. */
  offer: (target: string) => void;
  /** A call began: the phone view shows it. */
  onDialled: () => void;
  runSelfTest: () => Promise<void>;
  raise: (notice: Notice) => void;
}

/** The one place where an action is carried out, whichever door it came through: button, key, link or tray. */
export function makeExecute(ports: CommandPorts): Execute {
  return async (command) => {
    try {
      await carryOut(command, ports);
    } catch (error) {
      if (!(error instanceof PhoneError)) throw error;
      // The call card itself tells that the far end refused a hold, a tone or a transfer.
      if (isToldByTheCall(command, error) || isAlreadyDone(command, error)) return;
      ports.raise({ kind: 'phone-error', reason: error.reason });
    }
  };
}

async function carryOut(command: Command, ports: CommandPorts): Promise<void> {
  const { phone } = ports;
  switch (command.kind) {
    case 'dial':
      if (command.confirm) return ports.offer(command.target);
      phone.dial(command.target, { anonymous: command.anonymous ?? false });
      return ports.onDialled();
    case 'redial':
      phone.redial();
      return ports.onDialled();
    case 'answer':
      return callOf(phone, command.callId).answer();
    case 'decline':
      return callOf(phone, command.callId).decline({ mode: command.mode, message: command.message ?? '' });
    case 'send-to-voicemail':
      return callOf(phone, command.callId).sendToVoicemail();
    case 'redirect':
      return callOf(phone, command.callId).redirect(command.target);
    case 'hang-up':
      return callOf(phone, command.callId).hangUp();
    case 'hold':
      return callOf(phone, command.callId).hold();
    case 'resume':
      return callOf(phone, command.callId).resume();
    case 'toggle-microphone':
      callOf(phone, command.callId).toggleMicrophone();
      return;
    case 'toggle-speaker':
      callOf(phone, command.callId).toggleSpeaker();
      return;
    case 'send-tones':
      return callOf(phone, command.callId).sendTones(command.tones);
    case 'transfer':
      return callOf(phone, command.callId).transfer(command.target);
    case 'consult':
      callOf(phone, command.callId).consult(command.target);
      return ports.onDialled();
    case 'complete-transfer':
      return callOf(phone, command.callId).completeTransfer();
    case 'cancel-transfer':
      return callOf(phone, command.callId).cancelTransfer();
    case 'transfer-to':
      return callOf(phone, command.callId).transferTo(callOf(phone, command.otherId));
    case 'accept-transfer':
      callOf(phone, command.callId).acceptTransfer();
      return;
    case 'decline-transfer':
      callOf(phone, command.callId).declineTransfer();
      return;
    case 'continue-tones':
    case 'send-message':
    case 'merge':
    case 'split-conference':
    case 'leave-conference':
    case 'mute-participant':
    case 'drop-participant':
    case 'do-not-disturb':
      throw new PhoneError('wrong-state', `The phone cannot ${command.kind} yet.`);
    case 'open-account':
      return ports.openAccount(command.accountId);
    case 'close-phone':
      return phone.close();
    case 'check-connection':
      return phone.checkConnection();
    case 'self-test':
      return ports.runSelfTest();
    default:
      return command satisfies never;
  }
}

function callOf(phone: Phone, callId: string) {
  const call = phone.call(callId);
  if (!call) throw new PhoneError('no-such-call', 'There is no such call.');
  return call;
}

const toldByTheCall: ReadonlySet<Command['kind']> = new Set([
  'hold',
  'resume',
  'send-tones',
  'transfer',
  'complete-transfer',
  'transfer-to',
]);

const isToldByTheCall = ({ kind }: Command, { reason }: PhoneError): boolean =>
  toldByTheCall.has(kind) && (reason === 'rejected' || reason === 'timed-out');

/** Both sides may hang up at once. */
const isAlreadyDone = ({ kind }: Command, { reason }: PhoneError): boolean =>
  (kind === 'hang-up' || kind === 'decline') && (reason === 'no-such-call' || reason === 'wrong-state');
