/**
 * Takes out of a log line what nobody may read there: credentials and whole SDP bodies (keys, addresses).
 * `secrets` are the passwords in use: wherever one of them stands, in any shape of message, it goes.
 */
export function redact(text: string, secrets: Iterable<string> = []): string {
  let safe = text;
  for (const secret of secrets) safe = safe.replaceAll(secret, HIDDEN);
  for (const [pattern, replacement] of PATTERNS) safe = safe.replace(pattern, replacement);
  return safe;
}

const HIDDEN = '[hidden]';

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // An SDP body runs to the end of the message it stands in (RFC 8866: `v=0` is always its first line).
  [/(^|[\s"'])v=0(\r|\n|\\r|\\n)[\s\S]*$/, '$1[SDP]'],
  [/^a=(ice-pwd|ice-ufrag|crypto|fingerprint):.*$/gim, `a=$1:${HIDDEN}`],
  // Authorization, Proxy-Authorization and their challenges, up to the end of the line, escaped or not.
  [/((?:proxy-)?authorization|www-authenticate|proxy-authenticate)(["']?\s*[:=]\s*)(?:(?!\\r|\\n)[^\r\n])+/gi, `$1$2${HIDDEN}`],
  [/\b(response|cnonce|nonce|ha1)(=)("[^"]*"|[^\s,;]+)/gi, `$1$2${HIDDEN}`],
  [/(["']?\b\w*(?:password|passwd|credential|secret)["']?\s*[:=]\s*)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s,;}]+)/gi, `$1${HIDDEN}`],
  // user:password@ in any address
  [/([/:])([^\s/:@"'<>]{1,256}):[^\s/@"'<>]{1,256}@/g, `$1$2:${HIDDEN}@`],
];

/** One event, one line: whatever came from outside can neither start a line of its own nor control a terminal. */
export function oneLine(text: string): string {
  return text
    .replaceAll('\r', '\\r')
    .replaceAll('\n', '\\n')
    .replace(/[\p{Cc}\u2028\u2029]/gu, '\ufffd');
}
