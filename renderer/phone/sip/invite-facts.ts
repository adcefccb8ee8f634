/*
 * What an INVITE says beside who calls: whether they hide, who vouches for them, what they ask of the phone. All of it may be hostile.
 */
import type { AutoAnswerHeaders, ExtraHeaders, InviteFacts } from '../line.ts';
import { forwarderOf } from './forwarding.ts';
import { cleanText, hidesCaller, type IdentityHeaders, identityHostOf, isAnonymous } from './peer.ts';

/** The part of a SIP message that is read here; SIP.js's messages have it. */
export interface FactHeaders extends IdentityHeaders {
  headers: Readonly<Record<string, readonly { raw: string }[]>>;
}

const mostHeaders = 50;
const longestHeader = 1_024;
const mostWishes = 10;
const longestWish = 500;

export function readFacts(message: FactHeaders): InviteFacts {
  return {
    isAnonymous: hidesCaller(message) || message.getHeaders('From').some(isAnonymous),
    host: identityHostOf(message),
    autoAnswer: wishesOf(message),
    forwardedBy: forwarderOf(message),
    headers: extraHeadersOf(message),
  };
}

function wishesOf(message: IdentityHeaders): AutoAnswerHeaders {
  const read = (...names: string[]): string[] =>
    names
      .flatMap((name) => message.getHeaders(name))
      .slice(0, mostWishes)
      .map((value) => cleanText(value, longestWish));
  // RFC 5373 4.1: the second one asks for it even where the user has other wishes. Ours come first all the same.
  return { callInfo: read('Call-Info'), alertInfo: read('Alert-Info'), answerMode: read('Answer-Mode', 'Priv-Answer-Mode') };
}

function extraHeadersOf({ headers }: FactHeaders): ExtraHeaders {
  const names = Object.keys(headers).filter((name) => /^X-.{1,100}$/i.test(name));
  const textOf = (name: string) => (headers[name] ?? []).map(({ raw }) => raw).join(', ');
  return Object.fromEntries(names.slice(0, mostHeaders).map((name) => [name, cleanText(textOf(name), longestHeader)]));
}
