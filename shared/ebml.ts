/** EBML (RFC 8794): elements of an id, a length and what is in them. */

/** In as many bytes as the value has: what ids and whole numbers are written in. */
export function uint(value: number): Uint8Array<ArrayBuffer> {
  const bytes = [];
  for (let rest = value; rest > 0 || bytes.length === 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.from(bytes);
}

export function float64(value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return bytes;
}

export const text = (value: string): Uint8Array<ArrayBuffer> => Uint8Array.from(value, (character) => character.charCodeAt(0));

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A length in so many bytes, 1 to 8. */
export function size(length: number, bytes: number): Uint8Array<ArrayBuffer> {
  const written = new Uint8Array(bytes);
  written.set(uint(length), bytes - uint(length).length);
  written[0]! |= 2 ** (8 - bytes);
  return written;
}

/** Its length stands in as few bytes as it needs, or in `sizeBytes`, so that it can be written anew. All ones would be a length that nobody knows. */
export function element(id: number, content: Uint8Array | readonly Uint8Array[], sizeBytes?: number): Uint8Array<ArrayBuffer> {
  const parts = content instanceof Uint8Array ? [content] : content;
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  let needed = 1;
  while (length >= 2 ** (7 * needed) - 1) needed++;
  return joined([uint(id), size(length, sizeBytes ?? needed), ...parts]);
}

/** Nothing, in `length` bytes (2 to 128), where something may be written later. */
export const room = (length: number): Uint8Array<ArrayBuffer> => element(0xec, new Uint8Array(length - 2));

/** Of an element: its id, where its content begins, and how long that is; null: it does not say. */
export interface Header {
  readonly id: number;
  readonly content: number;
  readonly length: number | null;
}

/** The longest that the header of an element is. */
export const headerLength = 12;

/** Reads the header that begins there; null where there is none, or not all of it. */
export function readHeader(bytes: Uint8Array, at: number): Header | null {
  const id = readNumber(bytes, at, 4, false);
  const length = id && readNumber(bytes, at + id.bytes, 8, true);
  if (!id || !length) return null;
  return { id: id.value, content: at + id.bytes + length.bytes, length: length.isUnknown ? null : length.value };
}

function readNumber(bytes: Uint8Array, at: number, most: number, isLength: boolean) {
  const first = bytes[at];
  if (!first) return null;
  const count = Math.clz32(first) - 23;
  if (count > most || at + count > bytes.length) return null;
  const marker = 2 ** (8 - count);
  let value = isLength ? first - marker : first;
  for (const byte of bytes.subarray(at + 1, at + count)) value = value * 256 + byte;
  return { value, bytes: count, isUnknown: isLength && value >= 2 ** (7 * count) - 1 };
}

export const readUint = (bytes: Uint8Array): number => bytes.reduce((value, byte) => value * 256 + byte, 0);
