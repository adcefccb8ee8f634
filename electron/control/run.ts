import { type Answer, ask } from './client.ts';
import type { Order, Reply } from './protocol.ts';
import type { Given } from './read-order.ts';
import type { Status } from './status.ts';
import { words } from './words.ts';

/** Exit codes; part of what scripts rely on (`docs/control.md`). */
const codes = { done: 0, refused: 1, usage: 2, notRunning: 3, noAnswer: 4 };

type Ports = {
  /** The profile of the app that is asked. */
  readonly folder: string;
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
};

/** `offhook VERB`: asks the running app, prints what it says and gives the exit code. */
export async function runOrder(given: Given, { folder, print, printError }: Ports): Promise<number> {
  if (given.kind === 'bad-usage') {
    printError(`${words.usage} ${given.usage}`);
    return codes.usage;
  }
  const { order, isJson } = given;
  const answer = await ask(order, { folder });
  if (isJson) print(JSON.stringify(answer.kind === 'reply' ? answer.reply : { ok: false, reason: answer.kind, code: null }));
  else if (answer.kind === 'reply' && answer.reply.ok) printDone(answer.reply, print);
  else printError(whyNot(answer, order));
  return codeOf(answer);
}

function codeOf(answer: Answer): number {
  if (answer.kind === 'not-running') return codes.notRunning;
  if (answer.kind === 'no-answer') return codes.noAnswer;
  return answer.reply.ok ? codes.done : codes.refused;
}

/** Nothing, as every good tool, unless something was asked for: how it stands, or the call that began. */
function printDone(reply: Extract<Reply, { ok: true }>, print: (text: string) => void): void {
  if ('status' in reply) print(statusLines(reply.status).join('\n'));
  else if (reply.callId !== null) print(reply.callId);
}

function statusLines({ registration, doNotDisturb, presence, calls }: Status): string[] {
  const { state, user, server, problem } = registration;
  const account = user === '' ? '' : ` ${user} ${server}`;
  return [
    `${state}${account}${problem === null ? '' : ` (${problem})`}`,
    ...(doNotDisturb ? [words.doNotDisturb] : []),
    ...(presence.status === 'available' && presence.note === '' ? [] : [[presence.status, presence.note].join(' ').trim()]),
    ...calls.map(({ id, direction, state: where, hold, number, name, isMuted }) =>
      [id, direction, where, number, name, hold === 'none' ? '' : `hold:${hold}`, isMuted ? 'muted' : '']
        .filter((part) => part !== '')
        .join(' '),
    ),
  ];
}

function whyNot(answer: Answer, { verb }: Order): string {
  if (answer.kind !== 'reply') return words[answer.kind];
  if (answer.reply.ok) return '';
  const { reason, code } = answer.reply;
  const known: Readonly<Record<string, string>> = words.reasons;
  return `offhook ${verb}: ${Object.hasOwn(known, reason) ? known[reason] : reason}${code === null ? '' : ` (${code})`}`;
}
