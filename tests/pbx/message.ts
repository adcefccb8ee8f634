import { randomBytes } from 'node:crypto';
import { IncomingRequestMessage, IncomingResponseMessage, LoggerFactory, Parser } from 'sip.js/lib/core/index.js';

export type SipRequest = IncomingRequestMessage;
export type SipResponse = IncomingResponseMessage;
export type SipMessage = SipRequest | SipResponse;

const loggers = new LoggerFactory();
loggers.builtinEnabled = false;
const logger = loggers.getLogger('tests');

/** Undefined for what SIP.js takes for no SIP message. */
export const parse = (text: string): SipMessage | undefined => Parser.parseMessage(text, logger);

export const isRequest = (message: SipMessage): message is SipRequest => message instanceof IncomingRequestMessage;

export const isResponse = (message: SipMessage): message is SipResponse => message instanceof IncomingResponseMessage;

/** Every value of that header as it was sent, unfolded. SIP.js's parser keeps only the last of several WWW-Authenticate, for one. */
export function headerValues(message: SipMessage, name: string): readonly string[] {
  const [head = ''] = message.data.split('\r\n\r\n');
  const lines = head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n');
  const prefix = `${name.toLowerCase()}:`;
  return lines.filter((line) => line.toLowerCase().startsWith(prefix)).map((line) => line.slice(prefix.length).trim());
}

/** Unlike any other: for tags, branches and Call-IDs. */
export const unique = (): string => randomBytes(6).toString('hex');

export interface Content {
  /** Whole header lines, without line ends: `Retry-After: 5`. */
  readonly headers?: readonly string[];
  readonly body?: string;
  /** Default `application/sdp`. Only with a body. */
  readonly contentType?: string;
}

export interface ReplyContent extends Content {
  /** Default: the usual one of that status. */
  readonly reason?: string;
  /** The far end's part of the dialog. Default: derived from the request, so that every reply to it has the same one; none for 100. */
  readonly toTag?: string;
  /** `<sip:…>`, for what makes a dialog. */
  readonly contact?: string;
}

/** A response to `request` as RFC 3261 8.2.6 and 12.1.1 build it: Via, Record-Route, From, To, Call-ID and CSeq are the request's. */
export function replyText(request: SipRequest, status: number, content: ReplyContent = {}): string {
  const to = request.getHeader('to') ?? '';
  const tag = request.toTag || status === 100 ? '' : `;tag=${content.toTag ?? tagFor(request)}`;
  return compose(statusLine(status, content.reason), [
    ...request.getHeaders('via').map((via) => `Via: ${via}`),
    ...request.getHeaders('record-route').map((route) => `Record-Route: ${route}`),
    `From: ${request.getHeader('from')}`,
    `To: ${to}${tag}`,
    `Call-ID: ${request.callId}`,
    `CSeq: ${request.cseq} ${request.method}`,
    ...(content.contact === undefined ? [] : [`Contact: ${content.contact}`]),
    ...body(content),
  ]);
}

/** With the usual words for that status, unless others are given. */
export const statusLine = (status: number, reason = reasons[status] ?? 'Unnamed'): string => `SIP/2.0 ${status} ${reason}`;

/** The tag that `replyText` gives to the far end of a dialog that `request` begins. */
export const tagFor = (request: SipRequest): string => request.toTag || `far-${request.callId.replace(/[^\w]/g, '').slice(0, 16)}`;

export interface RequestContent extends Content {
  readonly method: string;
  readonly uri: string;
  /** With its tag: `"Bob" <sip:bob@example.com>;tag=1`. */
  readonly from: string;
  readonly to: string;
  readonly callId: string;
  readonly cseq: number;
  /** `SIP/2.0/WS host;branch=z9hG4bK…` */
  readonly via: string;
  readonly contact?: string;
  readonly routes?: readonly string[];
}

export function requestText({ method, uri, from, to, callId, cseq, via, contact, routes = [], ...content }: RequestContent): string {
  return compose(`${method} ${uri} SIP/2.0`, [
    `Via: ${via}`,
    'Max-Forwards: 70',
    ...routes.map((route) => `Route: ${route}`),
    `From: ${from}`,
    `To: ${to}`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq} ${method}`,
    ...(contact === undefined ? [] : [`Contact: ${contact}`]),
    ...body(content),
  ]);
}

/** Header lines, then the body. */
function body({ headers = [], body: text = '', contentType = 'application/sdp' }: Content): readonly string[] {
  return [...headers, ...(text === '' ? [] : [`Content-Type: ${contentType}`]), `Content-Length: ${Buffer.byteLength(text)}`, '', text];
}

const compose = (firstLine: string, rest: readonly string[]): string => [firstLine, ...rest].join('\r\n');

const reasons: Readonly<Record<number, string>> = {
  100: 'Trying',
  180: 'Ringing',
  181: 'Call Is Being Forwarded',
  183: 'Session Progress',
  200: 'OK',
  202: 'Accepted',
  300: 'Multiple Choices',
  301: 'Moved Permanently',
  302: 'Moved Temporarily',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  407: 'Proxy Authentication Required',
  408: 'Request Timeout',
  415: 'Unsupported Media Type',
  420: 'Bad Extension',
  421: 'Extension Required',
  422: 'Session Interval Too Small',
  423: 'Interval Too Brief',
  430: 'Flow Failed',
  439: 'First Hop Lacks Outbound Support',
  480: 'Temporarily Unavailable',
  481: 'Call/Transaction Does Not Exist',
  486: 'Busy Here',
  487: 'Request Terminated',
  488: 'Not Acceptable Here',
  489: 'Bad Event',
  491: 'Request Pending',
  500: 'Server Internal Error',
  503: 'Service Unavailable',
  600: 'Busy Everywhere',
  603: 'Decline',
  604: 'Does Not Exist Anywhere',
};
