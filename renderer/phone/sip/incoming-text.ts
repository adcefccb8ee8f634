/*
 * Messages as they arrive, rewritten so that SIP.js reads them right. It takes what RFC 3261 allows only half: of a folded header it keeps the
 * line ends, of the compact names it knows eight, of a list on several lines the first, and of a body only `application/sdp` to the letter.
 */
import { Grammar } from 'sip.js';
import { keptLine } from './kept-headers.ts';
import { readBody } from './multipart.ts';

/** RFC 3261 7.3.3 and the registry of header names since. */
const longNames: Readonly<Record<string, string>> = {
  a: 'Accept-Contact',
  b: 'Referred-By',
  c: 'Content-Type',
  d: 'Request-Disposition',
  e: 'Content-Encoding',
  f: 'From',
  i: 'Call-ID',
  j: 'Reject-Contact',
  k: 'Supported',
  l: 'Content-Length',
  m: 'Contact',
  n: 'Identity-Info',
  o: 'Event',
  r: 'Refer-To',
  s: 'Subject',
  t: 'To',
  u: 'Allow-Events',
  v: 'Via',
  x: 'Session-Expires',
  y: 'Identity',
};

/** Of these SIP.js reads the first line alone. Their order means nothing, so that they can be one. */
const lists: ReadonlySet<string> = new Set(['supported', 'require', 'allow']);

/** Characters of a header: SIP.js takes a second for so many, in which nothing else happens in the page. */
const longest = 128 * 1024;

/** As SIP.js reads it: it takes no method that only begins like a known one, `INVITE-1`. */
const isCSeq = (value: string): boolean => /^\d{1,10}\s/.test(value) && Grammar.parse(value, 'CSeq') !== -1;

/** A header's name in lower case, and its line. */
type Header = readonly [name: string, line: string];

/** The same message, one line for each header, with its long name and, where there is a session description, that alone as its body. */
export function readableText(text: string): string {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0 || end > longest) return ''; // What breaks off in its header, or does not end, is no message.
  const head = text.slice(0, end).replaceAll(/\r\n[ \t]+/g, ' ');
  const [firstLine = '', ...lines] = head.split('\r\n');
  // SIP.js throws at a CSeq that is none; a message without one it drops, as it should.
  const headers = joinLists(lines.map(headerOf)).filter(([name, line]) => name !== 'cseq' || isCSeq(valueIn(line)));
  const isRequest = !/^SIP\/2\.0 /i.test(firstLine);
  if (!isRequest) addContact(firstLine, headers);
  const plain = plainBody({ headers, body: text.slice(end + 4) }, isRequest);
  const kept = plain.headers.map(([name, line]) => keptLine(firstLine, name, line));
  return `${[isRequest ? firstLine : plainStatus(firstLine), ...kept].join('\r\n')}\r\n\r\n${plain.body}`;
}

/** SIP.js drops a response with a reason phrase of other characters than RFC 3261 25.1 allows, quotes for one; the call would dial on. */
function plainStatus(line: string): string {
  const [, start = line, phrase = ''] = /^(\S+ +\d+)(.*)/.exec(line) ?? [];
  return start + phrase.replaceAll(/"/g, "'").replaceAll(/[^\w\s;/?:@&=+$,.!~*'()\u0080-\uffff-]/g, ' ');
}

/**
 * Without a Contact SIP.js drops any answer to an INVITE but 100: a 180 need not have one (RFC 3261 table 2), and a 200 that lacks it is no
 * reason to dial on. The address that was called leads to the far end as well, by way of the proxies on the route.
 */
function addContact(status: string, headers: Header[]): void {
  const find = (name: string) => headers.find(([each]) => each === name)?.[1] ?? '';
  if (!/^\S+ +(1(?!00)|2)\d\d/.test(status) || !/\sINVITE\s*$/i.test(find('cseq')) || find('contact') !== '') return;
  const uri = /<([^>]+)>/.exec(find('to'))?.[1] ?? /^\s*([^\s;<"]+)/.exec(valueIn(find('to')))?.[1];
  if (uri !== undefined) headers.push(headerOf(`Contact: <${uri}>`));
}

function headerOf(line: string): Header {
  const colon = line.indexOf(':');
  const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase();
  const long = longNames[name];
  return long === undefined ? [name, line] : [long.toLowerCase(), `${long}${line.slice(colon)}`];
}

function joinLists(headers: readonly Header[]): Header[] {
  const joined = new Map<string, string[]>();
  for (const [name, line] of headers) if (lists.has(name)) joined.set(name, [...(joined.get(name) ?? []), valueIn(line)]);
  return headers.flatMap(([name, line]): Header[] => {
    if (!lists.has(name)) return [[name, line]];
    const values = joined.get(name);
    joined.delete(name);
    return values ? [[name, `${line.slice(0, line.indexOf(':'))}: ${values.join(', ')}`]] : [];
  });
}

interface Rest {
  headers: readonly Header[];
  body: string;
}

/** A request with a part that its sender insists on stays as it is, to be refused: see `request-gate.ts`. */
function plainBody({ headers, body }: Rest, isRequest: boolean): Rest {
  const find = (name: string): string => valueIn(headers.find(([each]) => each === name)?.[1] ?? '');
  if (body === '') return { headers, body };
  // RFC 3261 20.15 wants the type said. SIP.js throws where it is not, in the middle of what it was about to do.
  const type = find('content-type') || (body.startsWith('v=0') ? 'application/sdp' : '');
  if (type === '') return { headers: headers.filter(([name]) => name !== 'content-length'), body: '' };
  const { sdp, unknown } = readBody({
    type,
    disposition: find('content-disposition'),
    encoding: find('content-encoding'),
    content: body,
  });
  if (sdp === null || (isRequest && unknown !== null)) return { headers, body };
  // Whether a whole body is as long as was said stays SIP.js's to judge.
  const length = sdp === body ? find('content-length') : `${new TextEncoder().encode(sdp).length}`;
  const others = headers.filter(([name]) => !/^content-(type|disposition|length|encoding)$/.test(name));
  const ours = ['Content-Type: application/sdp', ...(length === '' ? [] : [`Content-Length: ${length}`])];
  return { headers: [...others, ...ours.map(headerOf)], body: sdp };
}

const valueIn = (line: string): string => line.slice(line.indexOf(':') + 1).trim();
