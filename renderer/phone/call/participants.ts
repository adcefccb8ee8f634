import type { Participant } from '../../../shared/call.ts';
import type { CallCore } from './call-core.ts';

/** The id of ourselves among participants. */
export const ourselves = 'local';

/** Us, as the others in a call know us. */
function localParticipant({ dialer, media }: CallCore, isSpeaking = false): Participant {
  const { displayName, domain, user } = dialer.account;
  const isMuted = media.microphone.isMuted;
  return { id: ourselves, name: displayName || user, uri: `sip:${user}@${domain}`, isLocal: true, isMuted, isSpeaking };
}

/** The far end of a call. */
function remoteParticipant({ id, peer }: CallCore, { isMuted = false, isSpeaking = false } = {}): Participant {
  return { id, name: peer.name || peer.number, uri: peer.uri, isLocal: false, isMuted, isSpeaking };
}

const key = (participants: readonly Participant[]): string =>
  JSON.stringify(participants.map((each) => [each.id, each.name, each.uri, each.isMuted, each.isSpeaking]));

/** Who is in a call, ourselves first. The old list where nothing is different, so that who watches it is not woken. */
export function participantsOf(core: CallCore, old: readonly Participant[]): readonly Participant[] {
  const next = [localParticipant(core), remoteParticipant(core)];
  return key(old) === key(next) ? old : next;
}
