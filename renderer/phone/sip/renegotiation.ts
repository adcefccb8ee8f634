import { type Core, type Invitation, type Inviter, SessionState } from 'sip.js';
import { SignalingState } from 'sip.js/lib/core/session/session.js';
import { PhoneError } from '../errors.ts';
import type { LegMedia } from './leg-media.ts';
import { isFromServer } from './messages.ts';
import { letGoOfMessages, letGoOfReinvite } from './spent-messages.ts';

/** How often one change is offered when requests cross. */
const mostTries = 4;
/** After that a re-INVITE without any answer casts doubt on the connection, in milliseconds. */
const silence = 5_000;
/** After that it is given up. */
const patience = 32_000;

/** Seconds: one who asks for a longer wait has said no. */
const longestWait = 10;

/** One thing to agree with the far end. */
export interface Change {
  /** Asked when its turn has come; absent: always. */
  isNeeded?: () => boolean;
  /** Makes the next offer say so. May run several times. */
  apply: () => void;
  onAgreed?: () => void;
  /** It was refused: as if nothing had been asked. */
  onRefused?: () => void;
}

export interface RenegotiationPorts {
  session: Inviter | Invitation;
  media: LegMedia;
  /** From 0 up to 1. */
  random: () => number;
  /** Of each re-INVITE. */
  headers: () => string[];
  onSent: (request: Core.OutgoingInviteRequest) => void;
  onAccepted: (message: Core.IncomingResponseMessage) => void;
  /** The far end does not know the dialog any more (RFC 3261 12.2.1.2): it is to be ended. */
  onGone: (code: number) => void;
  /** Nobody answers: the connection may be dead. */
  onSilence: () => void;
}

type Outcome =
  | { kind: 'accepted' }
  | { kind: 'refused'; code: number; isFromServer: boolean }
  /** `after` milliseconds, where the far end says so, or else after a pause it may be tried again. */
  | { kind: 'crossed'; after?: number }
  | { kind: 'over' };

/** Sends the re-INVITEs of one dialog, one after another (RFC 3261 14.1). */
export class Renegotiation {
  readonly #ports: RenegotiationPorts;
  #last: Promise<unknown> = Promise.resolve();
  #abort: () => void = () => {};
  readonly #aborted: Promise<Outcome>;

  constructor(ports: RenegotiationPorts) {
    this.#ports = ports;
    this.#aborted = new Promise((resolve) => {
      this.#abort = () => resolve({ kind: 'over' });
    });
  }

  /** Settles with the final answer. Rejects with a `PhoneError`. */
  agree(change: Change): Promise<void> {
    const turn = this.#last.then(() => (change.isNeeded?.() === false ? undefined : this.#negotiate(change)));
    this.#last = turn.catch(() => {}); // Its own caller hears of it; the next one has its turn all the same.
    return turn;
  }

  /** The leg is over: whoever waits is told. */
  close(): void {
    this.#abort();
  }

  async #negotiate(change: Change): Promise<void> {
    for (let tries = 1; ; tries++) {
      change.apply();
      const outcome = await Promise.race([this.#offer(), this.#aborted]);
      if (outcome.kind === 'accepted') return change.onAgreed?.();
      if (outcome.kind === 'crossed' && tries < mostTries) {
        const pause = await Promise.race([this.#pause(outcome.after), this.#aborted]);
        if (pause?.kind !== 'over') continue;
      }
      change.onRefused?.();
      throw this.#errorOf(outcome);
    }
  }

  #offer(): Promise<Outcome> {
    const { session, media } = this.#ports;
    const settled = new Promise<Outcome>((resolve) => {
      const doubt = setTimeout(() => this.#ports.onSilence(), silence);
      const settle = (outcome: Outcome) => {
        clearTimeout(doubt);
        resolve(outcome);
      };
      void this.#aborted.then(settle);
      // RFC 3311 5.1: an offer under way, by UPDATE for instance, of which SIP.js knows nothing.
      if (session.dialog && session.dialog.signalingState !== SignalingState.Stable) return settle({ kind: 'crossed' });
      const { headers, onAccepted } = this.#ports;
      const requestOptions: Core.RequestOptions = { extraHeaders: headers() };
      const onAccept = ({ message }: Core.IncomingResponse) => {
        letGoOfMessages(session);
        if (session.state === SessionState.Established) onAccepted(message);
        settle({ kind: session.state === SessionState.Established ? 'accepted' : 'over' });
      };
      session
        .invite({
          requestOptions,
          requestDelegate: { onAccept, onReject: ({ message }) => settle(outcomeOf(message)) },
        })
        .then((request) => {
          const delegate = request.delegate!;
          this.#ports.onSent(request);
          delegate.onTrying = delegate.onProgress = () => clearTimeout(doubt);
          // SIP.js forgets about a re-INVITE that was redirected (api/session.js, invite): 3xx is a refusal like any other.
          delegate.onRedirect = (response) => delegate.onReject?.(response);
          const end = setTimeout(() => request.cancel(), patience);
          void settled.then(({ kind }) => {
            clearTimeout(end);
            if (kind !== 'accepted') return;
            letGoOfReinvite(request.message);
            delete requestOptions.body;
          });
        })
        .catch(async () => {
          // The dialog was busy with a re-INVITE of the far end, or the offer could not be made: SIP.js leaves the local offer in place.
          await media.rollbackDescription().catch(() => {});
          settle({ kind: 'crossed' });
        });
    });
    return settled;
  }

  /** RFC 3261 14.1: 2.1 to 4 s for the owner of the Call-ID, up to 2 s for the other side, in steps of 10 ms. */
  #pause(after?: number): Promise<null> {
    const { session, random } = this.#ports;
    const [from, to] = 'cancel' in session ? [210, 400] : [0, 200];
    const milliseconds = after ?? 10 * Math.round(from + random() * (to - from));
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(null), milliseconds);
      void this.#aborted.then(() => clearTimeout(timer));
    });
  }

  #errorOf(outcome: Outcome): PhoneError {
    if (outcome.kind === 'crossed') return new PhoneError('rejected', 'The far end was busy with a change of its own', { code: 491 });
    if (outcome.kind !== 'refused') return new PhoneError('wrong-state', 'The call ended before the far end answered');
    const { code } = outcome;
    if (code === 481 || code === 408) this.#ports.onGone(code);
    if (!outcome.isFromServer)
      return code === 408
        ? new PhoneError('timed-out', 'The far end did not answer')
        : new PhoneError('not-connected', 'There is no connection to the server');
    if (code === 487) return new PhoneError('timed-out', 'The far end did not answer in time', { code });
    return new PhoneError('rejected', `The far end refused with ${code}`, { code });
  }
}

function outcomeOf(message: Core.IncomingResponseMessage): Outcome {
  const { statusCode: code = 500 } = message;
  if (code === 491) return { kind: 'crossed' };
  // RFC 3261 14.2: a change of its own is not finished there, and it says when it will be.
  const after = Number.parseInt(message.getHeader('Retry-After') ?? '', 10);
  if (code === 500 && after >= 0 && after <= longestWait) return { kind: 'crossed', after: after * 1_000 };
  return { kind: 'refused', code, isFromServer: isFromServer(message) };
}
