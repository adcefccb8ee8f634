/*
 * Text and data that travel within a call: MESSAGE (RFC 3428) and INFO (RFC 2976, RFC 6086).
 */
import type { Core, Info, Message } from 'sip.js';
import { PhoneError } from '../errors.ts';
import type { ExtraHeaders, LegEvent } from '../line.ts';
import { answerTo } from './dialog-answer.ts';
import { toneIn } from './info-tones.ts';
import type { LegLife } from './leg-life.ts';
import { headerLines } from './messages.ts';
import { cleanText } from './peer.ts';

const plainText = 'text/plain;charset=UTF-8';

/** Statuses by which a far end says that it does not know MESSAGE, rather than that it does not want it. */
const unknownMethod: ReadonlySet<number | null> = new Set([405, 415, 501]);

/** In which a conference server tells who is in it. */
const roomType = 'application/x-asterisk-confbridge-event+json';

/** A stranger may send more than anybody wants to have. Characters. */
const longestBody = 65_536;

/** INFO. Rejects with a PhoneError. */
export async function sendInfo(
  life: LegLife,
  { mime, body, headers }: { mime: string; body: string; headers?: ExtraHeaders },
): Promise<void> {
  if (!/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:[ \t]*;[^\r\n\0]*)?$/.test(mime)) throw new PhoneError('bad-mime', 'Not a type of content');
  const requestOptions = { extraHeaders: headerLines(headers), body: { contentDisposition: 'render', contentType: mime, content: body } };
  await answerTo(life, (dialog, delegate) => dialog.info(delegate, requestOptions), 'The far end takes no such information');
}

/** MESSAGE, or INFO where that is unknown. Rejects with a PhoneError. */
export async function sendText(life: LegLife, text: string): Promise<void> {
  const requestOptions = { body: { contentDisposition: 'render', contentType: plainText, content: text } };
  try {
    await answerTo(life, (dialog, delegate) => dialog.message(delegate, requestOptions), 'The far end takes no messages');
  } catch (error) {
    if (!(error instanceof PhoneError && error.reason === 'rejected' && unknownMethod.has(error.code))) throw error;
    await sendInfo(life, { mime: plainText, body: text });
  }
}

/** Answers a MESSAGE of the far end; returns what it said, null where that is nothing for people. */
export function answerMessage(message: Message): LegEvent | null {
  const { body } = message.request;
  const type = typeOf(message.request);
  const isKnown = type === 'text/plain' || type === roomType || (type === '' && body === '');
  if (!isKnown) void message.reject({ statusCode: 415, extraHeaders: [`Accept: text/plain, ${roomType}`] });
  else if (body.length > longestBody) void message.reject({ statusCode: 413 });
  else {
    void message.accept();
    return type === roomType ? { kind: 'room', document: body } : messageOf(body);
  }
  return null;
}

/** Answers an INFO of the far end; returns the tone, the text or the information that it carried, null where it carried none. */
export function answerInfo(info: Info): LegEvent | null {
  const { request } = info;
  // RFC 6086 4.2.2: we asked for no Info Package.
  if (request.hasHeader('Info-Package')) void info.reject({ statusCode: 469, extraHeaders: ['Recv-Info:'] });
  else if (request.body.length > longestBody) void info.reject({ statusCode: 413 });
  else return informationOf(info, typeOf(request));
  return null;
}

function informationOf(info: Info, type: string): LegEvent | null {
  const { body } = info.request;
  const tone = toneIn(type, body);
  if (tone === null && /^application\/dtmf(-relay)?$/.test(type)) {
    void info.reject({ statusCode: 415, extraHeaders: ['Accept: application/dtmf-relay, application/dtmf'] });
    return null;
  }
  void info.accept();
  if (tone !== null) return { kind: 'tone-received', tone };
  // What we send where MESSAGE is unknown comes in the same way.
  if (type === 'text/plain') return messageOf(body);
  // An INFO without a body only asks whether the call lives (RFC 2976 2.2).
  return type === '' ? null : { kind: 'info', mime: cleanText(info.request.getHeader('Content-Type') ?? ''), body };
}

function messageOf(body: string): LegEvent | null {
  const text = cleanLines(body);
  return text ? { kind: 'message', text } : null;
}

function typeOf(request: Core.IncomingRequestMessage): string {
  return (request.getHeader('Content-Type') ?? '').slice(0, 200).toLowerCase().split(/\s*;/, 1)[0]!.trim();
}

/** Control characters but tab and line feed, and those that turn the direction of text around what is not theirs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: taking them out is the point
const harmful = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]/g;

const cleanLines = (text: string): string => text.replaceAll('\r\n', '\n').replace(harmful, '').trim();
