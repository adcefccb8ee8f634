import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Ports } from './config.ts';

/**
 * Ports below the system's ephemeral range (32768 and up). The system would hand out ephemeral ones, and those an unrelated outgoing
 * connection may take while a server is down for a test; worse, a client that keeps trying such a port can end up connected to itself.
 */
const range = [20_000, 32_000] as const;

/** Free for TCP and UDP on `host` at this moment; who binds them must be ready to ask again. */
export async function freePorts(host: string): Promise<Ports> {
  const [http, https, sip] = [await freePort(host), await freePort(host), await freePort(host)];
  const first = 10_000 + 2 * randomInt(4_800);
  // Asterisk skips a busy port of this range by itself, and ranges of two instances may overlap.
  return { http, https, sip, rtp: [first, first + 399] };
}

/** Free for TCP and UDP on `host` at this moment. */
export async function freePort(host: string): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = randomInt(...range);
    if ((await isFree(createServer().listen(port, host))) && (await isFree(createSocket('udp4').bind(port, host)))) return port;
  }
  throw new Error(`No free port on ${host}`);
}

async function isFree(socket: ReturnType<typeof createServer> | ReturnType<typeof createSocket>): Promise<boolean> {
  try {
    await once(socket, 'listening');
  } catch {
    return false;
  }
  const closed = once(socket, 'close');
  socket.close();
  await closed;
  return true;
}
