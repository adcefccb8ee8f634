import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeTone } from '../tests/e2e/sound.ts';
import { startAsterisk } from '../tests/pbx/asterisk.ts';
import { startDeadStun } from './dead-stun.ts';
import { deskScenarios } from './desk-scenarios.ts';
import { deviceScenarios } from './device-scenarios.ts';
import { startFarEnd } from './far-end.ts';
import { describeMachine } from './machine.ts';
import { mediaScenarios } from './media-scenarios.ts';
import { contenders, type Figures, type MetricName, metricNames } from './metrics.ts';
import { servePlainPages } from './plain-pages.ts';
import { type Failure, type Results, readme } from './report.ts';
import { callScenarios, type Scenario, type Stage, settings } from './scenarios.ts';
import { openStages } from './stages.ts';
import { summarise } from './statistics.ts';
import { videoEndpoints, videoScenarios } from './video-scenarios.ts';
import { wireScenarios } from './wire-scenarios.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '15' },
    only: { type: 'string' },
    contenders: { type: 'string', default: contenders.join() },
  },
});
const runs = Number(values.runs);
const only = values.only as MetricName | undefined;
if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs=N needs a number of at least 1');
if (only && !metricNames.includes(only)) throw new Error(`--only=METRIC knows ${metricNames.join(', ')}`);

const chosenContenders = contenders.filter((name) => values.contenders.split(',').includes(name));

const results: Results = new Map();
const failures: Failure[] = [];
const chosen = [...callScenarios, ...deskScenarios, ...mediaScenarios, ...videoScenarios, ...deviceScenarios, ...wireScenarios].filter(
  ({ metrics }) => !only || metrics.includes(only),
);
const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** Runs a scenario once. What fails is kept and told in the end: a run that is left out silently would flatter. */
async function measure(scenario: Scenario, stage: Stage, keep: boolean): Promise<void> {
  try {
    const sample = await scenario.run(stage);
    say(
      `  ${stage.name}: ${Object.entries(sample)
        .map(([name, value]) => `${name} ${value?.toFixed(1) ?? 'none'}`)
        .join(', ')}`,
    );
    if (keep) for (const name of metricNames) if (name in sample) samplesOf(name, stage).push(sample[name] ?? null);
  } catch (error) {
    failures.push({ contender: stage.name, metrics: scenario.metrics, error: String(error) });
    say(`${stage.name}: ${error}`);
  } finally {
    await stage.page.leave();
  }
}

function samplesOf(name: MetricName, { name: contender }: Stage): (number | null)[] {
  const samples = results.get(name) ?? { ours: [], sipjs: [], jssip: [] };
  results.set(name, samples);
  return samples[contender];
}

async function perform(group: readonly Scenario[], stages: readonly Stage[]): Promise<void> {
  for (const scenario of group.filter(({ together }) => together)) {
    const rounds = Math.min(runs, scenario.rounds ?? 1);
    for (let round = 1; round <= rounds; round++) {
      say(`side by side, ${round} of ${rounds}: ${scenario.metrics.join(', ')}`);
      await Promise.all(taking(stages, scenario).map((stage) => measure(scenario, stage, true)));
      // The PBX does not know that a page was left, and has ports for so many calls.
      await asterisk.command('channel request hangup all');
    }
  }
  const timed = group.filter(({ together }) => !together);
  if (timed.length === 0) return;
  // Round 0 wakes up what the first call of a browser starts (the audio service, the fake microphone), and is not kept.
  for (let round = 0; round <= runs; round++) {
    const due = timed.filter(({ rounds = runs }) => round <= rounds);
    if (due.length === 0) return;
    say(`round ${round} of ${runs}: ${due.flatMap(({ metrics }) => metrics).join(', ')}`);
    // Another one goes first each time.
    const order = stages.map((_, place) => stages[(place + round) % stages.length]!);
    for (const scenario of due) for (const stage of taking(order, scenario)) await measure(scenario, stage, round > 0);
  }
}

/** Those who take part in a scenario. */
const taking = (stages: readonly Stage[], { contenders: some = contenders }: Scenario): readonly Stage[] =>
  stages.filter(({ name }) => some.includes(name));

const machine = await describeMachine();
const farEnd = await startFarEnd();
const asterisk = await startAsterisk({ dialplan: farEnd.dialplan, pjsip: videoEndpoints });
const folder = await mkdtemp(join(tmpdir(), 'offhook-bench-'));
const tone = await writeTone(join(folder, 'tone.wav'), 1000);
const pages = await servePlainPages();
const deadStun = await startDeadStun();
try {
  for (const setting of settings) {
    const group = chosen.filter((scenario) => scenario.setting === setting);
    if (group.length === 0) continue;
    const stun = setting === 'dead-stun' ? deadStun.url : null;
    const speaking = [`--use-file-for-fake-audio-capture=${tone}`];
    const switches = {
      ...{ ordinary: [], 'dead-stun': [], hidden: speaking, relayed: speaking },
      interpreted: ['--js-flags=--no-sparkplug,--no-maglev,--no-turbofan,--regexp-interpret-all,--no-lazy-feedback-allocation'],
    }[setting];
    const isRelayed = setting === 'relayed';
    const appSwitches = setting === 'hidden' ? ['--hidden', '--inspect=0'] : isRelayed ? ['--inspect=0'] : [];
    const names = chosenContenders.filter((name) => group.some(({ contenders: some = contenders }) => some.includes(name)));
    const stages = await openStages(names, { asterisk, pageUrl: pages.url, stun, switches, appSwitches, farEnd, isRelayed });
    await perform(group, stages.all).finally(stages.stop);
  }
  const asteriskVersion = await asterisk.command('core show version');
  for (const name of metricNames) {
    const samples = results.get(name);
    if (!samples || (only && name !== only)) continue;
    const figures = Object.fromEntries(
      contenders.map((contender) => [contender, rounded(summarise(samples[contender]).median)]),
    ) as Figures;
    process.stdout.write(`${JSON.stringify({ metric: name, ...figures })}\n`);
  }
  // A part of the table is no table: what stands in the README comes from one run.
  if (only || chosenContenders.length < contenders.length) say('bench/README.md is left as it is: it is written by a complete run only.');
  else
    await writeFile(
      join(import.meta.dirname, 'README.md'),
      readme({ runs, results, failures, machine: { ...machine, asterisk: asteriskVersion } }),
    );
} finally {
  deadStun.stop();
  farEnd.stop();
  pages.stop();
  await asterisk.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = failures.length > 0 ? 1 : 0;

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 10) / 10;
}
