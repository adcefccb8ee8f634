import type { Core } from 'sip.js';
import type { LegLife } from './leg-life.ts';
import { type DialReferred, type ReceivedRefer, receiveRefer } from './received-refer.ts';

/** What SIP.js keeps to itself. */
interface Internals {
  onReferRequest: (request: Core.IncomingReferRequest) => void;
}

export interface ReceivedRefersPorts {
  /** Host that speaks for the far end where a request itself is not vouched for. */
  host: string;
  dial: DialReferred;
}

/** The REFERs that the far end of one dialog sends. None is followed by itself: anybody in a call could make this phone dial what they like. */
export class ReceivedRefers {
  readonly #waiting = new Set<ReceivedRefer>();

  constructor(life: LegLife, { host, dial }: ReceivedRefersPorts) {
    let isNumbered = false;
    // SIP.js reads their Refer-To itself and answers one without it as if nobody were at home (api/session.js): see `kept-headers.ts`.
    (life.session as unknown as Internals).onReferRequest = (request) => {
      const refer = receiveRefer(request, life, { host, dial, isNumbered });
      isNumbered = true;
      if (!refer) return;
      this.#waiting.add(refer);
      life.events.push({ kind: 'refer-asked', request: refer });
    };
  }

  /** The leg is over: what nobody answered is refused. */
  close(): void {
    for (const refer of this.#waiting) refer.decline();
  }
}
