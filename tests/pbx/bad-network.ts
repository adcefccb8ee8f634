import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type RawData, WebSocket, WebSocketServer } from 'ws';

/** What the network does to each packet of sound, in each direction. */
export interface Conditions {
  /** Share of packets that never arrive, 0 to 1. */
  readonly loss: number;
  /** Milliseconds one way. */
  readonly delay: number;
  /** Every packet takes up to so many milliseconds more, each another number: with more than 20 they overtake each other. */
  readonly jitter: number;
}

export const goodNetwork: Conditions = { loss: 0, delay: 0, jitter: 0 };

/** Up is from the phone to the PBX. */
export type Direction = 'up' | 'down';

/** What came through and what did not. */
export interface Traffic {
  sent: number;
  lost: number;
}

/** No packet ever gets anywhere from there, and none is sent there: nobody listens on the last address of the loopback network. */
const nowhere = '127.255.255.254';

/**
 * A network between a phone and its PBX, both on this machine, that loses and delays sound as told: signalling passes through untouched but for
 * the addresses of the sound, which lead through here. In place of netem, which not every kernel has and only root may use.
 */
export class BadNetwork {
  /** Signs in here instead of at the PBX. */
  readonly url: string;
  conditions: Conditions = goodNetwork;
  /** Nothing gets through that way. STUN does, so that the path itself stays good: only the sound is gone. */
  silenced: Direction | null = null;
  /** The phone's own ports that nothing comes through to any more; see `breakWays`. */
  readonly #broken = new Set<number>();
  readonly #ports = new Set<number>();
  /** Nothing but signalling gets through, either way: STUN neither. */
  isCut = false;
  /** Hears of each packet of sound as it comes, whatever becomes of it. */
  onSound: (direction: Direction, packet: Buffer) => void = () => {};
  readonly #server: WebSocketServer;
  readonly #pbx: string;
  readonly #relays = new Map<number, Promise<Relay>>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #traffic = noTraffic();
  #seed = 1;

