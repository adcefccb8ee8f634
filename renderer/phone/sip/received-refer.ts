import { type Core, UserAgent } from 'sip.js';
import type { Peer } from '../../../shared/call.ts';
import { PhoneError } from '../errors.ts';
import type { Leg, ReferRequest } from '../line.ts';
import { keptHeaders } from './kept-headers.ts';
import type { LegLife } from './leg-life.ts';
import { contactLine } from './messages.ts';
import { assertedHostOf, isAnonymous, readNameAddress } from './peer.ts';
import { type ReferTo, readReferTo } from './refer-to.ts';
import { sipfrag } from './sipfrag.ts';

/** Seconds that a report stays good; a call that rings longer is ended. */
const expires = 180;

/** How an INVITE of ours goes: its answers, or the status that says best why there is none. */
export type StatusReport = (code: number, phrase: string) => void;

export interface ReferredOptions {
  extraHeaders: string[];
  anonymous: boolean;
  report?: StatusReport;
}

/** Calls somebody, and reports how it goes. Throws a PhoneError. */
export type DialReferred = (uri: string, options: ReferredOptions) => Leg;

export interface ReceivedReferPorts {
  /** Host that speaks for the far end where the request itself is not vouched for. */
  host: string;
  /** The dialog saw a REFER before: they are told apart by number then (RFC 3515 2.4.6). */
  isNumbered: boolean;
  dial: DialReferred;
}

/** Reads a REFER of the far end. One that may not be followed is answered, and null. */
export function receiveRefer(request: Core.IncomingReferRequest, life: LegLife, ports: ReceivedReferPorts): ReceivedRefer | null {
  const { message } = request;
  const found = readReferTo(keptHeaders(message, 'Refer-To'));
  const isReadable = 'target' in found && UserAgent.makeURI(found.target) !== undefined;
  if (isReadable) return new ReceivedRefer(request, found, { ...ports, life });
  request.reject({ statusCode: 'status' in found ? found.status : 400 });
  return null;
}

/** One REFER of the far end (RFC 3515) and the reports on it. */
export class ReceivedRefer implements ReferRequest {
  readonly target: string;
  readonly referredBy: Peer | null;
  readonly host: string;
  readonly replaces: boolean;
  readonly #request: Core.IncomingReferRequest;
  readonly #headers: string[];
  /** The far end does not want reports (RFC 4488). */
  readonly #isSilent: boolean;
  readonly #ports: ReceivedReferPorts & { life: LegLife };
  #isAnswered = false;
  /** The last status that was reported; a final one, or a report that was refused, is the end of it. */
  #reported = 0;

  constructor(request: Core.IncomingReferRequest, { target, replaces }: ReferTo, ports: ReceivedReferPorts & { life: LegLife }) {
    const { message } = request;
    this.#request = request;
    this.#ports = ports;
    this.target = target;
    this.referredBy = readNameAddress((message.getHeader('Referred-By') ?? '').slice(0, 2_000));
    this.host = assertedHostOf(message) || ports.host;
    this.replaces = replaces !== null;
    this.#isSilent = /^\s*false\b/i.test(message.getHeader('Refer-Sub') ?? '');
    this.#headers = [...(replaces === null ? [] : [`Replaces: ${replaces}`]), ...referredByLine(this.referredBy)];
  }

  accept(): Leg {
    if (this.#isAnswered) throw new PhoneError('wrong-state', 'The far end does not ask for that any more');
    this.#isAnswered = true;
    const { dial, life } = this.#ports;
    const extraHeaders = [contactLine(life.session), ...(this.#isSilent ? ['Refer-Sub: false'] : [])];
    this.#request.accept({ statusCode: 202, extraHeaders });
    this.#report(100, 'Trying');
    try {
      return dial(this.target, {
        extraHeaders: this.#headers,
        anonymous: isAnonymous(`${life.session.localIdentity.uri}`),
        report: (code, phrase) => this.#report(code, phrase),
      });
    } catch (error) {
      this.#report(503, 'Service Unavailable');
      throw error;
    }
  }

  decline(): void {
    if (this.#isAnswered) return;
    this.#isAnswered = true;
    this.#request.reject({ statusCode: 603 });
  }

  /** RFC 3515 2.4.4 and 2.4.5. */
  #report(code: number, phrase: string): void {
    const { isNumbered, life } = this.#ports;
    if (life.isOver || this.#isSilent || this.#reported >= 200 || this.#reported === code) return;
    this.#reported = code;
    const id = isNumbered ? `;id=${this.#request.message.cseq}` : '';
    const state = code < 200 ? `active;expires=${expires}` : 'terminated;reason=noresource';
    life.session.dialog?.notify(
      {
        onReject: () => {
          this.#reported = Number.POSITIVE_INFINITY;
        },
      },
      {
        extraHeaders: [`Event: refer${id}`, `Subscription-State: ${state}`, contactLine(life.session)],
        body: { contentDisposition: 'render', contentType: 'message/sipfrag;version=2.0', content: sipfrag(code, phrase) },
      },
    );
  }
}

/** RFC 3892 2.2; of what a stranger says of themselves, the address alone. */
function referredByLine(peer: Peer | null): string[] {
  return peer && /^[\w!$%&'()*+,;=.~:@[\]/?-]+$/.test(peer.uri) ? [`Referred-By: <${peer.uri}>`] : [];
}
