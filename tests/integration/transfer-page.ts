/*
 * The page in which transfer.test.ts runs several whole phones without a window, each with a tone of its own for a voice: who hears which tone is
 * connected with whom.
 */

import type { DescribeOptions } from '../../renderer/phone/call/peer-card.ts';
import type { DeclineOptions } from '../../renderer/phone/call/requests.ts';
import type { CreatedPhone } from '../../renderer/phone/create-phone.ts';
import type { ExtraHeaders } from '../../renderer/phone/line.ts';
import type { DialOptions } from '../../renderer/phone/phone.ts';
import type { CallSnapshot, Peer } from '../../shared/call.ts';
import type { IncomingRules } from '../../shared/rules.ts';
import { makePhone, type Opening, open, outcome, Phones, plain, until } from './page-phones.ts';
import { dominant, earOf, tone } from './page-sound.ts';

export interface PhoneOptions extends Opening {
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

const phones = new Phones<Entry>();

const bench = {
  async open({ hertz, ...opening }: PhoneOptions): Promise<void> {
    const wire: string[] = [];
    const texts: string[] = [];
    const made = makePhone((side, text) => {
      if (text.trim() === '') return;
      wire.push(`${side} ${firstLineOf(text)}`);
      texts.push(text);
    });
    const entry: Entry = { ...made, ended: [], infos: [], wire, texts };
    phones.set(opening.user, entry);
    made.phone.on('ended', (call) => void entry.ended.push(call));
    made.phone.on('info', ({ mime, body }) => void entry.infos.push({ mime, body }));
    await made.microphone.substitute(async () => tone(hertz));
    await open(made, opening);
  },
  close: async (user: string): Promise<void> => {
    await phones.of(user).stop();
    phones.delete(user);
  },
  setRules(user: string, rules: Partial<IncomingRules>): void {
    const { phone } = phones.of(user);
    phone.rules = { ...phone.rules, ...rules };
  },

  dial: (user: string, number: string, options: DialOptions = {}): void => void phones.of(user).phone.dial(number, options),
  /** Waits until a phone rings, and tells who calls. */
  async rings(user: string): Promise<CallSnapshot> {
    const { phone } = phones.of(user);
    await until(`${user} rings`, () => phone.snapshots.some(({ state }) => state.kind === 'ringing'));
    return plain(phone.snapshots.find(({ state }) => state.kind === 'ringing'))!;
  },
  /** The same, and takes the call. */
  async answer(user: string, headers: ExtraHeaders = {}): Promise<CallSnapshot> {
    const { phone } = phones.of(user);
    const ringing = () => phone.calls.find(({ direction, state }) => direction === 'incoming' && state.kind === 'ringing');
    await until(`${user} rings`, () => ringing() !== undefined);
    const call = ringing()!;
    await call.answer({ headers });
    return call.snapshot;
  },
  async decline(user: string, options: DeclineOptions = {}): Promise<void> {
    const { phone } = phones.of(user);
    await until(`${user} rings`, () => phone.calls.some(({ state }) => state.kind === 'ringing'));
    await phone.calls.find(({ state }) => state.kind === 'ringing')!.decline(options);
  },
  hangUp: async (user: string, headers: ExtraHeaders = {}): Promise<void> =>
    void (await Promise.all(phones.of(user).phone.calls.map((call) => call.hangUp({ headers })))),
  /** Each of these: `done`, or the reason and code of the PhoneError. The oldest live call is meant. */
  transfer: (user: string, target: string): Promise<string> => outcome(() => phones.first(user).transfer(target)),
  consult: (user: string, target: string): void => void phones.first(user).consult(target),
  completeTransfer: (user: string): Promise<string> => outcome(() => phones.first(user).completeTransfer()),
  cancelTransfer: (user: string): Promise<string> => outcome(() => phones.first(user).cancelTransfer()),
  sendMessage: (user: string, text: string): Promise<string> => outcome(() => phones.first(user).sendMessage(text)),
  sendInfo: (user: string, mime: string, body: string): Promise<string> => outcome(() => phones.first(user).sendInfo(mime, body)),
  /** Waits until the far end wants the phone to call somebody else, and tells whom. */
  async asked(user: string): Promise<string> {
    await until(`${user} is asked`, () => phones.first(user).snapshot.transfer?.kind === 'asked');
    return phones.first(user).snapshot.transfer!.target;
  },
  acceptTransfer: (user: string): void => void phones.first(user).acceptTransfer(),
  declineTransfer: (user: string): void => phones.first(user).declineTransfer(),

  /** Waits until the phone has calls in these states, oldest first; `held` is one that is held by itself, `waiting` one held by its far end. */
  async has(user: string, ...states: string[]): Promise<void> {
    const now = () => (phones.get(user)?.phone.snapshots ?? []).map(stateOf).join();
    await until(
      `${user} has ${states}`,
      () => now() === states.join(),
      () => now(),
    );
  },
  describePeer: (user: string, patch: Partial<Peer>, options: DescribeOptions = {}): void =>
    phones.first(user).describePeer(patch, options),
  /** Waits until the oldest call of the phone names that number as its far end. */
  async talksTo(user: string, number: string): Promise<void> {
    const now = () => phones.of(user).phone.snapshots[0]?.peer.number ?? '';
    await until(`${user} talks to ${number}`, () => now() === number, now);
  },
  snapshots: (user: string): CallSnapshot[] => phones.of(user).phone.snapshots.map((snapshot) => plain(snapshot)),
  lastEnded: (user: string): CallSnapshot => plain(phones.of(user).ended.at(-1))!,
  /** Waits until so many calls of the phone have ended, and tells how. */
  async ended(user: string, count = 1): Promise<string[]> {
    const { ended } = phones.of(user);
    await until(`${user} has ended ${count}`, () => ended.length >= count);
    return ended.map(({ state }) => (state.kind === 'ended' ? `${state.reason.kind} by ${state.reason.by}` : state.kind));
  },
  async received(user: string): Promise<string> {
    const { phone } = phones.of(user);
    const texts = () => phone.calls.flatMap(({ messages }) => messages).filter(({ from }) => from === 'them');
    await until(`${user} has a message`, () => texts().length > 0);
    return texts().at(-1)!.text;
  },
  async informed(user: string): Promise<{ mime: string; body: string }> {
    const { infos } = phones.of(user);
    await until(`${user} has an INFO`, () => infos.length > 0);
    return infos.at(-1)!;
  },
  /** Waits until a call of the phone sounds like that, the oldest if not said otherwise; null: like nothing. */
  async hears(user: string, hertz: number | null, nth = 0): Promise<void> {
    let heard = 0;
    let times = 0;
    const sounds = () => {
      const stream = phones.of(user).phone.calls[nth]?.remoteStream;
      heard = stream ? dominant(earOf(stream)) : 0;
      times = hertz === null ? (heard === 0 ? times + 1 : 0) : Math.abs(heard - hertz) < 40 ? times + 1 : 0;
      return times >= 5;
    };
    await until(`${user} hears ${hertz}`, sounds, () => `${heard} Hz`, 60);
  },
  wire: (user: string): string[] => phones.of(user).wire,
  /** The last message that begins so and was sent or received. */
  lastText: (user: string, start: string): string => phones.of(user).texts.findLast((text) => text.startsWith(start)) ?? '',
};

export type TransferBench = typeof bench;
Object.assign(globalThis, { bench });

function stateOf({ state }: CallSnapshot): string {
  if (state.kind !== 'active' || state.hold === 'none') return state.kind;
  return { local: 'held', remote: 'waiting', both: 'both' }[state.hold];
}

/** Of an answer its method is told, too. */
function firstLineOf(text: string): string {
  const [line = ''] = text.split('\r\n', 1);
  const [, status] = /^SIP\/2\.0 (\d+)/.exec(line) ?? [];
  return status ? `${status} ${/^CSeq: *\d+ (\S+)/im.exec(text)?.[1]}` : line.split(' ', 1)[0]!;
}
