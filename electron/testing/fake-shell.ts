import type { CallRecord, CallSnapshot } from '../../shared/call.ts';
import type { Command, CommandOutcome } from '../../shared/command.ts';
import { type DeviceList, nothingOpen, type OpenDevices } from '../../shared/devices.ts';
import type { Notice } from '../../shared/ipc.ts';
import type { Favourite } from '../../shared/presence.ts';
import type { RegistrationState } from '../../shared/registration.ts';
import { defaultSettings, type Settings } from '../../shared/settings.ts';
import { firstMemory, type Memory } from '../memory.ts';
import { type Face, type Shell, type Value, value } from '../shell.ts';
import { recordingLog } from './recording-log.ts';

export type FakeShell = Shell & {
  readonly calls: Value<readonly CallSnapshot[]>;
  readonly registration: Value<RegistrationState>;
  readonly settings: Value<Settings>;
  readonly recent: Value<readonly CallRecord[]>;
  readonly missed: Value<number>;
  readonly devices: Value<DeviceList>;
  readonly openDevices: Value<OpenDevices>;
  readonly favourites: Value<readonly Favourite[]>;
  readonly face: Value<Face>;
  readonly commands: Command[];
  readonly notices: Notice[];
  readonly unread: Value<number>;
  readonly overlays: string[];
  readonly lines: string[];
  /** What comes of every command that is asked. */
  outcome: CommandOutcome;
  /** How often the window was brought to the front. */
  shown: number;
  /** How often it was asked to quit. */
  quits: number;
};

/** A shell whose values a test sets, and which keeps what it was asked for. */
export function fakeShell(): FakeShell {
  const { log, lines } = recordingLog();
  const commands: Command[] = [];
  const notices: Notice[] = [];
  const overlays: string[] = [];
  const shell: FakeShell = {
    calls: value<readonly CallSnapshot[]>([]),
    registration: value<RegistrationState>({ kind: 'offline' }),
    settings: value<Settings>(defaultSettings),
    memory: value<Memory>(firstMemory),
    recent: value<readonly CallRecord[]>([]),
    missed: value(0),
    unread: value(0),
    devices: value<DeviceList>({ microphones: [], speakers: [], cameras: [] }),
    openDevices: value<OpenDevices>(nothingOpen),
    favourites: value<readonly Favourite[]>([]),
    face: value<Face>('front'),
    command: (command) => void commands.push(command),
    ask: async (command) => {
      commands.push(command);
      return shell.outcome;
    },
    notify: (notice) => void notices.push(notice),
    show: () => {
      shell.shown++;
    },
    overlay: (text) => void overlays.push(text),
    quit: () => {
      shell.quits++;
    },
    log,
    commands,
    notices,
    overlays,
    lines,
    outcome: { ok: true, callId: null },
    shown: 0,
    quits: 0,
  };
  return shell;
}

/** A call in the given state; what the main process does not look at is left out. */
export function callIn(state: CallSnapshot['state']): CallSnapshot {
  return {
    id: 'call-1',
    identifier: 1,
    accountId: 'a',
    direction: 'outgoing',
    destination: '600',
    peer: { name: '', number: '600', uri: 'sip:600@example.com', company: '', avatar: '' },
    createdAt: 1,
    state,
    isMicrophoneMuted: false,
    isSpeakerMuted: false,
    speakerVolume: 1,
    pending: null,
    audio: 'none',
    tonesSent: '',
    notice: null,
    video: { sent: [], received: [], isAsked: false, isRefused: false, isPaused: false, pending: null },
    messages: [],
  } as unknown as CallSnapshot;
}