  private constructor(server: WebSocketServer, pbx: string) {
    this.#server = server;
    this.#pbx = pbx;
    this.url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`;
    server.on('connection', (phone) => this.#connect(phone));
  }

  /** `pbx`: its WebSocket URL on 127.0.0.1. */
  static async before(pbx: string): Promise<BadNetwork> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: () => 'sip' });
    await once(server, 'listening');
    return new BadNetwork(server, pbx);
  }

  /** As `silenced` downwards, but of the ways that the phone has now: what it opens later, for a restart of ICE, is whole. */
  breakWays(): void {
    for (const port of this.#ports) this.#broken.add(port);
  }

  mendWays(): void {
    this.#broken.clear();
    this.#ports.clear();
  }

  /** What passed since the last time this was asked. */
  takeTraffic(): Record<Direction, Traffic> {
    const taken = this.#traffic;
    this.#traffic = noTraffic();
    return taken;
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const relay of await Promise.all(this.#relays.values())) relay.close();
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
  }

  #connect(phone: WebSocket): void {
    const pbx = new WebSocket(this.#pbx, 'sip');
    const opened = once(pbx, 'open');
    // One after the other: a relay must be there before the next message that names it.
    let passing: Promise<unknown> = opened;
    const pass = (to: WebSocket, change: (text: string) => Promise<string> | string) => (data: RawData) => {
      passing = passing.then(async () => to.send(await change(String(data)))).catch(() => phone.terminate());
    };
    phone.on(
      'message',
      pass(pbx, (text) => withBody(text, hideAddresses)),
    );
    pbx.on(
      'message',
      pass(phone, async (text) => {
        const ports = new Map<number, number>();
        for (const port of portsIn(text)) ports.set(port, (await this.#relayTo(port)).port);
        return withBody(text, (body) => body.replace(candidate, (_, head, port) => `${head}127.0.0.1 ${ports.get(Number(port))}`));
      }),
    );
    phone.on('close', () => pbx.terminate());
    pbx.on('close', () => phone.terminate());
    pbx.on('error', () => phone.terminate());
  }

  #relayTo(port: number): Promise<Relay> {
    const known = this.#relays.get(port) ?? openRelay(port, (packet, way) => this.#carry(packet, way));
    this.#relays.set(port, known);
    return known;
  }

  #carry(packet: Buffer, { direction, phonePort, deliver }: Way): void {
    this.#ports.add(phonePort);
    const isSound = isRtp(packet);
    if (isSound) this.onSound(direction, packet);
    if (this.isCut) return;
    const { loss, delay, jitter } = this.conditions;
    if (isSound) this.#traffic[direction].sent++;
    if (isSound && (this.#isSilent(direction, phonePort) || this.#random() < loss)) {
      this.#traffic[direction].lost++;
      return;
    }
    const wait = delay + this.#random() * jitter;
    if (wait < 1) {
      deliver();
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      deliver();
    }, wait);
    this.#timers.add(timer);
  }

  #isSilent(direction: Direction, phonePort: number): boolean {
    return this.silenced === direction || (direction === 'down' && this.#broken.has(phonePort));
  }

  /** The same numbers in every run (Park and Miller, "minimal standard"). */
  #random(): number {
    this.#seed = (this.#seed * 48_271) % 2_147_483_647;
    return this.#seed / 2_147_483_647;
  }
}

const noTraffic = (): Record<Direction, Traffic> => ({ up: { sent: 0, lost: 0 }, down: { sent: 0, lost: 0 } });

/** RTP and RTCP share a port (RFC 5761): RTCP has packet types 192 to 223, and its reports are not the sound that is counted. RFC 7983 tells the rest. */
function isRtp(packet: Buffer): boolean {
  const [first = 0, second = 0] = packet;
  return first >= 128 && first <= 191 && (second < 192 || second > 223);
}

/** How a packet goes on. */
interface Way {
  readonly direction: Direction;
  readonly phonePort: number;
  readonly deliver: () => void;
}

interface Relay {
  readonly port: number;
  close: () => void;
}

/** A port in front of one of the PBX. Whoever wrote there last is answered. */
async function openRelay(target: number, carry: (packet: Buffer, way: Way) => void): Promise<Relay> {
  const [front, back] = [createSocket('udp4'), createSocket('udp4')];
  await Promise.all([bind(front), bind(back)]);
  let phone: { address: string; port: number } | null = null;
  let isOpen = true;
  front.on('message', (packet, from) => {
    phone = from;
    carry(packet, { direction: 'up', phonePort: from.port, deliver: () => isOpen && back.send(packet, target, '127.0.0.1') });
  });
  back.on('message', (packet) => {
    const to = phone;
    if (to) carry(packet, { direction: 'down', phonePort: to.port, deliver: () => isOpen && front.send(packet, to.port, to.address) });
  });
  return {
    port: front.address().port,
    close() {
      isOpen = false;
      front.close();
      back.close();
    },
  };
}

async function bind(socket: Socket): Promise<void> {
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
}

/** `a=candidate:… udp … 127.0.0.1 10000`, RFC 8839 5.1. */
const candidate = /(a=candidate:\S+ \d+ udp \d+ )127\.0\.0\.1 (\d+)/gi;

const portsIn = (text: string): number[] => [...text.matchAll(candidate)].map(([, , port]) => Number(port));

/** Otherwise the PBX would send straight to the phone. */
const hideAddresses = (body: string): string => body.replace(/(a=candidate:\S+ \d+ \S+ \d+ )\S+/gi, `$1${nowhere}`);

function withBody(text: string, change: (body: string) => string): string {
  const [head = '', body = ''] = text.split(/\r\n\r\n(.*)/s);
  if (body === '') return text;
  const changed = change(body);
  return `${head.replace(/^(Content-Length|l)\s*:.*$/im, `Content-Length: ${Buffer.byteLength(changed)}`)}\r\n\r\n${changed}`;
}
