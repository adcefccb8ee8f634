import type { Account } from '../../../shared/account.ts';
import { defaultOutgoingRules, noQualityReports } from '../../../shared/default-rules.ts';
import type { LineProblem } from '../../../shared/registration.ts';
import { defaultFeatureCodes, type OutgoingRules } from '../../../shared/rules.ts';
import type { Log } from '../log.ts';
import type { OpenRecorder } from '../media/recorder.ts';
import { Phone } from '../phone.ts';
import { FakeLine } from './fake-line.ts';
import { FakeCamera, FakeMeters, FakeMicrophone, FakeMix, FakeOutput, FakeTones } from './fake-media.ts';
import { FakeBeeper, FakeRecorder, FakeRecordings } from './fake-recording.ts';

export const testAccount: Account = {
  id: 'account-1',
  kind: 'sip',
  server: 'wss://pbx.example.com/ws',
  furtherServers: [],
  user: 'alice',
  domain: 'pbx.example.com',
  authUser: '',
  displayName: 'Alice',
  iceServers: [],
  outgoing: defaultOutgoingRules,
  featureCodes: defaultFeatureCodes,
  qualityReports: noQualityReports,
  publishesPresence: false,
  instanceId: '',
};

export interface TestPhone {
  phone: Phone;
  /** The line that was made last. */
  line: () => FakeLine;
  lines: FakeLine[];
  microphone: FakeMicrophone;
  output: FakeOutput;
  tones: FakeTones;
  camera: FakeCamera;
  /** Opens screens. */
  screen: FakeCamera;
  meters: FakeMeters;
  /** Every mix that was made. */
  mixes: FakeMix[];
  /** Every recorder that was opened. */
  recorders: FakeRecorder[];
  /** Every beeper that was opened. */
  beepers: FakeBeeper[];
  recordings: FakeRecordings;
  /** What was logged, `level message`. */
  logged: string[];
}

export interface TestPhoneOptions {
  probe?: (server: string) => Promise<LineProblem | null>;
  /** False: nothing is open yet. */
  isRegistered?: boolean;
  outgoing?: Partial<OutgoingRules>;
}

/** A real phone over a server and devices in memory, signed in unless told otherwise. Time is the test's own: use fake timers. */
export function makeTestPhone({ probe, isRegistered = true, outgoing }: TestPhoneOptions = {}): TestPhone {
  const lines: FakeLine[] = [];
  const logged: string[] = [];
  const write = (level: string) => (message: string) => void logged.push(`${level} ${message}`);
  const log: Log = { error: write('error'), warn: write('warn'), info: write('info'), debug: write('debug') };
  const makeLine = () => {
    const made = new FakeLine();
    lines.push(made);
    return made;
  };
  const media = { microphone: new FakeMicrophone(), output: new FakeOutput(), tones: new FakeTones(), meters: new FakeMeters() };
  const camera = new FakeCamera();
  const screen = new FakeCamera();
  const { openMeter } = media.meters;
  const mixes: FakeMix[] = [];
  const makeMix = () => {
    const mix = new FakeMix();
    mixes.push(mix);
    return mix;
  };
  const recordings = new FakeRecordings();
  const recorders: FakeRecorder[] = [];
  const openRecorder: OpenRecorder = (options) => {
    const recorder = new FakeRecorder(options);
    recorders.push(recorder);
    return recorder;
  };
  const beepers: FakeBeeper[] = [];
  const openBeeper = () => {
    const beeper = new FakeBeeper();
    beepers.push(beeper);
    return beeper;
  };
  const phone = new Phone({
    ...media,
    makeLine,
    makeMix,
    openMeter,
    openRecorder,
    openBeeper,
    recordings,
    camera,
    openScreen: screen.open,
    log,
    random: () => 0.5,
    ...(probe && { probe }),
  });
  const line = () => {
    const last = lines.at(-1);
    if (!last) throw new Error('No line was made yet.');
    return last;
  };
  if (isRegistered) {
    phone.open(outgoing ? { ...testAccount, outgoing: { ...defaultOutgoingRules, ...outgoing } } : testAccount, {
      password: 'secret',
      turnPassword: '',
    });
    line().register();
  }
  return { phone, line, lines, logged, camera, screen, mixes, recorders, beepers, recordings, ...media };
}
