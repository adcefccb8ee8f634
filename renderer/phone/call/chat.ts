import type { CallMessage, CallState } from '../../../shared/call.ts';
import { asPhoneError, PhoneError } from '../errors.ts';
import type { Leg } from '../line.ts';
import { checkHeaders } from './headers.ts';
import type { RequestOptions } from './requests.ts';

export interface ChatPorts {
  leg: () => Pick<Leg, 'sendInfo' | 'sendMessage'>;
  state: () => CallState;
  now: () => number;
  onMessage: (message: CallMessage) => void;
}

/** A longer list would make every snapshot of the call heavy. */
const mostMessages = 50;

/** Nobody reads more than that during a call, and a stranger may send it. Characters. */
const longestText = 4_096;

/** RFC 6838 4.2 names with parameters of RFC 2045 5.1, on one line: anything else could begin another header. */
const validMime =
  /^[A-Za-z0-9][\w!#$&^.+-]{0,126}\/[A-Za-z0-9][\w!#$&^.+-]{0,126}(?:[ \t]*;[ \t]*[\w!#$&^.+-]+=(?:[\w!#$&^.+'*/:-]+|"[^"\\\p{Cc}]*"))*$/u;

/** What two ends of a call write to each other, and what their programs do. */
export class Chat {
  readonly #ports: ChatPorts;
  #messages: readonly CallMessage[] = [];

  constructor(ports: ChatPorts) {
    this.#ports = ports;
  }

  /** Oldest first, the last fifty. The same array until there is a new one. */
  get messages(): readonly CallMessage[] {
    return this.#messages;
  }

  async send(text: string): Promise<void> {
    if (text.trim() === '') throw new PhoneError('empty-message', 'There is nothing to send.');
    const leg = this.#legThatIsUp();
    await leg.sendMessage(text).catch((error: unknown) => {
      throw asPhoneError(error, 'rejected', 'The far end took no message.');
    });
    this.#add('us', text);
  }

  async sendInfo(mime: string, body: string, { headers }: RequestOptions): Promise<void> {
    if (mime.length > 255 || !validMime.test(mime)) throw new PhoneError('bad-mime', `This is no MIME type: ${mime.slice(0, 40)}`);
    const checked = checkHeaders(headers);
    const leg = this.#legThatIsUp();
    await leg.sendInfo(mime, body, checked).catch((error: unknown) => {
      throw asPhoneError(error, 'rejected', 'The far end took no information of that kind.');
    });
  }

  hear(text: string): void {
    this.#add('them', text.slice(0, longestText));
  }

  #legThatIsUp(): Pick<Leg, 'sendInfo' | 'sendMessage'> {
    const { leg, state } = this.#ports;
    const { kind } = state();
    if (kind !== 'active') throw new PhoneError('wrong-state', `Nothing can be written in a call that is ${kind}.`);
    return leg();
  }

  #add(from: CallMessage['from'], text: string): void {
    const message: CallMessage = { from, text, at: this.#ports.now() };
    this.#messages = [...this.#messages, message].slice(-mostMessages);
    this.#ports.onMessage(message);
  }
}
