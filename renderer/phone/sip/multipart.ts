/*
 * Bodies in several parts (RFC 2046 5.1, RFC 5621). Only one part means anything to a phone: the session description.
 */

/** Deeper nesting, more parts in all and longer bodies (in characters) come from nobody who wants to call. */
const deepest = 4;
const mostParts = 32;
const longest = 256 * 1024;

/** A body, or one part of it, as its headers describe it. */
export interface Entity {
  /** Value of Content-Type, with its parameters. */
  type: string;
  /** Value of Content-Disposition; empty where there is none. */
  disposition?: string;
  /** Value of Content-Encoding or, in a part, Content-Transfer-Encoding. */
  encoding?: string;
  content: string;
}

export interface Reading {
  /** The session description; null where there is none. */
  sdp: string | null;
  /** The type of what the sender insists on and this phone does not know (RFC 5621 8.3: such a request gets a 415); null where there is none. */
  unknown: string | null;
}

/**
 * Finds the session description in a body. Of a part that does not say whether it is required, RFC 5621 says that it is; yet those who add
 * a location or ISUP rarely say, and their calls are not to be lost: only what is said counts within a multipart body.
 */
export function readBody(entity: Entity): Reading {
  if (entity.content.length > longest) return { sdp: null, unknown: entity.type };
  const search = new Search();
  const sdp = search.in(entity, 0);
  const isOptional = handlingOf(entity) === 'optional' || !/^(session|)$/.test(dispositionOf(entity));
  if (sdp !== null || isOptional) return { sdp, unknown: search.unknown };
  return { sdp, unknown: search.unknown ?? (isMultipart(entity) && !search.isMalformed ? null : entity.type) };
}

class Search {
  unknown: string | null = null;
  isMalformed = false;
  #parts = 0;

  in(entity: Entity, depth: number): string | null {
    if (isMultipart(entity)) return depth < deepest ? this.#within(entity, depth) : null;
    const isPlain = /^(7bit|8bit|binary|identity|)$/i.test((entity.encoding ?? '').trim());
    // RFC 3959: a description with the disposition `early-session` is not the one of the session.
    if (isPlain && typeOf(entity) === 'application/sdp' && /^(session|)$/.test(dispositionOf(entity))) return entity.content;
    if (depth > 0 && handlingOf(entity) === 'required') this.unknown ??= entity.type;
    return null;
  }

  #within(entity: Entity, depth: number): string | null {
    const boundary = parameter(entity.type, 'boundary');
    if (boundary === '') {
      this.isMalformed = true;
      return null;
    }
    const before = this.unknown;
    const found: string[] = [];
    for (const part of partsOf(entity.content, boundary)) {
      if (++this.#parts > mostParts) break;
      const sdp = this.in(part, depth + 1);
      if (sdp !== null) found.push(sdp);
    }
    if (typeOf(entity) !== 'multipart/alternative') return found[0] ?? null;
    // RFC 2046 5.1.4: one of them is enough, and the last is the best.
    if (found.length > 0) this.unknown = before;
    return found.at(-1) ?? null;
  }
}

/** The parts between the delimiter lines. One whose end is missing ends with the body. */
function* partsOf(body: string, boundary: string): Generator<Entity> {
  const text = `\r\n${body}`;
  // Another boundary may begin like this one (RFC 2046 5.1.1): a delimiter is a whole line.
  const delimiters = text.matchAll(new RegExp(`\\r\\n--${boundary.replaceAll(/[^\w]/g, '\\$&')}(--)?[ \\t]*(?=\\r\\n|$)`, 'g'));
  let begin = -1;
  for (const { 0: line, 1: end, index } of delimiters) {
    if (begin >= 0) yield entityOf(text.slice(begin, index));
    if (end !== undefined) return;
    begin = index + line.length + 2;
  }
  if (begin >= 0) yield entityOf(text.slice(begin));
}

function entityOf(part: string): Entity {
  const end = part.startsWith('\r\n') ? 0 : part.indexOf('\r\n\r\n');
  const head = end < 0 ? part : part.slice(0, end);
  const lines = head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n');
  const header = (name: string): string => {
    const line = lines.find((each) => each.toLowerCase().startsWith(`${name}:`));
    return line?.slice(name.length + 1).trim() ?? '';
  };
  return {
    type: header('content-type') || 'text/plain',
    disposition: header('content-disposition'),
    encoding: header('content-transfer-encoding'),
    content: end < 0 ? '' : part.slice(end === 0 ? 2 : end + 4),
  };
}

const firstOf = (value: string): string => (value.split(';', 1)[0] ?? '').trim().toLowerCase();
const typeOf = ({ type }: Entity): string => firstOf(type);
const dispositionOf = ({ disposition = '' }: Entity): string => firstOf(disposition);
const handlingOf = ({ disposition = '' }: Entity): string => parameter(disposition, 'handling').toLowerCase();
const isMultipart = (entity: Entity): boolean => typeOf(entity).startsWith('multipart/');

/** A parameter's value, without its quotes; empty where it is missing. */
function parameter(value: string, name: string): string {
  const found = new RegExp(`;\\s*${name}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]+))`, 'i').exec(value);
  return found?.[1]?.replaceAll(/\\(.)/g, '$1') ?? found?.[2] ?? '';
}
