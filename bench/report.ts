import type { Machine } from './machine.ts';
import { type Contender, contenders, type Figures, type Metric, type MetricName, metricNames, metrics } from './metrics.ts';
import { type Summary, summarise } from './statistics.ts';

/** Every kept sample, by metric and contender. */
export type Results = Map<MetricName, Record<Contender, (number | null)[]>>;

/** A run that gave no figures, and why. */
export interface Failure {
  readonly contender: Contender;
  readonly metrics: readonly MetricName[];
  readonly error: string;
}

export interface Report {
  readonly runs: number;
  readonly results: Results;
  readonly failures: readonly Failure[];
  readonly machine: Machine & { readonly asterisk: string };
}

const shown = (value: number): string => (Math.abs(value) < 100 ? value.toFixed(1) : value.toFixed(0));

/** A cell: the median, and the spread where there is one. */
function cell({ runs, median, p25, p75 }: Summary, name: MetricName): string {
  if (runs === 0) return '–';
  if (median === null) return name.endsWith('_ms') ? 'none in 15 s' : '–';
  return runs === 1 ? shown(median) : `${shown(median)} (${p25 === null ? '–' : shown(p25)} – ${p75 === null ? '∞' : shown(p75)})`;
}

function row(name: MetricName, results: Results): string {
  const metric: Metric = metrics[name];
  const summaries = contenders.map((contender) => summarise(results.get(name)?.[contender] ?? []));
  const medians = Object.fromEntries(contenders.map((contender, place) => [contender, summaries[place]?.median ?? null])) as Figures;
  const limit = metric.limit(medians);
  const [ours] = summaries;
  const verdict = ours?.median != null && ours.median <= limit ? 'reached' : '**not reached**';
  const reached = limit === Number.POSITIVE_INFINITY ? '' : verdict;
  const target =
    limit === Number.POSITIVE_INFINITY || metric.target === `≤ ${limit}` ? metric.target : `${metric.target} = ${shown(limit)}`;
  const cells = [`\`${name}\``, ours?.runs ?? 0, ...summaries.map((summary) => cell(summary, name)), target, reached];
  return `| ${cells.join(' | ')} |`;
}

const failed = (failures: readonly Failure[], runs: number): string =>
  failures.length === 0
    ? 'Every run gave its figures.'
    : `Runs that failed, of ${runs}, and are missing above:\n\n${failures.map(({ contender, metrics: names, error }) => `- ${contender}, ${names.join(', ')}: ${error.split('\n')[0]}`).join('\n')}`;

/** The whole of bench/README.md. No figure in it is written by hand. */
export function readme({ runs, results, failures, machine }: Report): string {
  const [asterisk = ''] = machine.asterisk.split(' built ');
  return `# Bench

This file is written by \`npm run bench\`; whatever is changed here by hand is gone after the next run.

Ours is the built app (main process, preload, page) ${machine.host}.
Beside it run SIP.js (\`SimpleUser\`) and JsSIP as their documentation shows them, bare: a page with a number field and three buttons,
nothing else to draw and nothing to remember.

## Figures

Median (p25 – p75). ${new Date().toISOString().slice(0, 10)}, ${runs === 1 ? 'one run' : `${runs} runs`} each, interleaved: in every round all three, another one first each time.

| metric | runs | ours | SIP.js | JsSIP | must reach | |
| --- | --- | --- | --- | --- | --- | --- |
${metricNames.map((name) => row(name, results)).join('\n')}

${failed(failures, runs)}

| | |
| --- | --- |
| processor | ${machine.processor} |
| memory | ${machine.memory} |
| system | ${machine.system} |
| load average before | ${machine.load} |
| browser | ${machine.browser} |
| PBX | ${asterisk.trim()} |
| Node | ${machine.node} |
| Offhook | ${machine.app} |
| SIP.js | ${machine.sipjs} |
| JsSIP | ${machine.jssip} |

## Run it

    npm run bench                                   # everything, 15 runs, less than half an hour
    npm run bench -- --runs=3                       # quicker, wider spread
    npm run bench -- --only=dial_to_invite_ms       # one metric; this file stays as it is

It prints one JSON object a line on standard output, medians only; \`null\` where there is no figure. It needs Chromium and Asterisk, as
\`npm test\` does. With \`ELECTRON_REAL=1\` ours runs on the real Electron binary instead of the stand-in host.

## What is measured

${metricNames.map((name) => `- \`${name}\`: ${metrics[name].meaning}.`).join('\n')}

## How

- **One PBX** for all: a real Asterisk on loopback, plain WebSocket. Every contender has its own user, browser process and profile; the browsers
  get the same switches and Chromium's fake microphone.
- **From outside.** No contender reports a time. Frames are stamped by the browser (\`Network.webSocketFrameSent\` and \`…Received\` of the
  DevTools protocol), presses by the harness in the same clock (\`clock.ts\`) when it sends the mouse event to the browser: in all three a
  button is pressed, for ours that includes everything the interface does. The start of a navigation and the frame with the ringing card on
  it are the browser's own as well (\`Performance.getMetrics\`, Element Timing).
- **Sound is timed on the wire of whoever sends it.** For \`hotkey_to_silence_ms\` and \`mouth_to_ear_ms\` signalling and sound pass through the
  harness, which changes nothing but the ports and stamps each packet. It cannot read them, and need not: Opus writes silence into shorter packets.
- **Keys and tray are the app's own.** Functions put before Electron's keep what it asks of the system, and the harness calls that back as the system
  would; no row looks into the stand-in host, which the real binary has not. What is left out with that is the system's own way from the key to the
  app. On a desktop without a place for icons the rows that need a tray fail, and say so.
- **Every run is a fresh page** in a fresh renderer process without cache. A first round is thrown away: it wakes up the browser's audio.
- **A person is not faster than this:** 1 s from registered to the first press, 0.7 s from ringing to Answer.
- SIP.js asks a STUN server of Google's unless told otherwise. Here it is told to use none, which only helps it.
- What nobody did within 15 s counts as slower than everything else.
`;
}
