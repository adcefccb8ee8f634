/*
 * The page in which media-sdp.test.ts meets odd session descriptions: a real line with real WebRTC at one end of a wire in memory, a scripted
 * far end at the other.
 */

import type { Leg, LegEvent } from '../../renderer/phone/line.ts';
import { silentLog } from '../../renderer/phone/log.ts';
import { BrowserMedia } from '../../renderer/phone/sip/media.ts';
import { makeSipLine } from '../../renderer/phone/sip/sip-line.ts';
import { FarEnd } from '../../renderer/phone/sip/testing/far-end.ts';
import { Wire } from '../../renderer/phone/testing/memory-transport.ts';
import { Account } from '../../shared/account.ts';

const given = {
  id: 'a',
  kind: 'sip',
  server: 'ws://memory/ws',
  user: '1001',
  domain: 'memory',
  authUser: '',
  displayName: '',
  iceServers: [],
};

interface Ring {
  leg: Leg;
  events: LegEvent[];
}

async function setUp() {
  const wire = new Wire();
  const far = await FarEnd.start(wire);
  const line = makeSipLine({ log: silentLog, version: 'test', iceGatheringLimit: () => 300, makeSocket: wire.makeSocket })(
    Account.parse(given),
    {
      password: 'secret',
      turnPassword: '',
    },
  );
  const rings: Ring[] = [];
  line.onIncoming = (leg) => {
    const events: LegEvent[] = [];
    leg.onEvent = (event) => events.push(event);
    rings.push({ leg, events });
  };
  await new Promise<void>((resolve) => {
    line.onEvent = (event) => event.kind === 'registered' && resolve();
    line.open();
  });
  wire.crossings.length = 0;
  return { wire, far, line, rings };
}

const bench = {
  /** The far end calls with that description; what is answered, and what the answer says of each stream. */
  async call(description: string): Promise<{ hasAudio: boolean | null; log: string[]; media: string[]; confirmed: boolean }> {
    const { wire, far, line, rings } = await setUp();
    far.media.description = description;
    await far.call();
    await until(() => rings.length > 0 || wire.log.some((each) => each.startsWith('> 4')));
    const ring = rings[0];
    if (ring) {
      await ring.leg.accept({});
      await until(() => ring.events.some(({ kind }) => kind === 'confirmed'));
    }
    const media = wire.last('> 200 INVITE').match(/^(m=\w+ \d+|a=(sendrecv|sendonly|recvonly|inactive))/gm) ?? [];
    const result = { hasAudio: ring?.leg.hasAudio ?? null, log: wire.log, media: [...media], confirmed: ring !== undefined };
    await line.close();
    return result;
  },

  /** After a call with an unreadable description the next one, with a good one, is answered. */
  async callAgain(bad: string): Promise<boolean> {
    const { far, line, rings } = await setUp();
    far.media.description = bad;
    await far.call();
    far.media.description = await browserOffer();
    await far.call();
    await until(() => rings.length > 0);
    await rings[0]!.leg.accept({});
    await line.close();
    return true;
  },

  /** The description of an ordinary browser. */
  browserOffer: (): Promise<string> => browserOffer(),

  /** A forked call: one branch is heard early, another one answers. Resolves when the second is heard. */
  async fork(): Promise<{ early: number; neededRestart: boolean; late: number }> {
    const media = new BrowserMedia({ pc: new RTCPeerConnection(), hasServer: false, limit: () => 300, isLocal: false });
    let stream: MediaStream | null = null;
    media.onEvent = (event) => {
      if (event.kind === 'audio') stream = event.stream;
    };
    const offer = (await media.getDescription()).body;
    const [first, second] = [await branch(500), await branch(900)];
    await media.setEarlyAnswer(await first(offer));
    const early = await dominantOf(() => stream, 500);
    await media.setDescription(await second(offer));
    const neededRestart = media.needsRestart;
    media.restart();
    await media.setDescription(await second((await media.getDescription()).body));
    const late = await dominantOf(() => stream, 900);
    media.close();
    return { early, neededRestart, late };
  },
};

export type SdpBench = typeof bench;
Object.assign(globalThis, { bench });

async function browserOffer(): Promise<string> {
  const pc = new RTCPeerConnection();
  pc.addTransceiver('audio');
  await pc.setLocalDescription();
  await until(() => pc.localDescription!.sdp.includes('a=candidate'));
  return pc.localDescription!.sdp;
}

const audio = new AudioContext();

/** A far end that plays a tone; answers each offer that it is given. */
async function branch(frequency: number): Promise<(offer: string) => Promise<string>> {
  const pc = new RTCPeerConnection();
  const destination = new MediaStreamAudioDestinationNode(audio);
  const oscillator = new OscillatorNode(audio, { frequency });
  oscillator.connect(destination);
  oscillator.start();
  return async (sdp) => {
    await pc.setRemoteDescription({ type: 'offer', sdp });
    const [transceiver] = pc.getTransceivers();
    transceiver!.direction = 'sendrecv';
    await transceiver!.sender.replaceTrack(destination.stream.getAudioTracks()[0]!);
    await pc.setLocalDescription();
    await until(() => pc.iceGatheringState === 'complete');
    return pc.localDescription!.sdp;
  };
}

/** Waits for that frequency and returns it. */
async function dominantOf(streamOf: () => MediaStream | null, hertz: number): Promise<number> {
  await until(() => streamOf() !== null);
  const element = new Audio();
  element.srcObject = streamOf();
  element.muted = true;
  void element.play();
  const ear = new AnalyserNode(audio, { fftSize: 8_192, smoothingTimeConstant: 0 });
  new MediaStreamAudioSourceNode(audio, { mediaStream: streamOf()! }).connect(ear);
  const levels = new Float32Array(ear.frequencyBinCount);
  await until(() => {
    ear.getFloatFrequencyData(levels);
    const loudest = Math.max(...levels);
    return loudest > -60 && Math.abs((levels.indexOf(loudest) * audio.sampleRate) / ear.fftSize - hertz) < 30;
  });
  return hertz;
}

async function until(isSo: () => boolean, milliseconds = 8_000): Promise<void> {
  const end = performance.now() + milliseconds;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`Waited ${milliseconds} ms for ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
