import type { RecordingMode } from '../shared/call.ts';
import type { Command } from '../shared/command.ts';
import type { DeviceRole } from '../shared/devices.ts';
import type { DeviceChoice } from '../shared/settings.ts';
import type { Notice } from './notice.ts';
import type { Call } from './phone/call/call.ts';
import type { Conference } from './phone/call/conference.ts';
import type { Recording } from './phone/call/recording.ts';
import { PhoneError, type PhoneErrorReason } from './phone/errors.ts';
import type { Phone } from './phone/phone.ts';
import type { Execute } from './ports.ts';
import type { View } from './views.ts';

/** What a command may need besides the phone. */
export interface CommandPorts {
  phone: Phone;
  /** Opens an account with its password; `start.ts` asks for that. */
  openAccount: (accountId: string) => Promise<void>;
  /** Puts a target into the dial field and leaves the calling to the user. */
  offer: (target: string) => void;
  /** What the user dials without a word about video offers it. */
  dialsWithVideo: () => boolean;
  /** A call began: the phone view shows it. */
  onDialled: () => void;
  /** The four are kept in the settings, which the phone follows. */
  setDoNotDisturb: (on: boolean) => Promise<void>;
  setPresence: (choice: Extract<Command, { kind: 'set-presence' }>) => Promise<void>;
  chooseDevice: (role: DeviceRole, device: DeviceChoice | null) => Promise<void>;
  block: (pattern: string) => Promise<void>;
  showView: (view: View) => void;
  showCommandBar: () => void;
  showMessages: (callId: string) => void;
  runSelfTest: () => Promise<void>;
  raise: (notice: Notice) => void;
}

type ActPorts = Omit<CommandPorts, 'raise'>;

/** What came of a command; of the phone's refusals one by name. */
export type Outcome = { ok: true; callId: string | null } | { ok: false; reason: PhoneErrorReason; code: number | null };

/**
 * The one place where an action is carried out, whichever door it came through: button, key, link, tray or script. Settles when the far end
 * has answered; rejects with what is no refusal of the phone's, but a mistake in it.
 */
export function makePerform(ports: ActPorts): (command: Command) => Promise<Outcome> {
  return async (command) => {
    try {
      if (command.kind === 'dial' || command.kind === 'redial') return { ok: true, callId: call(command, ports) };
      await carryOut(command, ports);
      return { ok: true, callId: null };
    } catch (error) {
      if (!(error instanceof PhoneError)) throw error;
      if (isAlreadyDone(command, error)) return { ok: true, callId: null };
      return { ok: false, reason: error.reason, code: error.code };
    }
  };
}

/** For doors whose user looks at the window: a refusal becomes a notice there. */
export function makeExecute({ raise, ...ports }: CommandPorts): Execute {
  const perform = makePerform(ports);
  return async (command) => {
    const outcome = await perform(command);
    // The call card itself tells that the far end refused a hold, a tone or a transfer.
    if (!outcome.ok && !isToldByTheCall(command, outcome)) raise({ kind: 'phone-error', reason: outcome.reason });
  };
}

type DialCommand = Extract<Command, { kind: 'dial' | 'redial' }>;
type CallCommand = Extract<Command, { callId: string }>;
type TransferCommand = Extract<
  CallCommand,
  { kind: 'transfer' | 'consult' | 'complete-transfer' | 'cancel-transfer' | 'transfer-to' | 'accept-transfer' | 'decline-transfer' }
>;

/** The id of the call; null where the calling was left to the user. */
function call(command: DialCommand, { phone, offer, dialsWithVideo, onDialled }: ActPorts): string | null {
  if (command.kind === 'dial' && command.confirm) {
    offer(command.target);
    return null;
  }
  const { anonymous, video = dialsWithVideo() } = command.kind === 'dial' ? command : {};
  const options = { video, ...(anonymous !== undefined && { anonymous }) };
  const begun = command.kind === 'redial' ? phone.redial() : phone.dial(command.target, options);
  onDialled();
  return begun.id;
}

