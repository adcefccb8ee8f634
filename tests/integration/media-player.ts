import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const pad = (length: number, to: number): number => (to - (length % to)) % to;

/** D-Bus in its own words (specification, "Message Format"), as much of it as a player needs. */
class Writer {
  #bytes: Buffer = Buffer.alloc(0);

  get bytes(): Buffer {
    return this.#bytes;
  }

  align(to: number): this {
    return this.raw(Buffer.alloc(pad(this.#bytes.length, to)));
  }

  raw(bytes: Buffer): this {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    return this;
  }

  byte(value: number): this {
    return this.raw(Buffer.from([value]));
  }

  uint32(value: number): this {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return this.align(4).raw(bytes);
  }

  text(value: string): this {
    return this.uint32(Buffer.byteLength(value)).raw(Buffer.from(`${value}\0`));
  }

  signature(value: string): this {
    return this.byte(value.length).raw(Buffer.from(`${value}\0`));
  }
}

/** Codes of header fields, each with the type of its value. */
const fields = {
  path: [1, 'o'],
  interface: [2, 's'],
  member: [3, 's'],
  replySerial: [5, 'u'],
  destination: [6, 's'],
  signature: [8, 'g'],
} as const;
type Fields = Partial<Record<keyof typeof fields, string | number>>;

function message(type: number, serial: number, given: Fields, body: Buffer = Buffer.alloc(0)): Buffer {
  const header = new Writer();
  for (const [name, value] of Object.entries(given)) {
    const [code, kind] = fields[name as keyof Fields];
    header.align(8).byte(code).signature(kind);
    if (typeof value === 'number') header.uint32(value);
    else if (kind === 'g') header.signature(value);
    else header.text(value);
  }
  const start = new Writer()
    .raw(Buffer.from(['l'.charCodeAt(0), type, 0, 1]))
    .uint32(body.length)
    .uint32(serial)
    .uint32(header.bytes.length);
  return start.raw(header.bytes).align(8).raw(body).bytes;
}

/** A program that plays, by MPRIS: it says whether it does, and pauses and plays when it is told so. */
export class MediaPlayer {
  readonly orders: string[] = [];
  status: string;
  readonly #socket: net.Socket;
  #serial = 0;
  #heard: Buffer = Buffer.alloc(0);

  private constructor(socket: net.Socket, status: string) {
    this.#socket = socket;
    this.status = status;
  }

  /** On the bus behind that socket, under that name. */
  static async start(socketPath: string, name: string, status: string): Promise<MediaPlayer> {
    const socket = net.connect(socketPath);
    const player = new MediaPlayer(socket, status);
    const uid = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex');
    socket.write(`\0AUTH EXTERNAL ${uid}\r\n`);
    await once(socket, 'data');
    socket.write('BEGIN\r\n');
    socket.on('data', (bytes: Buffer) => player.#hear(bytes));
    const bus = { path: '/org/freedesktop/DBus', interface: 'org.freedesktop.DBus', destination: 'org.freedesktop.DBus' };
    player.#send(1, { ...bus, member: 'Hello' });
    player.#send(1, { ...bus, member: 'RequestName', signature: 'su' }, new Writer().text(name).uint32(0).bytes);
    while (player.#replies < 2) await delay(5);
    return player;
  }

  stop(): void {
    this.#socket.destroy();
  }

  #replies = 0;

  #send(type: number, given: Fields, body?: Buffer): void {
    this.#socket.write(message(type, ++this.#serial, given, body));
  }

  #hear(bytes: Buffer): void {
    this.#heard = Buffer.concat([this.#heard, bytes]);
    while (this.#heard.length >= 16) {
      const headers = this.#heard.readUInt32LE(12);
      const length = 16 + headers + pad(headers, 8) + this.#heard.readUInt32LE(4);
      if (this.#heard.length < length) return;
      this.#answer(this.#heard.subarray(0, length), headers);
      this.#heard = this.#heard.subarray(length);
    }
  }

  #answer(whole: Buffer, headers: number): void {
    const type = whole[1];
    if (type === 2) this.#replies++;
    if (type !== 1) return;
    const read = textFields(whole, 16 + headers);
    const to = { replySerial: whole.readUInt32LE(8), destination: read.get(7) ?? '' };
    const member = read.get(3) ?? '';
    // GLib's tool asks for the types of arguments before it gives any.
    if (member === 'Introspect') this.#send(2, { ...to, signature: 's' }, new Writer().text('<node/>').bytes);
    else if (member === 'Get') this.#send(2, { ...to, signature: 'v' }, new Writer().signature('s').text(this.status).bytes);
    else this.#obey(member, to);
  }

  #obey(member: string, to: Fields): void {
    this.orders.push(member);
    this.status = member === 'Pause' ? 'Paused' : 'Playing';
    this.#send(2, to);
  }
}

/** The header fields that are text, by their codes. */
function textFields(whole: Buffer, end: number): Map<number, string> {
  const found = new Map<number, string>();
  for (let at = 16; at < end; at += pad(at, 8)) {
    const code = whole[at] ?? 0;
    const kind = String.fromCharCode(whole[at + 2] ?? 0);
    at += 4;
    if (kind === 'g') at += (whole[at] ?? 0) + 2;
    else if (kind === 'u') at += 4;
    else {
      const length = whole.readUInt32LE(at);
      found.set(code, whole.toString('utf8', at + 4, at + 4 + length));
      at += 5 + length;
    }
  }
  return found;
}
