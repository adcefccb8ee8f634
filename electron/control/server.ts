import type { Buffer } from 'node:buffer';
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { describeError, type Log } from '../log.ts';
import { controlAddress, makePrivate } from './address.ts';
import { longestLine, type Meeting, meetingFile, type Order, type Reply, Request } from './protocol.ts';

type Ports = {
  /** The profile. Whoever serves it holds its single-instance lock, so a socket that lies there is left from a crash. */
  readonly folder: string;
  readonly answer: (order: Order) => Promise<Reply>;
  readonly log: Log;
  /** Milliseconds in which a connection must have said what it wants. */
  readonly patience?: number;
};

/** Listens for orders of this user's scripts. Without it everything else goes on. Returns the function that stops it. */
export function controlServer({ folder, answer, log, patience = 5_000 }: Ports): () => void {
  const meeting = path.join(folder, meetingFile);
  const secret = randomBytes(32).toString('base64url');
  const server = net.createServer((socket) => void converse(socket, { secret, answer, log, patience }));
  const fail = (error: unknown): void => log.warn(`the command line cannot reach this app: ${describeError(error)}`);
  const uid = os.userInfo().uid;
  const random = randomBytes(16).toString('hex');
  const place = controlAddress({ platform: process.platform, env: process.env, temporary: os.tmpdir(), uid, folder, random });
  server.on('error', fail);
  server.once('listening', () => {
    try {
      writeFileSync(meeting, JSON.stringify({ address: place.address, secret } satisfies Meeting), { mode: 0o600 });
    } catch (error) {
      fail(error);
    }
  });
  try {
    rmSync(meeting, { force: true });
    if (place.folder !== null) {
      makePrivate(place.folder, uid);
      rmSync(place.address, { force: true });
    }
    server.listen(place.address);
  } catch (error) {
    fail(error);
  }
  return () => {
    server.close();
    rmSync(meeting, { force: true });
  };
}

type Conversation = Omit<Required<Ports>, 'folder'> & { readonly secret: string };

/** One order, one reply. */
async function converse(socket: net.Socket, { patience, ...ports }: Conversation): Promise<void> {
  // Whoever asked is gone: there is nobody to tell.
  socket.on('error', () => socket.destroy());
  const line = await firstLine(socket, patience);
  if (line === null) socket.destroy();
  else socket.end(`${JSON.stringify(await replyTo(line, ports))}\n`);
}

/** Null for nobody who speaks our language. */
function firstLine(socket: net.Socket, patience: number): Promise<string | null> {
  return new Promise((resolve) => {
    let heard = '';
    const finish = (line: string | null): void => {
      clearTimeout(timer);
      resolve(line);
    };
    const timer = setTimeout(() => finish(null), patience);
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      heard += text;
      const end = heard.indexOf('\n');
      if (end >= 0) finish(heard.slice(0, end));
      else if (heard.length > longestLine) finish(null);
    });
    socket.on('close', () => finish(null));
  });
}

async function replyTo(line: string, { secret, answer, log }: Omit<Conversation, 'patience'>): Promise<Reply> {
  const no = (reason: string): Reply => ({ ok: false, reason, code: null });
  const request = read(line);
  if (request === null) return no('bad-request');
  if (!isSame(request.secret, secret)) return no('not-allowed');
  log.info(`asked from the command line: ${request.order.verb}`);
  try {
    return await answer(request.order);
  } catch (error) {
    log.error(`${request.order.verb} failed: ${describeError(error)}`);
    return no('failed');
  }
}

function read(line: string): Request | null {
  try {
    return Request.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** In a time that tells nothing about where the two differ. */
const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));
