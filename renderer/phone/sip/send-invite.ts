import { type Core, type Inviter, SessionState } from 'sip.js';
import type { EndReason } from '../../../shared/call.ts';
import { endOf, isFromServer } from './messages.ts';
import { localReason, reasonOfAnswer } from './reasons.ts';

/** After that an INVITE without any answer casts doubt on the connection, in milliseconds. */
const silence = 5_000;

export interface InviteListener {
  /** 101 to 199. */
  onProgress: (message: Core.IncomingResponseMessage) => void;
  /** 2xx; the session is up. */
  onAccept: (message: Core.IncomingResponseMessage) => void;
  onRefused: (reason: EndReason) => void;
  onSilence: () => void;
  /** It is on its way. */
  onSent: (request: Core.OutgoingInviteRequest) => void;
}

/** Sends the INVITE of an outgoing call. What it could not send is refused too. */
export function sendInvite(inviter: Inviter, { onProgress, onAccept, onRefused, onSilence, onSent }: InviteListener): void {
  const doubt = setTimeout(onSilence, silence);
  const heard = () => clearTimeout(doubt);
  const refuse = (message: Core.IncomingResponseMessage) => {
    heard();
    onRefused(isFromServer(message) ? reasonOfAnswer(endOf(message)) : localReason('network-lost'));
  };
  inviter.stateChange.addListener((state) => {
    if (state === SessionState.Terminating || state === SessionState.Terminated) heard();
  });
  inviter
    .invite({
      requestDelegate: {
        onTrying: heard,
        onProgress: ({ message }) => {
          heard();
          onProgress(message);
        },
        onAccept: ({ message }) => {
          heard();
          onAccept(message);
        },
        onRedirect: ({ message }) => refuse(message),
        onReject: ({ message }) => refuse(message),
      },
    })
    .then(onSent)
    .catch(() => {
      heard();
      onRefused(localReason('media-failed'));
    });
}
