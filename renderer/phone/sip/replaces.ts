/*
 * One dialog in place of another (RFC 3891), named so that its far end finds it.
 */
import { type Session, SessionState, type URI } from 'sip.js';
import { PhoneError } from '../errors.ts';

/** Value of the Replaces header for a dialog of ours: the tags as its far end sees them. Throws a PhoneError `wrong-state` unless it is up. */
export function replacesOf(session: Session): string {
  const { callId, localTag, remoteTag } = dialogOf(session);
  return `${callId};to-tag=${remoteTag};from-tag=${localTag}`;
}

/** Address and Replaces of the far end of a dialog, as the URI of a Refer-To header (RFC 5589 7.3). Throws as `replacesOf` does. */
export function referToOf(session: Session): string {
  return `${farEndOf(session)}?Replaces=${encodeURIComponent(replacesOf(session))}`;
}

/**
 * Its contact reaches the very device; but a browser does not know its own address (RFC 7118 5.2.2), and unless its registrar gave it one that
 * anybody can use (a GRUU, RFC 5627) it is called by its name. Its other devices refuse a Replaces that they do not know.
 */
function farEndOf(session: Session): URI {
  const { remoteTarget } = dialogOf(session);
  const isReachable = remoteTarget.hasParam('gr') || !remoteTarget.host.endsWith('.invalid');
  const uri = (isReachable ? remoteTarget : session.remoteIdentity.uri).clone();
  uri.clearHeaders();
  return uri;
}

function dialogOf({ dialog, state }: Session): NonNullable<Session['dialog']> {
  if (!dialog || state !== SessionState.Established) throw new PhoneError('wrong-state', 'Only a call that is up can be taken over');
  return dialog;
}