async function carryOut(command: Exclude<Command, DialCommand>, ports: ActPorts): Promise<void> {
  const { phone } = ports;
  if ('callId' in command) return actOn(callOf(phone, command.callId), command, ports);
  switch (command.kind) {
    case 'merge':
      return merge(phone, command.callIds);
    case 'split-conference':
      return conferenceOf(phone).split();
    case 'leave-conference':
      return conferenceOf(phone).leave();
    case 'mute-participant':
      return conferenceOf(phone).mute(command.participantId, command.on);
    case 'drop-participant':
      return conferenceOf(phone).drop(command.participantId);
    case 'block':
      return ports.block(command.pattern);
    case 'do-not-disturb':
      return ports.setDoNotDisturb(command.on);
    case 'set-presence':
      return ports.setPresence(command);
    case 'choose-device':
      return ports.chooseDevice(command.role, command.device);
    case 'show-view':
      return ports.showView(command.view);
    case 'show-command-bar':
      return ports.showCommandBar();
    case 'show-messages':
      return ports.showMessages(command.of);
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

async function actOn(call: Call, command: CallCommand, ports: ActPorts): Promise<void> {
  switch (command.kind) {
    case 'answer':
      return call.answer({ video: command.video ?? false });
    case 'decline':
      return call.decline({ mode: command.mode, message: command.message ?? '' });
    case 'send-to-voicemail':
      return call.sendToVoicemail();
    case 'redirect':
      return call.redirect(command.target);
    case 'hang-up':
      return call.hangUp();
    case 'hold':
      return call.hold();
    case 'resume':
      return call.resume();
    case 'toggle-microphone':
      call.toggleMicrophone();
      return;
    case 'mute-microphone':
      call.muteMicrophone();
      return;
    case 'unmute-microphone':
      call.unmuteMicrophone();
      return;
    case 'toggle-speaker':
      call.toggleSpeaker();
      return;
    case 'set-volume':
      call.speakerVolume = command.volume;
      return;
    case 'send-tones':
      return call.sendTones(command.tones);
    case 'continue-tones':
      return call.continueTones();
    case 'send-message':
      return call.sendMessage(command.text);
    case 'describe-peer': {
      const { name, company } = command;
      return call.describePeer(name || company ? { name, company } : null, { manual: true });
    }
    case 'record':
      return record(call, ports.phone, command.mode);
    case 'stop-recording':
      await Promise.all(recordingsOf(call).map((recording) => recording.stop()));
      return;
    case 'pause-recording':
      for (const recording of recordingsOf(call)) recording.pause(command.on);
      return;
    case 'turn-camera':
      return call.turnCamera(command.on);
    case 'receive-video':
      return call.receiveVideo(command.on);
    case 'share-screen':
      return call.startScreenSharing({ withSound: command.withSound, beside: command.beside });
    case 'stop-sharing':
      return call.stopScreenSharing();
    default:
      return handOver(call, command, ports);
  }
}

async function handOver(call: Call, command: TransferCommand, { onDialled, phone }: ActPorts): Promise<void> {
  switch (command.kind) {
    case 'transfer':
      return call.transfer(command.target);
    case 'consult':
      call.consult(command.target);
      return onDialled();
    case 'complete-transfer':
      return call.completeTransfer();
    case 'cancel-transfer':
      return call.cancelTransfer();
    case 'transfer-to':
      return call.transferTo(callOf(phone, command.otherId));
    case 'accept-transfer':
      call.acceptTransfer();
      return;
    case 'decline-transfer':
      return call.declineTransfer();
    default:
      return command satisfies never;
  }
}

async function merge(phone: Phone, callIds: readonly string[]): Promise<void> {
  const [first, ...others] = callIds.map((callId) => callOf(phone, callId));
  await first?.merge(...others);
}

function conferenceOf({ conference }: Phone): Conference {
  if (!conference) throw new PhoneError('no-such-call', 'There is no conference.');
  return conference;
}

/** Of a conference there is the sound. */
function record({ conference, recording }: Call, { recordingRules }: Phone, mode: RecordingMode | undefined): Promise<void> {
  if (conference) return conference.recording.start({ ...recordingRules, mode: 'audio' });
  return recording.start({ ...recordingRules, ...(mode && { mode }) });
}

/** In a conference there is one button for all of them. */
const recordingsOf = ({ conference, recording }: Call): readonly Recording[] => conference?.recordings ?? [recording];

function callOf(phone: Phone, callId: string): Call {
  const call = phone.call(callId);
  if (!call) throw new PhoneError('no-such-call', 'There is no such call.');
  return call;
}

const toldByTheCall: ReadonlySet<Command['kind']> = new Set([
  'hold',
  'resume',
  'send-tones',
  'continue-tones',
  'transfer',
  'complete-transfer',
  'transfer-to',
  'leave-conference',
]);

const isToldByTheCall = ({ kind }: Command, { reason }: { reason: PhoneErrorReason }): boolean =>
  (kind === 'record' && reason === 'recording-failed') ||
  (kind === 'turn-camera' && reason === 'camera-failed') ||
  reason === 'no-video' ||
  (toldByTheCall.has(kind) && (reason === 'rejected' || reason === 'timed-out'));

/** Both sides may hang up at once. */
const isAlreadyDone = ({ kind }: Command, { reason }: PhoneError): boolean =>
  (kind === 'hang-up' || kind === 'decline') && (reason === 'no-such-call' || reason === 'wrong-state');
