import { type Core, type Inviter, SessionState } from 'sip.js';
import type { EndReason } from '../../../shared/call.ts';
import { keptHeaders } from './kept-headers.ts';
import { endOf, isFromServer } from './messages.ts';
import { localReason, reasonOfAnswer } from './reasons.ts';
import { contactsIn } from './redirect-contacts.ts';

/** After that an INVITE without any answer casts doubt on the connection, in milliseconds. */
const silence = 5_000;

export interface InviteListener {
  /** 101 to 199. */
  onProgress: (message: Core.IncomingResponseMessage) => void;
  /** 2xx; the session is up. */
  onAccept: (message: Core.IncomingResponseMessage) => void;
  onRefused: (reason: EndReason) => void;
  /** 3xx with addresses to call instead, best first. */
  onRedirected: (contacts: readonly string[], reason: EndReason) => void;
  onSilence: () => void;
  /** It is on its way. */
  onSent: (request: Core.OutgoingInviteRequest) => void;
}

/** Sends the INVITE of an outgoing call. What it could not send is refused too. */
export function sendInvite(inviter: Inviter, listener: InviteListener): void {
  const { onProgress, onAccept, onRefused, onSilence, onSent } = listener;
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
        onRedirect: ({ message }) => {
          const contacts = redirectsFrom(message);
          if (contacts.length === 0) return refuse(message);
          heard();
          listener.onRedirected(contacts, reasonOfAnswer(endOf(message)));
        },
        onReject: ({ message }) => refuse(message),
      },
    })
    .then(onSent)
    .catch(() => {
      heard();
      onRefused(localReason('media-failed'));
    });
}

/** RFC 3261 21.3: a 305 names a proxy and a 380 another service, neither of them a place to call. */
function redirectsFrom(message: Core.IncomingResponseMessage): string[] {
  const { statusCode = 0 } = message;
  return statusCode <= 302 ? contactsIn(keptHeaders(message, 'Contact')) : [];
}
