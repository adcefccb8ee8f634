/** Rewrites messages as no sender of good taste does, but RFC 3261 allows, and then some that it does not. */

/** Compact header names by long ones: RFC 3261 7.3.3 and the registry since. */
export const compactForms: Readonly<Record<string, string>> = {
  Via: 'v',
  From: 'f',
  To: 't',
  'Call-ID': 'i',
  Contact: 'm',
  'Content-Type': 'c',
  'Content-Length': 'l',
  'Content-Encoding': 'e',
  Subject: 's',
  Supported: 'k',
  Event: 'o',
  'Allow-Events': 'u',
  'Refer-To': 'r',
  'Referred-By': 'b',
  'Session-Expires': 'x',
};

/** One header line with its name in the compact form, where there is one. */
export const compactLine = (line: string): string => line.replace(/^([\w-]+)(?=:)/, (name) => compactForms[name] ?? name);

/** All header names in their compact forms. */
export const withCompactForms = (text: string): string => changeHeaders(text, (lines) => lines.map(compactLine));

/** Every header value on a line of its own, under its name (RFC 3261 7.3.1). */
export const withFoldedLines = (text: string): string =>
  changeHeaders(text, (lines) => lines.map((line) => line.replace(/: */, ':\r\n\t ')));

/** Header names in `wRoNg` case, and space before the colon. */
export const withOddNames = (text: string): string =>
  changeHeaders(text, (lines) => lines.map((line) => line.replace(/^([\w-]+):/, (_, name: string) => `${alternate(name)} :`)));

/** Further header lines, before those that are there. */
export const withHeaders = (text: string, ...headers: readonly string[]): string => changeHeaders(text, (lines) => [...headers, ...lines]);

/** A header of so many bytes. */
export const withLongHeader = (text: string, bytes = 64 * 1024): string =>
  withHeaders(text, `X-Long: ${'x'.repeat(bytes - 'X-Long: '.length)}`);

/** Line ends without carriage return, in the header. */
export function withBareLineFeeds(text: string): string {
  const end = text.indexOf('\r\n\r\n') + '\r\n\r\n'.length;
  return text.slice(0, end).replaceAll('\r\n', '\n') + text.slice(end);
}

export interface BodyPart {
  readonly type: string;
  /** Whole header lines of the part: `Content-Disposition: …`. */
  readonly headers?: readonly string[];
  readonly content: string;
}

/** A body in several parts (RFC 2046), for any message. */
export function multipart(parts: readonly BodyPart[], { subtype = 'mixed', boundary = 'odd' } = {}): { body: string; contentType: string } {
  const text = parts.map(({ type, headers = [], content }) =>
    [`--${boundary}`, `Content-Type: ${type}`, ...headers, '', content, ''].join('\r\n'),
  );
  return { body: `${text.join('')}--${boundary}--\r\n`, contentType: `multipart/${subtype};boundary="${boundary}"` };
}

/** Frames that are no SIP message, by what is wrong with them. None may end the connection, or anything else. */
export const malformedFrames: Readonly<Record<string, string>> = {
  empty: '',
  'one line feed': '\n',
  'not SIP': 'hello',
  'no end of line': 'OPTIONS sip:1001@127.0.0.1 SIP/2.0',
  'no headers': 'OPTIONS sip:1001@127.0.0.1 SIP/2.0\r\n\r\n',
  'no Via': 'OPTIONS sip:1001@127.0.0.1 SIP/2.0\r\nTo: <sip:a@b>\r\nFrom: <sip:c@d>;tag=1\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n\r\n',
  'another version': 'OPTIONS sip:1001@127.0.0.1 SIP/7.0\r\nVia: SIP/7.0/WS a;branch=z9hG4bK1\r\n\r\n',
  'a broken Contact': message('INVITE', 'Contact: <<<sip:'),
  'a broken CSeq': message('OPTIONS', '', 'CSeq: many OPTIONS'),
  'CSeq of another method': message('OPTIONS', '', 'CSeq: 1 INVITE'),
  'a status out of range': 'SIP/2.0 999 Beyond\r\nVia: SIP/2.0/WS a;branch=z9hG4bK1\r\nCSeq: 1 INVITE\r\n\r\n',
  'a response to nothing':
    'SIP/2.0 200 OK\r\nVia: SIP/2.0/WS a;branch=z9hG4bKnone\r\nTo: <sip:a@b>;tag=1\r\nFrom: <sip:c@d>;tag=1\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n\r\n',
  'less body than it says': `${message('MESSAGE', 'Content-Type: text/plain').replace('Content-Length: 0', 'Content-Length: 100')}short`,
  'bytes of no text': '\u0000\u0001\ufffd\u007f',
  JSON: '{"jsonrpc":"2.0","method":"ping"}',
  HTTP: 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
};

function message(method: string, header: string, cseq = `CSeq: 1 ${method}`): string {
  const lines = [
    `${method} sip:1001@127.0.0.1 SIP/2.0`,
    'Via: SIP/2.0/WS far.invalid;branch=z9hG4bKodd',
    'To: <sip:1001@127.0.0.1>',
    'From: <sip:odd@127.0.0.1>;tag=odd',
    'Call-ID: odd',
    cseq,
    ...(header === '' ? [] : [header]),
    'Content-Length: 0',
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

function changeHeaders(text: string, change: (lines: readonly string[]) => readonly string[]): string {
  const [head = '', ...body] = text.split('\r\n\r\n');
  const [firstLine = '', ...lines] = head.split('\r\n');
  return [[firstLine, ...change(lines)].join('\r\n'), ...body].join('\r\n\r\n');
}

const alternate = (name: string): string =>
  [...name].map((letter, i) => (i % 2 === 0 ? letter.toLowerCase() : letter.toUpperCase())).join('');
