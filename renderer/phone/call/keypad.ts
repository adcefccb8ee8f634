import type { CallState } from '../../../shared/call.ts';
import { asPhoneError, PhoneError } from '../errors.ts';
import type { Leg } from '../line.ts';
import type { Notices } from './notices.ts';

export interface KeypadPorts {
  leg: () => Pick<Leg, 'sendTones'>;
  state: () => CallState;
  notices: Notices;
  onChange: () => void;
}

/** Digits, letters A to D, star, hash, the comma that waits two seconds and the semicolon that waits for the user. */
const validTones = /^[0-9A-D*#,;]+$/;

/** The keys pressed in a call, one by one or as a sequence with pauses. */
export class Keypad {
  readonly #ports: KeypadPorts;
  #sent = '';
  #going: Promise<void> = Promise.resolve();
  #waiting = '';

  constructor(ports: KeypadPorts) {
    this.#ports = ports;
  }

  /** All that went out, pauses included. */
  get sent(): string {
    return this.#sent;
  }

  /** Settles when no key is on its way any more, with those that are pressed meanwhile. */
  async untilIdle(): Promise<void> {
    let last: Promise<void>;
    do {
      last = this.#going;
      await last;
    } while (last !== this.#going);
  }

  /** What goes out when the user says so. */
  get waiting(): string {
    return this.#waiting;
  }

  /** Sends the tones up to the first semicolon; the rest waits. Lower-case letters are meant as upper-case ones. */
  async press(text: string): Promise<void> {
    const tones = text.toUpperCase();
    if (/^;*$/.test(tones)) throw new PhoneError('no-tones', 'There is nothing to send.');
    if (!validTones.test(tones)) throw new PhoneError('bad-tones', 'Only 0-9, A-D, * and # are tones; a comma and a semicolon are pauses.');
    await this.#send(tones, this.#waiting);
  }

  /** Sends what waits, up to the next semicolon. */
  async goOn(): Promise<void> {
    if (this.#waiting === '') throw new PhoneError('no-tones', 'Nothing waits to be sent.');
    await this.#send(this.#waiting, '');
  }

  stop(): void {
    this.#waiting = '';
  }

  #follow(going: Promise<void>): Promise<void> {
    this.#going = Promise.allSettled([this.#going, going]).then(() => {});
    return going;
  }

  async #send(tones: string, waiting: string): Promise<void> {
    const { leg, notices, onChange, state } = this.#ports;
    const { kind } = state();
    if (kind !== 'active' && kind !== 'connecting') throw new PhoneError('wrong-state', `A call that is ${kind} cannot be sent tones.`);
    const end = tones.indexOf(';');
    const now = end < 0 ? tones : tones.slice(0, end);
    // Whatever waited before goes on waiting, unless something else is to wait now. Several semicolons in a row are one.
    const later = end < 0 ? waiting : tones.slice(end).replace(/^;+|;+$/g, '');
    try {
      if (now !== '') await this.#follow(leg().sendTones(now));
      this.#sent += now;
      this.#waiting = state().kind === 'ended' ? '' : later;
      notices.clear('tones');
    } catch (error) {
      notices.raise('tones-refused');
      throw asPhoneError(error, 'rejected', 'The tones could not be sent.');
    } finally {
      onChange();
    }
  }
}
