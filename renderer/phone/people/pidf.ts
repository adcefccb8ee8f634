import { type Announced, longestNote } from '../../../shared/announced-presence.ts';
import type { Lamp } from '../../../shared/presence.ts';

/** What somebody says of themselves, as far as it can be shown. */
export interface Said {
  readonly lamp: Lamp;
  /** In their own words; empty for none. */
  readonly note: string;
}

/** In characters; a person has few devices and little to say. */
const longest = 65_536;
const mostElements = 50;

/** Activities of RFC 4480 3.2 in which somebody is at their desk and does not want to be spoken to, and those in which they are not there. */
const occupied: ReadonlySet<string> = new Set(['busy', 'appointment', 'meeting', 'performance', 'presentation', 'worship', 'working']);
const away: ReadonlySet<string> = new Set([
  ...['away', 'breakfast', 'dinner', 'holiday', 'in-transit', 'looking-for-work', 'meal', 'permanent-absence', 'playing', 'shopping'],
  ...['sleeping', 'spectator', 'steering', 'travel', 'tv', 'vacation'],
]);

/** Servers put a note of their own where their users can write none. */
const machineNotes = /^(ready|available|online|idle|open|on the phone|ringing|on hold|unavailable|offline|closed|not online|busy|in use)$/i;
/** There is no activity of that name: some say it in `other`, some in a note. */
const doNotDisturb = /^\W*(dnd|do[ _-]?not[ _-]?disturb)\W*$/i;

/**
 * A presence document (RFC 3863, with RFC 4479 and RFC 4480); null for anything else. Strangers write these: whoever declares entities or sends a
 * book is not read at all, and of the rest only names and texts of elements are looked at, by the browser's own parser, which fetches nothing.
 */
export function readPidf(text: string): Said | null {
  if (text.length > longest || /<!(?:DOCTYPE|ENTITY)/i.test(text)) return null;
  const root = new DOMParser().parseFromString(text, 'application/xml').documentElement;
  if (root?.localName !== 'presence' || root.querySelector('parsererror')) return null;
  const all = [...root.getElementsByTagName('*')];
  const named = (name: string): Element[] => all.filter(({ localName }) => localName === name).slice(0, mostElements);
  const activities = named('activities').flatMap(({ children }) => [...children].slice(0, mostElements));
  const texts = named('note').map(textOf);
  const isQuiet = [...activities.map(textOf), ...texts].some((one) => doNotDisturb.test(one));
  const note = texts.find((one) => one !== '' && !machineNotes.test(one) && !doNotDisturb.test(one)) ?? '';
  const basics = named('basic').map(textOf);
  return { lamp: isQuiet ? 'dnd' : lampOf(new Set(activities.map(({ localName }) => localName)), basics), note };
}

function lampOf(activities: ReadonlySet<string>, basics: readonly string[]): Lamp {
  const isOneOf = (some: ReadonlySet<string>): boolean => [...some].some((name) => activities.has(name));
  if (basics.length > 0 && !basics.includes('open')) return 'offline';
  if (activities.has('on-the-phone')) return 'busy';
  if (isOneOf(occupied)) return 'occupied';
  if (isOneOf(away)) return 'away';
  return basics.includes('open') ? 'idle' : 'unknown';
}

/** On one line, without what turns a line around or hides in it. */
function textOf({ textContent }: Element): string {
  return (textContent ?? '')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, longestNote);
}

const activityOf = {
  available: '',
  away: '<r:away/>',
  busy: '<r:busy/>',
  'in-call': '<r:on-the-phone/>',
  dnd: '<r:busy/><r:other>Do not disturb</r:other>',
} satisfies Record<Announced['status'], string>;

/** The document that says so of an address of record. Somebody who says nothing but that they are there has no activities. */
export function writePidf(entity: string, { status, note }: Announced): string {
  const activities = activityOf[status];
  const said = note === '' ? '' : `<note>${xmlText(note)}</note>`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    '<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:p="urn:ietf:params:xml:ns:pidf:data-model"',
    ` xmlns:r="urn:ietf:params:xml:ns:pidf:rpid" entity="${xmlText(entity)}">`,
    `<tuple id="offhook"><status><basic>open</basic></status>${said}</tuple>`,
    activities === '' ? '' : `<p:person id="user"><r:activities>${activities}</r:activities></p:person>`,
    '</presence>\n',
  ].join('');
}

/** Characters that XML has no place for at all (XML 1.0 2.2) are left out. */
function xmlText(text: string): string {
  const names = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' } as const;
  return text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"]/g, (sign) => names[sign as keyof typeof names]);
}
