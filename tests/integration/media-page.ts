/*
 * The page in which media.test.ts runs lines of the phone: real SIP, real WebRTC, no user interface. Sound is made by oscillators and judged
 * by an analyser, so that no device is needed.
 */

import type { Leg, LegEvent, Line, LineEvent } from '../../renderer/phone/line.ts';
import { iceUserOf } from '../../renderer/phone/sip/sdp.ts';
import { makeSipLine } from '../../renderer/phone/sip/sip-line.ts';
import { Account } from '../../shared/account.ts';
import type { EndReason } from '../../shared/call.ts';
import { soundTrouble } from '../e2e/sound-trouble.ts';
import { dominant, earOf, tone } from './page-sound.ts';

export interface LineOptions {
  server: string;
  user: string;
  password: string;
  domain: string;
  stun?: string;
  limit?: number;
}

interface Call {
  leg: Leg;
  events: LegEvent[];
  stream: MediaStream | null;
}

interface Sent {
  turn: number;
  text: string;
}

/** How often the page has had its turn, 20 ms of its own time each: while the computer has no time for it, none passes. */
let turns = 0;
const turn = (): void => {
  turns++;
  setTimeout(turn, 20);
};
turn();

/** When the browser first found an address of this computer for a connection, named by its ICE user: without one no call can be offered. */
const hostTurns = new Map<string, number>();
globalThis.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(configuration?: RTCConfiguration) {
    super(configuration);
    this.addEventListener('icecandidate', ({ candidate }) => {
      const { type, protocol, usernameFragment: user } = candidate ?? {};
      if (type === 'host' && protocol === 'udp' && user && !hostTurns.has(user)) hostTurns.set(user, turns);
    });
  }
};

const lines = new Map<
  string,
  { line: Line; events: LineEvent[]; calls: Call[]; sent: Sent[]; received: string[]; socket: WebSocket | null }
>();

