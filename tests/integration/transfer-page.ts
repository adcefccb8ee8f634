/*
 * The page in which transfer.test.ts runs several whole phones without a window, each with a tone of its own for a voice: who hears which tone is
 * connected with whom.
 */

import type { DescribeOptions } from '../../renderer/phone/call/peer-card.ts';
import type { DeclineOptions } from '../../renderer/phone/call/requests.ts';
import { type CreatedPhone, createPhone } from '../../renderer/phone/create-phone.ts';
import type { PhoneError } from '../../renderer/phone/errors.ts';
import type { ExtraHeaders } from '../../renderer/phone/line.ts';
import type { DialOptions } from '../../renderer/phone/phone.ts';
import { makeSipLine } from '../../renderer/phone/sip/sip-line.ts';
import { Account } from '../../shared/account.ts';
import type { CallSnapshot, Peer } from '../../shared/call.ts';
import type { IncomingRules } from '../../shared/rules.ts';
import { dominant, earOf, tone } from './page-sound.ts';

export interface PhoneOptions {
  server: string;
  user: string;
  password: string;
  /** What others hear of it. */
  hertz: number;
}

interface Entry extends CreatedPhone {
  ended: CallSnapshot[];
  infos: { mime: string; body: string }[];
  /** First lines of all that crossed, `>` sent and `<` received; answers with their method. */
  wire: string[];
  texts: string[];
}

const phones = new Map<string, Entry>();

const bench = {
  async open({ server, user, password, hertz }: PhoneOptions): Promise<void> {
    const wire: string[] = [];
    const texts: string[] = [];
    const log = { error: console.error, warn: console.warn, info() {}, debug() {} };
    const makeLine = makeSipLine({ log, version: 'test', iceGatheringLimit: () => 300, makeSocket: tapped(wire, texts) });
    const made = createPhone({ makeLine, log, userAgent: 'test' });
    const entry: Entry = { ...made, ended: [], infos: [], wire, texts };
    phones.set(user, entry);
    made.phone.on('ended', (call) => void entry.ended.push(call));
    made.phone.on('info', ({ mime, body }) => void entry.infos.push({ mime, body }));
    await made.microphone.substitute(async () => tone(hertz));
    const id = { id: user, kind: 'sip', server, user, domain: '127.0.0.1', authUser: '', displayName: `User ${user}`, iceServers: [] };
    made.phone.open(Account.parse(id), { password, turnPassword: '' });
    await until(`${user} registered`, () => made.phone.registration.kind === 'registered');
  },
  close: async (user: string): Promise<void> => {
    await of(user).stop();
    phones.delete(user);
  },
  setRules(user: string, rules: Partial<IncomingRules>): void {
    const { phone } = of(user);
    phone.rules = { ...phone.rules, ...rules };
  },

  dial: (user: string, number: string, options: DialOptions = {}): void => void of(user).phone.dial(number, options),
  /** Waits until a phone rings, and tells who calls. */
  async rings(user: string): Promise<CallSnapshot> {
    const { phone } = of(user);
    await until(`${user} rings`, () => phone.snapshots.some(({ state }) => state.kind === 'ringing'));
    return JSON.parse(JSON.stringify(phone.snapshots.find(({ state }) => state.kind === 'ringing')));
  },
  /** The same, and takes the call. */
  async answer(user: string, headers: ExtraHeaders = {}): Promise<CallSnapshot> {
    const { phone } = of(user);
    const ringing = () => phone.calls.find(({ direction, state }) => direction === 'incoming' && state.kind === 'ringing');
    await until(`${user} rings`, () => ringing() !== undefined);
    const call = ringing()!;
    await call.answer({ headers });
    return call.snapshot;
  },
  async decline(user: string, options: DeclineOptions = {}): Promise<void> {
    const { phone } = of(user);
    await until(`${user} rings`, () => phone.calls.some(({ state }) => state.kind === 'ringing'));
    await phone.calls.find(({ state }) => state.kind === 'ringing')!.decline(options);
  },
  hangUp: async (user: string, headers: ExtraHeaders = {}): Promise<void> =>
    void (await Promise.all(of(user).phone.calls.map((call) => call.hangUp({ headers })))),
  /** Each of these: `done`, or the reason and code of the PhoneError. The oldest live call is meant. */
  transfer: (user: string, target: string): Promise<string> => outcome(() => first(user).transfer(target)),
  consult: (user: string, target: string): void => void first(user).consult(target),
  completeTransfer: (user: string): Promise<string> => outcome(() => first(user).completeTransfer()),
  cancelTransfer: (user: string): Promise<string> => outcome(() => first(user).cancelTransfer()),
  sendMessage: (user: string, text: string): Promise<string> => outcome(() => first(user).sendMessage(text)),
  sendInfo: (user: string, mime: string, body: string): Promise<string> => outcome(() => first(user).sendInfo(mime, body)),
  /** Waits until the far end wants the phone to call somebody else, and tells whom. */
  async asked(user: string): Promise<string> {
    await until(`${user} is asked`, () => first(user).snapshot.transfer?.kind === 'asked');
    return first(user).snapshot.transfer!.target;
  },
  acceptTransfer: (user: string): void => void first(user).acceptTransfer(),
  declineTransfer: (user: string): void => first(user).declineTransfer(),

  /** Waits until the phone has calls in these states, oldest first; `held` is one that is held by itself, `waiting` one held by its far end. */
  async has(user: string, ...states: string[]): Promise<void> {
    const now = () => (phones.get(user)?.phone.snapshots ?? []).map(stateOf).join();
    await until(
      `${user} has ${states}`,
      () => now() === states.join(),
      () => now(),
    );
  },
  describePeer: (user: string, patch: Partial<Peer>, options: DescribeOptions = {}): void => first(user).describePeer(patch, options),
  /** Waits until the oldest call of the phone names that number as its far end. */
  async talksTo(user: string, number: string): Promise<void> {
    const now = () => of(user).phone.snapshots[0]?.peer.number ?? '';
    await until(`${user} talks to ${number}`, () => now() === number, now);
  },
  snapshots: (user: string): CallSnapshot[] => of(user).phone.snapshots.map((snapshot) => JSON.parse(JSON.stringify(snapshot))),
  lastEnded: (user: string): CallSnapshot => JSON.parse(JSON.stringify(of(user).ended.at(-1))),
  /** Waits until so many calls of the phone have ended, and tells how. */
  async ended(user: string, count = 1): Promise<string[]> {
    const { ended } = of(user);
    await until(`${user} has ended ${count}`, () => ended.length >= count);
    return ended.map(({ state }) => (state.kind === 'ended' ? `${state.reason.kind} by ${state.reason.by}` : state.kind));
  },
  async received(user: string): Promise<string> {
    const { phone } = of(user);
    const texts = () => phone.calls.flatMap(({ messages }) => messages).filter(({ from }) => from === 'them');
    await until(`${user} has a message`, () => texts().length > 0);
    return texts().at(-1)!.text;
  },
  async informed(user: string): Promise<{ mime: string; body: string }> {
    const { infos } = of(user);
    await until(`${user} has an INFO`, () => infos.length > 0);
    return infos.at(-1)!;
  },
  /** Waits until a call of the phone sounds like that, the oldest if not said otherwise; null: like nothing. */
  async hears(user: string, hertz: number | null, nth = 0): Promise<void> {
    let heard = 0;
    let times = 0;
    const sounds = () => {
      const stream = of(user).phone.calls[nth]?.remoteStream;
      heard = stream ? dominant(earOf(stream)) : 0;
      times = hertz === null ? (heard === 0 ? times + 1 : 0) : Math.abs(heard - hertz) < 40 ? times + 1 : 0;
      return times >= 5;
    };
    await until(`${user} hears ${hertz}`, sounds, () => `${heard} Hz`, 60);
  },
  wire: (user: string): string[] => of(user).wire,
  /** The last message that begins so and was sent or received. */
  lastText: (user: string, start: string): string => of(user).texts.findLast((text) => text.startsWith(start)) ?? '',
};

