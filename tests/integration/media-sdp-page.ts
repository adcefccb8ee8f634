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
import { soundTrouble } from '../e2e/sound-trouble.ts';
import { dominant, earOf } from './page-sound.ts';

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

  /** The description of an ordinary browser: one stream of each kind, in that order. */
  browserOffer: (...kinds: ('audio' | 'video' | 'data')[]): Promise<string> => browserOffer(...kinds),

  /** A forked call: one branch is heard early, another one answers. Resolves when the second is heard. */
  async fork(): Promise<{ early: number; neededRestart: boolean; late: number }> {
    const { media, hears } = makeMedia();
    const offer = (await media.getDescription()).body;
    const [first, second, third] = [await branch(500), await branch(900), await branch(1_300)];
    await media.setEarlyAnswer(await first.answer(offer));
    // The description of a further branch is no news while the first is heard. It has no address of ours, or its handshake would disturb the others'.
    await media.setEarlyAnswer(await third.answer(offer.replace(/^a=candidate:.*\r\n/gm, '')));
    const early = await hears(500);
    await media.setDescription(await second.answer(offer));
    const neededRestart = media.needsRestart;
    media.restart();
    await media.setDescription(await second.answer((await media.getDescription()).body));
    const late = await hears(900);
    media.close();
    return { early, neededRestart, late };
  },

  /**
   * A branch that is heard early offers other media by UPDATE before it answers. Then it answers with what it said first, or another branch does.
   * Resolves with what was heard at each step.
   */
  async updateEarly(whoAnswers: 'the same' | 'another'): Promise<{ heard: number[]; neededRestart: boolean; direction: string }> {
    const { media, hears } = makeMedia();
    const offer = (await media.getDescription()).body;
    const [first, second] = [await branch(500), await branch(900)];
    const firstAnswer = await first.answer(offer);
    await media.setEarlyAnswer(firstAnswer);
    const heard = [await hears(500)];
    first.play(700);
    const answer = await media.answer(await first.offer());
    await first.accept(answer);
    heard.push(await hears(700));
    // Two who check the way at once fight with us over who leads (RFC 8445 7.3.1.1), without end.
    if (whoAnswers === 'another') first.cancel();
    await media.setDescription(whoAnswers === 'the same' ? firstAnswer : await second.answer(offer));
    const { needsRestart: neededRestart } = media;
    const later = whoAnswers === 'the same' ? first : second;
    if (neededRestart) media.restart();
    await media.setDescription(await later.answer((await media.getDescription()).body));
    heard.push(await hears(whoAnswers === 'the same' ? 700 : 900));
    media.close();
    return { heard, neededRestart, direction: /a=(sendrecv|sendonly|recvonly|inactive)/.exec(answer)?.[1] ?? '' };
  },

  /** An UPDATE within a call whose offer cannot be answered, then one that can. */
  async updateBadly(description = 'v=0\r\nnonsense'): Promise<{ error: boolean; heard: number }> {
    const { media, hears } = makeMedia();
    const far = await branch(500);
    await media.setDescription(await far.answer((await media.getDescription()).body));
    await hears(500);
    const error = await media.answer(description).then(
      () => false,
      () => true,
    );
    far.play(700);
    await far.accept(await media.answer(await far.offer()));
    const heard = await hears(700);
    media.close();
    return { error, heard };
  },

  /** A re-INVITE within a call whose offer cannot be answered, then one that can; what is answered, and what is heard before, between and behind. */
  async reinviteBadly(description: string): Promise<{ answers: string[]; heard: number[] }> {
    const { wire, far, line, rings } = await setUp();
    const said = await branch(500);
    const talk = async (): Promise<void> => void (await said.accept(far.media.heard.at(-1)!));
    far.media.description = await said.offer();
    const inviter = await far.call();
    await until(() => rings.length > 0);
    const { leg, events } = rings[0]!;
    await leg.accept({});
    await until(() => events.some(({ kind }) => kind === 'confirmed'));
    await talk();
    const hears = (hertz: number) => {
      const audio = events.findLast((event) => event.kind === 'audio');
      return untilHeard(() => (audio ? earOf(audio.stream) : null), hertz);
    };
    const heard = [await hears(500)];
    const answers = () => wire.log.filter((each) => /^> [2-6]\d\d INVITE/.test(each));
    const offer = async (next: string): Promise<void> => {
      const { length } = answers();
      far.media.description = next;
      await inviter.invite();
      await until(() => answers().length > length);
    };
    await offer(description);
    said.play(700);
    heard.push(await hears(700));
    await offer(await said.offer());
    await talk();
    said.play(900);
    heard.push(await hears(900));
    await line.close();
    return { answers: answers(), heard };
  },

  /** The far end leaves the offer to us, in a call that is new and in one that is up. */
  async offerLate(): Promise<number[]> {
    const { media, hears } = makeMedia();
    const far = await branch(500);
    await media.setDescription(await far.answer((await media.getDescription()).body));
    const heard = [await hears(500)];
    far.play(700);
    await media.setDescription(await far.answer((await media.getDescription()).body));
    heard.push(await hears(700));
    media.close();
    return heard;
  },
};

