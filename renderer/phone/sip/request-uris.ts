/*
 * Patch of SIP.js 0.21.2: requests to `sips:` and `tel:` URIs. Its core answers 416 to whatever is not `sip:`, and writes a `sip:` Contact into
 * each message. To be removed when it takes both.
 */
import type { Core, UserAgent } from 'sip.js';
import { isTel } from './wire-uris.ts';

/** Calls at once are far fewer; what is older is over. */
const mostCalls = 200;

/** What SIP.js declares private. */
interface Internals {
  receiveRequest: (message: Core.IncomingRequestMessage) => void;
}

export function takeRequestUris({ userAgentCore: core, transport, contact }: UserAgent): void {
  /** Call-IDs of calls to a `sips:` URI, in either direction. */
  const secure = new Set<string>();
  const remember = (callId: string): void => {
    secure.add(callId);
    if (secure.size > mostCalls) secure.delete(secure.values().next().value!);
  };

  const internals = core as unknown as Internals;
  const receive = internals.receiveRequest.bind(core);
  internals.receiveRequest = (message) => {
    const { ruri, method, callId } = message;
    // Of any other scheme SIP.js reads nothing, throws, and leaves the caller without an answer.
    if (!ruri) {
      if (method !== 'ACK') core.replyStateless(message, { statusCode: 416 });
      return;
    }
    if (ruri.scheme === 'sips') {
      ruri.scheme = 'sip';
      if (method === 'INVITE') remember(callId);
    }
    // A number says nothing about whose it is: that it came to us the server has decided (RFC 3966 5.1.1).
    if (isTel(ruri)) message.ruri = contact.uri.clone();
    receive(message);
  };

  const send = transport.send.bind(transport);
  transport.send = (text) => {
    const callId = /^Call-ID: (.*)\r$/m.exec(text)?.[1];
    if (callId && text.startsWith('INVITE sips:')) remember(callId);
    // RFC 3261 8.1.1.8, 12.1.1: who is called by such a URI has to be reached by one as well.
    return send(callId && secure.has(callId) ? text.replace(/^(Contact: .*?<)sip:/m, '$1sips:') : text);
  };
}
