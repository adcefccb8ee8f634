/*
 * UPDATE within a dialog (RFC 3311), of which SIP.js knows the name alone. Incoming ones reach a leg by way of `request-gate.ts`.
 */
import type { Core } from 'sip.js';
import type { SessionDialog } from 'sip.js/lib/core/dialogs/session-dialog.js';
import { SignalingState } from 'sip.js/lib/core/session/session.js';
import { NonInviteClientTransaction } from 'sip.js/lib/core/transactions/non-invite-client-transaction.js';
import { UserAgentClient } from 'sip.js/lib/core/user-agents/user-agent-client.js';
import type { UserAgentServer } from 'sip.js/lib/core/user-agents/user-agent-server.js';
import { allow } from './allowed-methods.ts';
import type { LegLife } from './leg-life.ts';
import { sdpOf } from './messages.ts';
import { refreshTarget } from './remote-target.ts';

export interface IncomingUpdate {
  message: Core.IncomingRequestMessage;
  dialog: SessionDialog;
  server: UserAgentServer;
}

export interface UpdatePorts {
  /** From 0 up to 1. */
  random: () => number;
  /** Of a 200 to that UPDATE. */
  headers: (message: Core.IncomingRequestMessage) => string[];
}

/** Answers the UPDATEs of one leg: each is a refresh, may name another peer and place, and may offer other media, before the answer too. */
export class Updates {
  readonly #life: LegLife;
  readonly #ports: UpdatePorts;
  #isAnswering = false;

  constructor(life: LegLife, ports: UpdatePorts) {
    this.#life = life;
    this.#ports = ports;
  }

  receive(update: IncomingUpdate): void {
    const offer = sdpOf(update.message);
    if (offer === null) this.#accept(update);
    else void this.#answer(update, offer);
  }

  async #answer(update: IncomingUpdate, offer: string): Promise<void> {
    const refusal = this.#refusal(update.dialog);
    if (refusal) {
      update.server.reject(refusal);
      return;
    }
    const { dialog, message } = update;
    // Before the answer SIP.js still needs what the dialog knows of the INVITE's offer; its `setDescription` would be given our own.
    const keepsState = dialog.early && this.#life.direction === 'outgoing';
    this.#isAnswering = true;
    try {
      if (!keepsState) dialog.signalingStateTransition(message);
      const content = await this.#life.media.answer(offer);
      if (this.#life.isOver) return;
      const body = { contentDisposition: 'session', contentType: 'application/sdp', content };
      if (!keepsState) dialog.signalingStateTransition(body);
      this.#accept(update, body);
    } catch (error) {
      if (this.#life.isOver) return;
      this.#life.log.warn(`An UPDATE with an unusable session description was refused: ${error}`);
      if (!keepsState) dialog.signalingStateRollback();
      update.server.reject({ statusCode: 488 });
    } finally {
      this.#isAnswering = false;
    }
  }

  #accept({ server, dialog, message }: IncomingUpdate, body?: Core.Body): void {
    refreshTarget(dialog, message); // RFC 3311 5.2.
    const { userAgentCore } = dialog;
    const extraHeaders = [`Contact: ${userAgentCore.configuration.contact}`, allow, ...this.#ports.headers(message)];
    server.accept({ statusCode: 200, extraHeaders, ...(body && { body }) });
  }

  /** RFC 3311 5.2: one offer at a time. Null where there is room for another one. */
  #refusal({ signalingState }: SessionDialog): Core.ResponseOptions | null {
    const { session } = this.#life;
    // Ours waits for its answer, or is being made.
    const isOffering = signalingState === SignalingState.HaveLocalOffer || isPending(session);
    if (isOffering) return { statusCode: 491 };
    if (signalingState === SignalingState.Stable && !this.#isAnswering) return null;
    return { statusCode: 500, extraHeaders: [`Retry-After: ${Math.floor(this.#ports.random() * 11)}`] };
  }
}

/** A re-INVITE of ours is under way; SIP.js keeps that to itself. */
const isPending = (session: object): boolean => (session as { pendingReinvite: boolean }).pendingReinvite;

/** Sends an UPDATE without a description. The caller may set the delegate's functions before anything comes back. */
export function sendUpdate(dialog: SessionDialog, extraHeaders: string[], delegate: Core.OutgoingRequestDelegate): UserAgentClient {
  const { userAgentCore } = dialog;
  const headers = [`Contact: ${userAgentCore.configuration.contact}`, allow, ...extraHeaders];
  const message = dialog.createOutgoingRequestMessage('UPDATE', { extraHeaders: headers });
  return new UserAgentClient(NonInviteClientTransaction, userAgentCore, message, delegate);
}
