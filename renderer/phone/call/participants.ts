import type { Participant } from '../../../shared/call.ts';
import type { Member } from '../rooms/members.ts';
import type { CallCore } from './call-core.ts';
import type { Member as MemberHere } from './conference.ts';

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

/** Someone in the conference of the server that a call leads to. */
function roomParticipant({ dialer }: CallCore, { id, name, number, isMuted, isSpeaking }: Member): Participant {
  const uri = /^[\w.+*#-]+$/.test(number) ? `sip:${number}@${dialer.account.domain}` : '';
  return { id, name: name || number, uri, isLocal: false, isMuted, isSpeaking };
}

/** Who is in a call, ourselves first; everyone in its conference, if it is in one, here or at the server. */
export function participantsOf(core: CallCore, old: readonly Participant[]): readonly Participant[] {
  if (core.conference) return core.conference.participants;
  const { others, us } = core.room;
  const told = others.map((member) => roomParticipant(core, member));
  return sameOr(old, [localParticipant(core, us?.isSpeaking), ...(us || told.length > 0 ? told : [remoteParticipant(core)])]);
}

/** Whose pictures a conference server marks so; null where it did not say who that is. */
export function participantMarked({ room }: CallCore, label: string): string | null {
  if (room.us?.id === label) return ourselves;
  return room.others.some(({ id }) => id === label) ? label : null;
}

/** Who is in a conference. `since`: whoever was heard later speaks now, epoch milliseconds. */
export function conferenceParticipants(
  members: readonly MemberHere[],
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
