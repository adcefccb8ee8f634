import type { Participant } from '../../../shared/call.ts';
import type { CallCore } from './call-core.ts';
import type { Member } from './conference.ts';

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

/** The old list where nothing is different, so that who watches it is not woken. */
const sameOr = (old: readonly Participant[], next: readonly Participant[]): readonly Participant[] => (key(old) === key(next) ? old : next);

/** Who is in a call, ourselves first; everyone in its conference, if it is in one. */
export function participantsOf(core: CallCore, old: readonly Participant[]): readonly Participant[] {
  return core.conference?.participants ?? sameOr(old, [localParticipant(core), remoteParticipant(core)]);
}

/** Who is in a conference. `since`: whoever was heard later speaks now, epoch milliseconds. */
export function conferenceParticipants(
  members: readonly Member[],
  { areWeSpeaking, since }: { areWeSpeaking: boolean; since: number },
  old: readonly Participant[],
): readonly Participant[] {
  const [first] = members;
  if (!first) return [];
  const others = members.map(({ call, heardAt, isMuted }) =>
    remoteParticipant(call.core, { isMuted, isSpeaking: !isMuted && heardAt > since }),
  );
  return sameOr(old, [localParticipant(first.call.core, areWeSpeaking), ...others]);
}
