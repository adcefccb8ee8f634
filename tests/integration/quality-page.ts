/* The page in which quality.test.ts runs whole phones without a window, each over a network of its own that the test spoils. */

import { Call } from '../../renderer/phone/call/call.ts';
import { CallReports } from '../../renderer/phone/call/call-reports.ts';
import { createPhone } from '../../renderer/phone/create-phone.ts';
import type { Phone } from '../../renderer/phone/phone.ts';
import { makeSipLine } from '../../renderer/phone/sip/sip-line.ts';
import { Account } from '../../shared/account.ts';
import type { CallNotice, CallSnapshot, EndReason } from '../../shared/call.ts';
import type { CallReport, QualityCause, QualityReports } from '../../shared/quality.ts';

interface Station {
  phone: Phone;
  voice: GainNode;
  reports: CallReport[];
  sentInvites: number;
  /** Each PUBLISH as it was sent. */
  published: string[];
  lastCall: CallSnapshot | null;
}

/** What a log would have of trouble. */
const troubles: string[] = [];
const note = (message: string) => void troubles.push(message);
const log = { error: note, warn: note, info() {}, debug() {} };
const audio = new AudioContext();
const stations = new Map<string, Station>();

function makeStation(): Station {
  const voice = new GainNode(audio, { gain: 0.3 });
  const makeSocket = (url: string, protocol: string) => {
    const socket = new WebSocket(url, protocol);
    const send = socket.send.bind(socket);
    socket.send = (data) => {
      if (String(data).startsWith('INVITE')) station.sentInvites++;
      if (String(data).startsWith('PUBLISH')) station.published.push(String(data));
      send(data);
    };
    return socket;
  };
  const makeLine = makeSipLine({ log, version: 'test', iceGatheringLimit: () => 300, makeSocket });
  const { phone, microphone } = createPhone({ makeLine, log, userAgent: 'test' });
  const station: Station = { phone, voice, reports: [], sentInvites: 0, published: [], lastCall: null };
  const tone = new OscillatorNode(audio, { frequency: 1_000 });
  tone.connect(voice);
  tone.start();
  void microphone.substitute(async () => speak(voice));
  phone.on('report', ({ report }) => void station.reports.push(report));
  phone.on('ended', (call) => {
    station.lastCall = call;
  });
  return station;
}

/** A steady tone, in place of a device: one, however often the microphone is opened, as two of them would clip. */
function speak(voice: GainNode): MediaStream {
  const out = new MediaStreamAudioDestinationNode(audio);
  voice.connect(out);
  return out.stream;
}

function of(user: string): Station {
  const station = stations.get(user);
  if (!station) throw new Error(`No phone of ${user}`);
  return station;
}

function callOf(user: string) {
  const [call] = of(user).phone.calls;
  if (!call) throw new Error(`No call of ${user}`);
  return call;
}

interface Opening {
  server: string;
  user: string;
  password: string;
  qualityReports?: QualityReports;
}

const bench = {
  async open({ server, user, password, qualityReports }: Opening): Promise<void> {
    const station = makeStation();
    stations.set(user, station);
    const account = { id: user, kind: 'sip', server, user, domain: '127.0.0.1', authUser: '', displayName: '', iceServers: [] };
    station.phone.open(Account.parse({ ...account, ...(qualityReports && { qualityReports }) }), { password, turnPassword: '' });
    await new Promise<void>((resolve) => station.phone.on('registration', ({ new: { kind } }) => kind === 'registered' && resolve()));
  },
  async dial(user: string, number: string): Promise<void> {
    const station = of(user);
    station.reports.length = 0;
    station.sentInvites = 0;
    station.published.length = 0;
    const call = station.phone.dial(number);
    await new Promise<void>((resolve) => call.on('confirmed', () => resolve(), { once: true }));
  },
  /** Waits until the call has told so many reports, and takes all of them. */
  async takeReports(user: string, count: number): Promise<CallReport[]> {
    const { phone, reports } = of(user);
    while (reports.length < count) await new Promise((resolve) => phone.on('report', resolve, { once: true }));
    return reports.splice(0);
  },
  /** Waits until the card would say this, and gives the time, epoch milliseconds. */
  async says(user: string, notice: CallNotice | null): Promise<number> {
    const { phone } = of(user);
    while ((phone.snapshots[0]?.notice ?? null) !== notice) await new Promise((resolve) => phone.on('calls', resolve, { once: true }));
    return Date.now();
  },
  /** Waits until the call is over, and tells why. */
  async ended(user: string): Promise<EndReason> {
    const { phone } = of(user);
    if (phone.calls.length > 0) await new Promise<void>((resolve) => phone.on('ended', () => resolve(), { once: true }));
    const state = of(user).lastCall?.state;
    if (state?.kind !== 'ended') throw new Error(`No call of ${user} has ended`);
    return state.reason;
  },
  /** Takes whoever calls. */
  answerAll(user: string): void {
    const { phone } = of(user);
    phone.on('incoming', (call) => void call.answer());
  },
  published: (user: string): readonly string[] => of(user).published,
  troubles: (): readonly string[] => troubles,
  /** Waits until a tone is heard of the far end, and tells its frequency to the nearest ten hertz. */
  async hears(user: string): Promise<number> {
    const stream = callOf(user).remoteStream;
    if (!stream) throw new Error('Nothing is heard');
    const ear = new AnalyserNode(audio, { fftSize: 8_192, smoothingTimeConstant: 0 });
    const source = new MediaStreamAudioSourceNode(audio, { mediaStream: stream });
    source.connect(ear);
    const levels = new Float32Array(ear.frequencyBinCount);
    do {
      await new Promise((resolve) => setTimeout(resolve, 50));
      ear.getFloatFrequencyData(levels);
    } while (Math.max(...levels) < -60);
    source.disconnect();
    return Math.round((levels.indexOf(Math.max(...levels)) * audio.sampleRate) / ear.fftSize / 10) * 10;
  },
  /** Waits for a report that names a cause, and takes it. */
  reportOf: (user: string, cause: QualityCause): Promise<CallReport> =>
    new Promise((resolve) => {
      const stop = of(user).phone.on('report', ({ report }) => {
        if (report.cause !== cause) return;
        stop();
        resolve(report);
      });
    }),
  registration: (user: string): string => of(user).phone.registration.kind,
  speakUp(user: string, gain: number): void {
    of(user).voice.gain.value = gain;
  },
  hold: (user: string): Promise<void> => callOf(user).hold(),
  resume: (user: string): Promise<void> => callOf(user).resume(),
  mute: (user: string): void => callOf(user).muteMicrophone(),
  invites: (user: string): number => of(user).sentInvites,
  /** Gives what is left of the call. */
  async hangUp(user: string): Promise<CallSnapshot | null> {
    await of(user).phone.calls[0]?.hangUp();
    return of(user).lastCall;
  },
};
export type QualityBench = typeof bench;
// By their names a test finds what is left of them in the memory of the page.
Object.assign(globalThis, { bench, Call, CallReports });
