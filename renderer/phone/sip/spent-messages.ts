/*
 * What SIP.js 0.21.2 keeps of the messages that brought a call about, and never reads again: the offers and answers of its dialog, the request,
 * the response by way of a closure, and each ACK as an object. It comes to more than all that a call needs while it is up.
 */
import { type Core, Invitation, type Inviter, type Session } from 'sip.js';
import { SignalingState } from 'sip.js/lib/core/session/session.js';
import { InviteClientTransaction } from 'sip.js/lib/core/transactions/invite-client-transaction.js';

/** In the place of a session description: that there was one is still asked (`signalingStateRollback`, and a second 2xx of a forked INVITE). */
const content = 'v=0';
const spent: Core.Body = { contentDisposition: 'session', contentType: 'application/sdp', content };

/** A text that was put together keeps its pieces, and their order, until somebody looks into it. */
function flat(text: string): string {
  text.charCodeAt(0);
  return text;
}

type Description = '_offer' | '_answer' | '_rollbackOffer' | '_rollbackAnswer';
const descriptions = ['_offer', '_answer', '_rollbackOffer', '_rollbackAnswer'] satisfies Description[];
type Dialog = {
  readonly signalingState: SignalingState;
  readonly initialTransaction: { lastFinalResponse?: string };
  delegate: unknown;
} & Partial<Record<Description, Core.Body>>;

/** Both ends agreed on something in this session, which is up: neither the messages nor what they described are needed again. */
export function letGoOfMessages(session: Inviter | Invitation): void {
  const dialog = session.dialog as unknown as Dialog | undefined;
  if (dialog?.signalingState !== SignalingState.Stable) return;
  for (const each of descriptions) if (dialog[each]) dialog[each] = spent;
  if (!(dialog.delegate instanceof Hearing)) dialog.delegate = new Hearing(session);
  if (session instanceof Invitation) {
    Object.assign(session.request, { body: content, data: '' });
    // Our 2xx is sent again until its ACK has come.
    delete dialog.initialTransaction.lastFinalResponse;
  } else {
    letGoOfBody(session.request);
    // SIP.js's transaction sends the ACK again by itself, from a list of its own.
    (
      session as unknown as { outgoingInviteRequest?: { confirmedDialogAcks: Map<string, unknown> } }
    ).outgoingInviteRequest?.confirmedDialogAcks.clear();
  }
}

/** A re-INVITE of ours was answered with a 2xx: neither is it sent again, nor is another request made of it. */
export function letGoOfReinvite(request: Core.OutgoingRequestMessage): void {
  letGoOfBody(request);
  Object.assign(request, { headers: {}, extraHeaders: [] });
}

function letGoOfBody(request: Core.OutgoingRequestMessage): void {
  if (request.body) request.body = { body: content, contentType: spent.contentType };
}

/** What SIP.js's sessions declare protected. */
interface Ears {
  onAckRequest: (request: Core.IncomingAckRequest) => Promise<void>;
  onAckTimeout?: () => void;
  onByeRequest: (request: Core.IncomingByeRequest) => void;
  onInfoRequest: (request: Core.IncomingInfoRequest) => void;
  onInviteRequest: (request: Core.IncomingInviteRequest) => void;
  onMessageRequest: (request: Core.IncomingMessageRequest) => void;
  onNotifyRequest: (request: Core.IncomingNotifyRequest) => void;
  onPrackRequest: (request: Core.IncomingPrackRequest) => void;
  onReferRequest: (request: Core.IncomingReferRequest) => void;
}

/** Passes on what a dialog hears as SIP.js does (api/inviter.js, api/invitation.js), where it keeps the response in which the dialog began. */
class Hearing {
  readonly #session: Ears;

  constructor(session: Session) {
    this.#session = session as unknown as Ears;
  }

  onAck(request: Core.IncomingAckRequest): Promise<void> {
    return this.#session.onAckRequest(request);
  }

  onAckTimeout(): void {
    this.#session.onAckTimeout?.();
  }

  onBye(request: Core.IncomingByeRequest): void {
    this.#session.onByeRequest(request);
  }

  onInfo(request: Core.IncomingInfoRequest): void {
    this.#session.onInfoRequest(request);
  }

  onInvite(request: Core.IncomingInviteRequest): void {
    this.#session.onInviteRequest(request);
  }

  onMessage(request: Core.IncomingMessageRequest): void {
    this.#session.onMessageRequest(request);
  }

  onNotify(request: Core.IncomingNotifyRequest): void {
    this.#session.onNotifyRequest(request);
  }

  onPrack(request: Core.IncomingPrackRequest): void {
    this.#session.onPrackRequest(request);
  }

  onRefer(request: Core.IncomingReferRequest): void {
    this.#session.onReferRequest(request);
  }
}

/** What SIP.js declares private. */
interface Acknowledging {
  ackRetransmissionCache: Map<string, Pick<Core.OutgoingRequestMessage, 'toString'>>;
}

const { ackResponse } = InviteClientTransaction.prototype;

/** For half a minute the ACK of a 2xx is sent again with each 2xx that comes again: of it that takes the text alone. */
InviteClientTransaction.prototype.ackResponse = function (ack) {
  ackResponse.call(this, ack);
  const text = flat(`${ack}`);
  (this as unknown as Acknowledging).ackRetransmissionCache.set(ack.toTag!, { toString: () => text });
};
