import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';

const TYPES: Readonly<Record<string, string>> = { '.ogg': 'audio/ogg', '.wav': 'audio/wav', '.webm': 'video/webm' };

/** A file as a player asks for it: all of it, or the part that its `Range` names (RFC 9110 14), so that an hour is not read for its last minute. */
export async function serveFile(file: string, { headers: asked, method }: Request, headers: Record<string, string>): Promise<Response> {
  const { size } = await stat(file);
  const type = TYPES[path.extname(file)] ?? 'application/octet-stream';
  const all = { ...headers, 'content-type': type, 'accept-ranges': 'bytes', 'cache-control': 'no-store' };
  const range = rangeOf(asked.get('range'), size);
  if (range === 'unsatisfiable') return new Response(null, { status: 416, headers: { ...all, 'content-range': `bytes */${size}` } });
  const { first, last } = range ?? { first: 0, last: size - 1 };
  const part = { ...all, 'content-length': String(last - first + 1) };
  const body = method === 'HEAD' || size === 0 ? null : streamOf(file, { start: first, end: last });
  return range
    ? new Response(body, { status: 206, headers: { ...part, 'content-range': `bytes ${first}-${last}/${size}` } })
    : new Response(body, { headers: part });
}

/** Read as it is taken, and let go of when nobody takes it any more. Node types its streams apart from the browser's. */
const streamOf = (file: string, part: { start: number; end: number }) => Readable.toWeb(createReadStream(file, part)) as ReadableStream;

/** First and last byte; null: all of it. What is not one range of bytes is passed over, as the RFC has it. */
function rangeOf(text: string | null, size: number): { first: number; last: number } | 'unsatisfiable' | null {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(text ?? '') ?? [];
  if (from === undefined || to === undefined || from + to === '') return null;
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  return first > last ? 'unsatisfiable' : { first, last };
}
