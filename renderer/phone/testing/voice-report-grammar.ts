/*
 * Reads reports of RFC 6035 as strictly as its grammar (4.6.1) writes them, line by line and in its order. It shares nothing with what writes them.
 * One thing it leaves out: to the letter a line that ends early would end in a blank, which nobody sends.
 */

const word = /[\w\-.!%*+`'~()<>:\\"/[\]?{}]+/.source;
const host = /(?:[\w.-]+|\[[\da-fA-F:.]+\])/.source;
const uri = String.raw`<sips?:(?:[^\s<>@"]+@)?${host}(?::\d+)?>`;
const address = String.raw`IP=(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-fA-F:.]*:[\da-fA-F:.]*) PORT=\d+ SSRC=0x[\da-fA-F]{1,8}`;
const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z`;
const share = String.raw`\d{1,3}(?:\.\d{1,2})?`;
const delay = String.raw`\d{1,5}`;
const mac = String.raw`[\da-fA-F]{2}(?::?[\da-fA-F]{2}){5}`;
const duration = (name: string): string => String.raw`${name}=\d{1,7}`;

/** Each part may be missing, but those that are there stand in this order, a blank between any two. */
const inOrder = (...parts: readonly string[]): string => `(?=\\S)${parts.map((part) => `(?:${part}(?: (?=\\S)|$))?`).join('')}`;

interface Line {
  readonly name: string;
  readonly pattern: RegExp;
  readonly isOptional?: boolean;
}

/** HCOLON (RFC 3261 25.1) has room for blanks; the lines of measures have none, see `voice-report.ts`. */
const line = (name: string, pattern: string, isOptional = false): Line => ({
  name,
  pattern: new RegExp(`^${name}:${pattern}$`),
  isOptional,
});
const fact = (name: string, pattern: string, isOptional = false): Line => line(name, ` ?${pattern}`, isOptional);

const sessionInfo: readonly Line[] = [
  fact('CallID', `${word}(?:@${word})?`),
  fact('LocalID', uri),
  fact('RemoteID', uri),
  fact('OrigID', uri),
  fact('LocalAddr', address),
  fact('RemoteAddr', address),
  fact('LocalGroup', word),
  fact('RemoteGroup', word),
  fact('LocalMAC', mac, true),
  fact('RemoteMAC', mac, true),
];

const quality = ['RLQ', 'RCQ', 'EXTRI', 'EXTRO'].map((name) => String.raw`${name}=\d{1,3}`);
const opinions = ['MOSLQ', 'MOSCQ'].map((name) => String.raw`${name}=[0-4](?:\.\d{1,3})?`);

const metrics: readonly Line[] = [
  line('Timestamps', `START=${time} STOP=${time}`),
  line(
    'SessionDesc',
    inOrder(
      ...[String.raw`PT=\d{1,3}`, `PD=${word}`, String.raw`SR=\d{1,6}`, String.raw`FD=\d{1,4}`, String.raw`FO=\d{1,5}`],
      ...[String.raw`FPP=\d{1,2}`, String.raw`PPS=\d{1,5}`, 'FMTP="[^"]*"', 'PLC=[0-3]', 'SSUP=(?:on|off)'],
    ),
    true,
  ),
  line('JitterBuffer', inOrder('JBA=[0-3]', String.raw`JBR=\d{1,2}`, `JBN=${delay}`, `JBM=${delay}`, `JBX=${delay}`), true),
  line('PacketLoss', inOrder(`NLR=${share}`, `JDR=${share}`), true),
  line('BurstGapLoss', inOrder(`BLD=${share}`, duration('BD'), `GLD=${share}`, duration('GD'), String.raw`GMIN=\d{1,3}`), true),
  line('Delay', inOrder(...['RTD', 'ESD', 'OWD', 'SOWD', 'IAJ', 'MAJ'].map((name) => `${name}=${delay}`)), true),
  line('Signal', inOrder(...['SL', 'NL', 'RERL'].map((name) => String.raw`${name}=-?\d{1,3}`)), true),
  line('QualityEst', inOrder(...quality, ...opinions, `QoEEstAlg=${word}`), true),
];

/** The values of a report by their names: `NLR`, `CallID`, and those of the far end's part behind `remote.`. */
export interface ReadReport {
  readonly kind: 'session-end' | 'session' | 'interval';
  readonly values: Readonly<Record<string, string>>;
}

const kinds: Readonly<Record<string, ReadReport['kind']>> = {
  'VQSessionReport: CallTerm': 'session-end',
  VQSessionReport: 'session',
  VQIntervalReport: 'interval',
};

/** Throws with the line that is not as it must be. */
export function readVoiceReport(body: string): ReadReport {
  const lines = body.split('\r\n');
  if (lines.pop() !== '') throw new Error('The last line has no end');
  const next = (): string => lines.shift() ?? '';
  const first = next();
  const kind = kinds[first];
  if (!kind) throw new Error(`Not a kind of report: ${first}`);
  const values: Record<string, string> = {};
  take(lines, sessionInfo, (name, value) => Object.assign(values, { [name]: value }));
  for (const [head, prefix] of [
    ['LocalMetrics:', ''],
    ['RemoteMetrics:', 'remote.'],
  ] as const) {
    if (prefix !== '' && lines.length === 0) break;
    const found = next();
    if (found !== head) throw new Error(`${head} should stand here: ${found}`);
    take(lines, metrics, (_, value) => {
      for (const [, key = '', one = ''] of value.matchAll(/(\w+)=(\S+)/g)) values[`${prefix}${key}`] = one;
    });
  }
  if (lines.length > 0) throw new Error(`This has no place in a report: ${lines[0]}`);
  return { kind, values };
}

/** Takes the lines off the front that are of this part. */
function take(lines: string[], part: readonly Line[], read: (name: string, value: string) => void): void {
  for (const { name, pattern, isOptional } of part) {
    const [found = ''] = lines;
    if (!found.startsWith(`${name}:`) && isOptional) continue;
    if (!pattern.test(found)) throw new Error(`Not a line of ${name}: ${found}`);
    lines.shift();
    read(name, found.slice(name.length + 1).trim());
  }
}
