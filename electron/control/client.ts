import { readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { Meeting, meetingFile, type Order, Reply } from './protocol.ts';

/** What came of an order: the app's reply, or that there was none. */
export type Answer = { readonly kind: 'reply'; readonly reply: Reply } | { readonly kind: 'not-running' } | { readonly kind: 'no-answer' };

type Options = {
  /** The profile of the app that is asked. */
  readonly folder: string;
  /** Milliseconds; the app itself gives up after a minute. */
  readonly patience?: number;
};

/** Asks the app that runs on this profile. Never rejects. */
export async function ask(order: Order, { folder, patience = 65_000 }: Options): Promise<Answer> {
  const meeting = readMeeting(path.join(folder, meetingFile));
  if (meeting === null) return { kind: 'not-running' };
  return new Promise((resolve) => {
    const socket = net.connect(meeting.address);
    let heard = '';
    let isConnected = false;
    const finish = (answer: Answer): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => finish({ kind: 'no-answer' }), patience);
    socket.setEncoding('utf8');
    socket.on('connect', () => {
      isConnected = true;
      socket.write(`${JSON.stringify({ secret: meeting.secret, order })}\n`);
    });
    socket.on('data', (text: string) => {
      heard += text;
    });
    // The file may be left from an app that crashed: then nobody listens there.
    socket.on('error', () => finish({ kind: isConnected ? 'no-answer' : 'not-running' }));
    socket.on('end', () => {
      const reply = readReply(heard);
      finish(reply === null ? { kind: 'no-answer' } : { kind: 'reply', reply });
    });
  });
}

function readMeeting(file: string): Meeting | null {
  try {
    return Meeting.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

function readReply(text: string): Reply | null {
  try {
    return Reply.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
