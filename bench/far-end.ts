import { createSocket } from 'node:dgram';
import { setTimeout as delay } from 'node:timers/promises';
import { now } from './clock.ts';

/** The number of the dialplan behind which it listens. */
export const farEndNumber = '660';

/** One packet of sound as it left the PBX: 20 ms. */
export interface Frame {
  /** When it arrived, in the clock of `now()`. */
  readonly at: number;
  /** Root mean square of its samples, 0 to 1. */
  readonly level: number;
  /** The same of its last 2.5 ms: a sound that ends within a packet leaves the rest of it loud. */
  readonly ending: number;
  /** How often the sound changed its sign, as a frequency. */
  readonly hertz: number;
}

export interface FarEnd {
  /** More dialplan for the PBX: whoever calls is joined with this far end, by plain RTP. */
  readonly dialplan: string;
  /** The first packet after `since` that fits. */
  wait(what: string, fits: (frame: Frame) => boolean, since: number): Promise<Frame>;
  /** All packets of so many milliseconds from now. */
  during(milliseconds: number): Promise<readonly Frame[]>;
  stop(): void;
}

/** Below this level (−50 dBFS) nothing can be heard. */
export const silence = 0.003;

/** Listens to what a caller sends, behind the PBX and without any jitter buffer: it tells when sound and silence are on the wire. */
export async function startFarEnd(): Promise<FarEnd> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const listeners = new Set<(frame: Frame) => void>();
  socket.on('message', (packet) => {
    const frame = read(packet);
    for (const listener of [...listeners]) listener(frame);
  });
  const wait: FarEnd['wait'] = (what, fits, since) =>
    new Promise((resolve, reject) => {
      const listener = (frame: Frame): void => {
        if (frame.at <= since || !fits(frame)) return;
        clearTimeout(timer);
        listeners.delete(listener);
        resolve(frame);
      };
      const timer = setTimeout(() => {
        listeners.delete(listener);
        reject(new Error(`The far end did not hear ${what} within 10 s`));
      }, 10_000);
      listeners.add(listener);
    });
  const during: FarEnd['during'] = async (milliseconds) => {
    const frames: Frame[] = [];
    const listener = (frame: Frame): void => void frames.push(frame);
    listeners.add(listener);
    await delay(milliseconds);
    listeners.delete(listener);
    return frames;
  };
  const { port } = socket.address();
  const dialplan = `[users](+)\nexten => ${farEndNumber},1,Answer()\n same => n,Dial(UnicastRTP/127.0.0.1:${port}/c(ulaw))\n`;
  return { dialplan, wait, during, stop: () => socket.close() };
}

/** RTP (RFC 3550 5.1) with G.711 µ-law. */
function read(packet: Buffer): Frame {
  const at = now();
  const samples = [...packet.subarray(12 + 4 * (packet.readUInt8(0) & 0x0f))].map(linear);
  const turns = samples.filter((sample, index) => index > 0 && sample < 0 !== samples[index - 1]! < 0).length;
  return { at, level: levelOf(samples), ending: levelOf(samples.slice(-20)), hertz: (turns * 4_000) / Math.max(1, samples.length) };
}

const levelOf = (samples: readonly number[]): number =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length));

/** A sample of µ-law (ITU-T G.711), −1 to 1. */
function linear(code: number): number {
  const bits = ~code & 0xff;
  const magnitude = ((((bits & 0x0f) << 3) + 0x84) << ((bits & 0x70) >> 4)) - 0x84;
  return (bits & 0x80 ? -magnitude : magnitude) / 32_768;
}