export type SdpBench = typeof bench;
Object.assign(globalThis, { bench });

async function browserOffer(...kinds: ('audio' | 'video' | 'data')[]): Promise<string> {
  const pc = new RTCPeerConnection();
  for (const kind of kinds.length > 0 ? kinds : (['audio'] as const)) {
    if (kind === 'data') pc.createDataChannel('data');
    else pc.addTransceiver(kind);
  }
  await pc.setLocalDescription();
  await until(() => pc.localDescription!.sdp.includes('a=candidate'));
  return pc.localDescription!.sdp;
}

const audio = new AudioContext();

interface Branch {
  answer: (offer: string) => Promise<string>;
  offer: () => Promise<string>;
  accept: (answer: string) => Promise<unknown>;
  play: (frequency: number) => void;
  /** Another one answered: the server calls this one off (RFC 3261 16.7), and it is there no more. */
  cancel: () => void;
}

/** A far end that plays a tone. */
async function branch(frequency: number): Promise<Branch> {
  const pc = new RTCPeerConnection();
  const destination = new MediaStreamAudioDestinationNode(audio);
  const oscillator = new OscillatorNode(audio, { frequency });
  oscillator.connect(destination);
  oscillator.start();
  const described = async () => {
    await pc.setLocalDescription();
    await until(() => pc.iceGatheringState === 'complete');
    return pc.localDescription!.sdp;
  };
  return {
    async answer(sdp) {
      await pc.setRemoteDescription({ type: 'offer', sdp });
      const [transceiver] = pc.getTransceivers();
      transceiver!.direction = 'sendrecv';
      await transceiver!.sender.replaceTrack(destination.stream.getAudioTracks()[0]!);
      return described();
    },
    offer() {
      if (pc.getTransceivers().length === 0) pc.addTrack(destination.stream.getAudioTracks()[0]!);
      return described();
    },
    accept: (sdp) => pc.setRemoteDescription({ type: 'answer', sdp }),
    play: (hertz) => {
      oscillator.frequency.value = hertz;
    },
    cancel: () => pc.close(),
  };
}

/** The sound of one leg, and an ear for it: waits for a frequency and returns it. */
function makeMedia(): { media: BrowserMedia; hears: (hertz: number) => Promise<number> } {
  const media = new BrowserMedia({ pc: new RTCPeerConnection(), hasServer: false, limit: () => 300, isLocal: false });
  let ear: AnalyserNode | null = null;
  media.onEvent = (event) => {
    if (event.kind === 'audio') ear = earOf(event.stream);
  };
  return { media, hears: (hertz) => untilHeard(() => ear, hertz) };
}

/** Waits for a frequency and returns it. */
async function untilHeard(ear: () => AnalyserNode | null, hertz: number): Promise<number> {
  await until(() => {
    const now = ear();
    return now !== null && Math.abs(dominant(now) - hertz) < 30;
  });
  return hertz;
}

async function until(isSo: () => boolean, milliseconds = 8_000): Promise<void> {
  const end = performance.now() + milliseconds;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`Waited ${milliseconds} ms for ${isSo}\n${await soundTrouble()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