const bench = {
  /** Opens a line and resolves with what became of it. */
  async open({ server, user, password, domain, stun, limit = 300 }: LineOptions): Promise<LineEvent> {
    const sent: Sent[] = [];
    const received: string[] = [];
    const events: LineEvent[] = [];
    const makeLine = makeSipLine({
      log: { error: console.error, warn: console.warn, info() {}, debug() {} },
      version: 'test',
      iceGatheringLimit: () => limit,
      makeSocket: (url, protocol) => {
        const socket = new WebSocket(url, protocol);
        const send = socket.send.bind(socket);
        socket.send = (data) => {
          sent.push({ turn: turns, text: String(data) });
          send(data);
        };
        socket.addEventListener('message', ({ data }) => received.push(String(data)));
        const entry = lines.get(user);
        if (entry) entry.socket = socket;
        return socket;
      },
    });
    const account = Account.parse({
      id: user,
      kind: 'sip',
      server,
      user,
      domain,
      authUser: '',
      displayName: `User ${user}`,
      iceServers: stun ? [{ url: stun }] : [],
    });
    const line = makeLine(account, { password, turnPassword: '' });
    lines.set(user, { line, events, calls: [], sent, received, socket: null });
    line.onEvent = (event) => events.push(event);
    line.onIncoming = (leg) => void track(user, leg);
    line.open();
    return until(() => events.find(({ kind }) => kind !== 'connected'));
  },

  reopen: async (user: string): Promise<LineEvent> => {
    const { line, events } = of(user);
    events.length = 0;
    line.open();
    return until(() => events.find(({ kind }) => kind !== 'connected'));
  },

  close: (user: string): Promise<void> => of(user).line.close(),

  check: (user: string, deadline: number): void => of(user).line.check(deadline),

  lineEvents: (user: string): string[] => of(user).events.map(({ kind }) => kind),

  /** Cuts the socket as a network does: nobody says goodbye. */
  cut: (user: string): void => of(user).socket?.close(4000),

  /** Resolves with the turns of the page, see `turn`, from when there was a first candidate until the INVITE was on the wire. */
  async dial(user: string, number: string, hertz: number | null = 1_000): Promise<number> {
    const { line, sent } = of(user);
    const before = sent.length;
    const begun = turns;
    const leg = line.invite(`sip:${number}@127.0.0.1`, {});
    const call = track(user, leg);
    const invite = await until(() => sent.slice(before).find(({ text }) => text.startsWith('INVITE')));
    if (hertz !== null) await call.leg.setMicrophone(voice(hertz));
    return invite.turn - Math.max(begun, hostTurns.get(iceUserOf(invite.text)) ?? begun);
  },

  async ring(user: string): Promise<{ name: string; number: string; destination: string }> {
    const { calls } = of(user);
    const call = await until(() => calls.find(({ leg, events }) => leg.direction === 'incoming' && events.length === 0));
    return { name: call.leg.peer.name, number: call.leg.peer.number, destination: call.leg.destination };
  },

  /** The turns of the page from accepting until the 200 was on the wire. */
  async answer(user: string, hertz: number | null = 1_000): Promise<number> {
    const { sent } = of(user);
    const { leg } = last(user);
    const before = sent.length;
    const begun = turns;
    await leg.accept({});
    const ok = await until(() => sent.slice(before).find(({ text }) => text.startsWith('SIP/2.0 200') && /^CSeq: \d+ INVITE/m.test(text)));
    if (hertz !== null) await leg.setMicrophone(voice(hertz));
    return ok.turn - begun;
  },

  decline: (user: string, mode: 'busy' | 'decline'): Promise<void> => last(user).leg.decline({ mode }),
  hangUp: (user: string): Promise<void> => last(user).leg.hangUp({}),
  hold: (user: string, on: boolean): Promise<void> => last(user).leg.hold(on),
  sendTones: (user: string, tones: string): Promise<void> => last(user).leg.sendTones(tones),
  restart: (user: string): Promise<void> => last(user).leg.restartMedia(),

  /** Restarts ICE and presses keys meanwhile. Resolves with what was known of the new way when the first of them went out. */
  async restartAndPress(user: string, tones: string): Promise<{ isAnswered: boolean; isChosen: boolean }> {
    const { sent, received } = of(user);
    const { leg } = last(user);
    const [before, heard] = [sent.length, received.length];
    const known = { isAnswered: false, isChosen: false };
    const insert = RTCDTMFSender.prototype.insertDTMF as (this: RTCDTMFSender, ...args: unknown[]) => void;
    let looked: Promise<void> = Promise.resolve();
    RTCDTMFSender.prototype.insertDTMF = function (this: RTCDTMFSender, ...args: unknown[]) {
      known.isAnswered = received.slice(heard).some((text) => text.startsWith('SIP/2.0 200'));
      looked = leg.readStatistics().then((report) => {
        known.isChosen = iceUserOfWay(report) === iceUserOf(sent.findLast(({ text }) => text.startsWith('INVITE'))!.text);
      });
      insert.apply(this, args);
    };
    const restarted = leg.restartMedia();
    await until(() => sent.slice(before).find(({ text }) => text.startsWith('INVITE')));
    await Promise.all([restarted, leg.sendTones(tones)]);
    RTCDTMFSender.prototype.insertDTMF = insert;
    await looked;
    return known;
  },

  setMicrophone: (user: string, hertz: number | null): Promise<void> => last(user).leg.setMicrophone(hertz === null ? null : voice(hertz)),

  /** Waits until the newest call has told an event of that kind. */
  async told(user: string, kind: LegEvent['kind'], milliseconds = 10_000): Promise<unknown> {
    const { events } = last(user);
    const event = await until(() => events.find((each) => each.kind === kind), milliseconds);
    return JSON.parse(JSON.stringify(event));
  },

  async ended(user: string, milliseconds = 10_000): Promise<EndReason> {
    const { events } = last(user);
    const event = await until(() => events.find((each) => each.kind === 'ended'), milliseconds);
    return (event as Extract<LegEvent, { kind: 'ended' }>).reason;
  },

  events: (user: string): string[] =>
    last(user).events.map(
      (event) =>
        `${event.kind}${'side' in event ? ` ${event.side} ${event.on}` : ''}${'early' in event ? (event.early ? ' early' : '') : ''}`,
    ),

  /** Waits until the newest call sounds like that; null: like nothing. Resolves with the milliseconds that it took. */
  async hears(user: string, hertz: number | null, milliseconds = 8_000): Promise<number> {
    const begun = performance.now();
    const stream = await until(() => last(user).stream, milliseconds);
    const ear = earOf(stream);
    let heard = 0;
    for (;;) {
      heard = dominant(ear);
      const isRight = hertz === null ? heard === 0 : Math.abs(heard - hertz) < 40;
      if (isRight && (await staysFor(5, () => (hertz === null ? dominant(ear) === 0 : Math.abs(dominant(ear) - hertz) < 40))))
        return performance.now() - begun;
      if (performance.now() - begun > milliseconds)
        throw new Error(`Heard ${heard} Hz instead of ${hertz ?? 'silence'} from ${user}\n${await soundTrouble()}`);
      await pause(50);
    }
  },

  wire: (user: string): string[] => of(user).sent.map(({ text }) => text.split('\r\n', 1)[0]!),
  received: (user: string): string[] => of(user).received.map((text) => text.split('\r\n', 1)[0]!),
  lastReceived: (user: string, start: string): string => of(user).received.findLast((text) => text.startsWith(start)) ?? '',
  lastSent: (user: string, start: string): string => of(user).sent.findLast(({ text }) => text.startsWith(start))?.text ?? '',

  async packetsSent(user: string): Promise<number> {
    const report = await last(user).leg.readStatistics();
    const outbound = [...(report?.values() ?? [])].find(({ type }) => type === 'outbound-rtp');
    return outbound?.packetsSent ?? 0;
  },
};

export type Bench = typeof bench;
Object.assign(globalThis, { bench });

function of(user: string) {
  const entry = lines.get(user);
  if (!entry) throw new Error(`No line of ${user}`);
  return entry;
}

/** Of the way that the sound takes. */
function iceUserOfWay(report: RTCStatsReport | null): string | undefined {
  const { selectedCandidatePairId } = [...(report?.values() ?? [])].find(({ type }) => type === 'transport') ?? {};
  return report?.get(report.get(selectedCandidatePairId)?.localCandidateId)?.usernameFragment;
}

function last(user: string): Call {
  const call = of(user).calls.at(-1);
  if (!call) throw new Error(`No call of ${user}`);
  return call;
}

function track(user: string, leg: Leg): Call {
  const call: Call = { leg, events: [], stream: null };
  of(user).calls.push(call);
  leg.onEvent = (event) => {
    call.events.push(event);
    if (event.kind === 'audio') call.stream = event.stream;
  };
  return call;
}

const voice = (hertz: number): MediaStreamTrack => tone(hertz).getAudioTracks()[0]!;

async function staysFor(times: number, isSo: () => boolean): Promise<boolean> {
  for (let i = 0; i < times; i++) {
    await pause(60);
    if (!isSo()) return false;
  }
  return true;
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function until<Value>(look: () => Value | null | undefined, milliseconds = 10_000): Promise<Value> {
  const end = performance.now() + milliseconds;
  for (;;) {
    const value = look();
    if (value !== null && value !== undefined) return value;
    if (performance.now() > end) throw new Error(`Waited ${milliseconds} ms for ${look}\n${await soundTrouble()}`);
    await pause(5);
  }
}
