import { type Core, SessionState } from 'sip.js';
import { PhoneError } from '../errors.ts';
import type { LegLife } from './leg-life.ts';
import { isFromServer } from './messages.ts';

/** Sends a request within a dialog; its answers go to the delegate. */
export type SendRequest = (dialog: Core.Session, delegate: Core.OutgoingRequestDelegate) => void;

/**
 * Settles with the final answer to a request within a dialog, other than INVITE. Rejects with a PhoneError: `rejected` with the code of a
 * refusal, `timed-out` and `not-connected` where there was no answer, `wrong-state` where it could not be sent. 481 ends the leg: the far end
 * has forgotten the dialog (RFC 3261 12.2.1.2). No answer does not, nor 408, which is none (RFC 4320 4.2): servers leave an INFO that they
 * do not know unanswered while the call goes on.
 */
export function answerTo(life: LegLife, send: SendRequest, refusal: string): Promise<void> {
  const { session } = life;
  return new Promise((resolve, reject) => {
    const refuse = ({ message }: Core.IncomingResponse) => {
      reject(errorOf(message, refusal));
      // Whoever asked hears the refusal first.
      if (message.statusCode === 481) queueMicrotask(() => life.lose(481));
    };
    try {
      if (!session.dialog || session.state !== SessionState.Established) throw new Error(`The session is ${session.state}`);
      send(session.dialog, { onAccept: () => resolve(), onRedirect: refuse, onReject: refuse });
    } catch (cause) {
      reject(new PhoneError('wrong-state', 'The call is not up', { cause }));
    }
  });
}

function errorOf(message: Core.IncomingResponseMessage, refusal: string): PhoneError {
  const { statusCode: code = 500 } = message;
  if (isFromServer(message)) return new PhoneError('rejected', `${refusal} (${code})`, { code });
  return code === 408
    ? new PhoneError('timed-out', 'The far end did not answer')
    : new PhoneError('not-connected', 'There is no connection to the server');
}
