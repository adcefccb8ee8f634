import type { Core, Notification, SessionDelegate } from 'sip.js';
import type { EndReason } from '../../../shared/call.ts';
import type { LegEvent } from '../line.ts';
import { answerInfo, answerMessage } from './dialog-messages.ts';
import { endOf } from './messages.ts';
import { reasonOfBye, reasonOfCancel } from './reasons.ts';
import type { UpdateDelegate } from './request-gate.ts';
import type { IncomingUpdate } from './update.ts';

export interface SessionListener {
  onAck: () => void;
  /** Why the session will have ended in a moment. */
  onReason: (reason: EndReason) => void;
  /** A tone, a message or information came. */
  onEvent: (event: LegEvent) => void;
  onNotify: (notification: Notification) => void;
  /** A re-INVITE was answered. */
  onReinvite: (request: Core.IncomingRequestMessage) => void;
  onUpdate: (update: IncomingUpdate) => void;
}

/** Answers what the far end sends within a session. */
export function delegateTo({
  onAck,
  onReason,
  onEvent,
  onNotify,
  onReinvite,
  onUpdate,
}: SessionListener): SessionDelegate & UpdateDelegate {
  return {
    onAck,
    onBye: (bye) => {
      onReason(reasonOfBye(endOf(bye.request)));
      void bye.accept();
    },
    onCancel: ({ request }) => onReason(reasonOfCancel(endOf(request))),
    onInfo: (info) => {
      const event = answerInfo(info);
      if (event) onEvent(event);
    },
    onInvite: onReinvite,
    onUpdate,
    onMessage: (message) => {
      const event = answerMessage(message);
      if (event) onEvent(event);
    },
    onNotify,
    // `received-refers.ts` takes them before. Without this SIP.js would follow any that came here (api/session.js): nobody in a call may make
    // this phone dial what they like.
    onRefer: (referral) => void referral.reject({ statusCode: 603 }),
  };
}