export type TransferBench = typeof bench;
Object.assign(globalThis, { bench });

function of(user: string): Entry {
  const entry = phones.get(user);
  if (!entry) throw new Error(`No phone of ${user}`);
  return entry;
}

function first(user: string) {
  const [call] = of(user).phone.calls;
  if (!call) throw new Error(`No call of ${user}`);
  return call;
}

function stateOf({ state }: CallSnapshot): string {
  if (state.kind !== 'active' || state.hold === 'none') return state.kind;
  return { local: 'held', remote: 'waiting', both: 'both' }[state.hold];
}

const outcome = (ask: () => Promise<void>): Promise<string> =>
  ask().then(
    () => 'done',
    ({ reason, code }: PhoneError) => `${reason} ${code ?? ''}`.trim(),
  );

const tapped =
  (wire: string[], texts: string[]) =>
  (url: string, protocol: string): WebSocket => {
    const socket = new WebSocket(url, protocol);
    const note = (side: '>' | '<', text: string) => {
      if (text.trim() === '') return;
      const [line = ''] = text.split('\r\n', 1);
      const [, status] = /^SIP\/2\.0 (\d+)/.exec(line) ?? [];
      wire.push(`${side} ${status ? `${status} ${/^CSeq: *\d+ (\S+)/im.exec(text)?.[1]}` : line.split(' ', 1)[0]}`);
      texts.push(text);
    };
    const send = socket.send.bind(socket);
    socket.send = (data) => {
      note('>', String(data));
      send(data);
    };
    socket.addEventListener('message', ({ data }) => note('<', String(data)));
    return socket;
  };

async function until(what: string, isSo: () => boolean, now: () => string = () => '', interval = 10): Promise<void> {
  const end = performance.now() + 15_000;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`Not so: ${what}. ${now()}`);
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
}
