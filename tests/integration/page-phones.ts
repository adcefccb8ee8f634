/*
 * For pages of tests in which whole phones run without a window: how they are made, found by the name of their user, and waited for.
 */

import { type CreatedPhone, createPhone } from '../../renderer/phone/create-phone.ts';
import type { PhoneError } from '../../renderer/phone/errors.ts';
import { makeSipLine } from '../../renderer/phone/sip/sip-line.ts';
import { Account } from '../../shared/account.ts';
import { noteSound, soundTrouble } from '../e2e/sound-trouble.ts';

noteSound();

export interface Opening {
  server: string;
  user: string;
  password: string;
}

/** Hears of each message that was sent (`>`) or received (`<`). */
export type Tap = (side: '>' | '<', text: string) => void;

/** A phone without an account: `open` gives it one. */
export function makePhone(tap: Tap): CreatedPhone {
  const log = { error: console.error, warn: console.warn, info() {}, debug() {} };
  const makeLine = makeSipLine({ log, version: 'test', iceGatheringLimit: () => 300, makeSocket: tapped(tap) });
  return createPhone({ makeLine, log, userAgent: 'test' });
}

/** Resolves when the phone is registered. */
export async function open({ phone }: CreatedPhone, { server, user, password }: Opening): Promise<void> {
  const id = { id: user, kind: 'sip', server, user, domain: '127.0.0.1', authUser: '', displayName: `User ${user}`, iceServers: [] };
  phone.open(Account.parse(id), { password, turnPassword: '' });
  await until(`${user} registered`, () => phone.registration.kind === 'registered');
}

/** Phones by their users. */
export class Phones<Entry extends CreatedPhone> extends Map<string, Entry> {
  of(user: string): Entry {
    const entry = this.get(user);
    if (!entry) throw new Error(`No phone of ${user}`);
    return entry;
  }

  /** The oldest live call. */
  first(user: string) {
    const [call] = this.of(user).phone.calls;
    if (!call) throw new Error(`No call of ${user}`);
    return call;
  }
}

/** `done`, or the reason and code of the PhoneError. */
export const outcome = (ask: () => Promise<void>): Promise<string> =>
  ask().then(
    () => 'done',
    ({ reason, code }: PhoneError) => `${reason} ${code ?? ''}`.trim(),
  );

/** As it crosses from the page to the test. */
export const plain = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value));

/** `now` tells how it stands when time is up; `interval` in milliseconds. */
export async function until(what: string, isSo: () => boolean, now: () => string = () => '', interval = 10): Promise<void> {
  const end = performance.now() + 15_000;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`Not so: ${what}. ${now()}\n${await soundTrouble()}`);
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
}

const tapped =
  (tap: Tap) =>
  (url: string, protocol: string): WebSocket => {
    const socket = new WebSocket(url, protocol);
    const send = socket.send.bind(socket);
    socket.send = (data) => {
      tap('>', String(data));
      send(data);
    };
    socket.addEventListener('message', ({ data }) => tap('<', String(data)));
    return socket;
  };
