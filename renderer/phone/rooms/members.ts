import { z } from 'zod';

/** Someone in a conference of the server, as it tells of them. */
export interface Member {
  /** In the server's words; it marks their pictures with it (RFC 4574). */
  readonly id: string;
  /** Display name, empty where it tells none. */
  readonly name: string;
  /** What a person would dial; empty where it tells none. */
  readonly number: string;
  /** Of the dialog in which they are connected: by it we know ourselves. Empty where it tells none. */
  readonly callId: string;
  readonly isMuted: boolean;
  readonly isSpeaking: boolean;
}

/** More than anybody wants to read. A stranger may send any of this. */
const mostMembers = 200;
const longestText = 200;

/** On one line, without what turns a line around or hides in it. */
const text = z.string().transform((raw) =>
  raw
    .slice(0, 4 * longestText)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, longestText),
);

const Channel = z.object({
  id: z.string().min(1).max(255),
  protocol_id: z.string().max(255).catch(''),
  caller: z.object({ name: text.catch(''), number: text.catch('') }).catch({ name: '', number: '' }),
  muted: z.boolean().catch(false),
  talking_status: z.unknown().optional(),
});

const Told = z.object({ type: z.string(), channels: z.array(z.unknown()).max(mostMembers) });

/**
 * Who is there after a document of Asterisk's ConfBridge (Conference Bridge Messaging, since 13.22 and 15.5), in the order in which they came. The
 * same list where it says nothing new, or nothing that can be read.
 */
export function afterConfbridgeEvent(members: readonly Member[], document: string): readonly Member[] {
  const told = Told.safeParse(parse(document));
  if (!told.success) return members;
  const channels = told.data.channels.flatMap((each) => Channel.safeParse(each).data ?? []);
  const change = (patch: Partial<Member>) =>
    members.map((member) => (channels.some(({ id }) => id === member.id) ? { ...member, ...patch } : member));
  switch (told.data.type) {
    case 'ConfbridgeWelcome':
      return channels.map(memberOf);
    case 'ConfbridgeJoin':
      return [...without(members, channels), ...channels.map(memberOf)].slice(0, mostMembers);
    case 'ConfbridgeLeave':
      return without(members, channels);
    case 'ConfbridgeEnd':
      return [];
    case 'ConfbridgeMute':
      return change({ isMuted: true, isSpeaking: false });
    case 'ConfbridgeUnmute':
      return change({ isMuted: false });
    case 'ConfbridgeTalking':
      return change({ isSpeaking: channels[0]?.talking_status === 'on' });
    default:
      return members;
  }
}

type Channel = z.infer<typeof Channel>;

const memberOf = ({ id, caller, protocol_id: callId, muted: isMuted }: Channel): Member => ({
  id,
  ...caller,
  callId,
  isMuted,
  isSpeaking: false,
});

const without = (members: readonly Member[], channels: readonly Channel[]): readonly Member[] =>
  members.filter(({ id }) => !channels.some((each) => each.id === id));

function parse(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch {
    return null;
  }
}
