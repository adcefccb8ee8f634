import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ensurePeers } from '../../build/scripts/peers.mjs';
import type { CallReport, QualityCause, QualityGrade } from '../../shared/quality.ts';
import { type Asterisk, startAsterisk } from '../pbx/asterisk.ts';
import { BadNetwork, type Conditions, goodNetwork } from '../pbx/bad-network.ts';
import { type MediaBrowser, openMediaPage } from './media-browser.ts';
import type { QualityBench } from './quality-page.ts';

const { asterisk: root, chromium } = await ensurePeers({ install: false });
const document = new URL('../../docs/quality.md', import.meta.url);

/** A call to a number that plays a tone, over a network like that, and what the phone made of it. */
interface Case extends Conditions {
  readonly name: string;
  readonly grades: readonly QualityGrade[];
  readonly cause: QualityCause | null;
  /** May be named as well: the far end counts what comes after its turn as lost. */
  readonly alsoCause?: QualityCause;
}

const cases: readonly Case[] = [
  { name: 'good', ...goodNetwork, grades: ['good'], cause: null },
  // Three of the hundred and fifty packets of a report are enough for the next grade: chance decides.
  { name: 'loss of 1 %', ...goodNetwork, loss: 0.01, grades: ['good', 'fair'], cause: 'loss' },
  { name: 'loss of 5 %', ...goodNetwork, loss: 0.05, grades: ['fair', 'poor'], cause: 'loss' },
  { name: 'loss of 20 %', ...goodNetwork, loss: 0.2, grades: ['poor'], cause: 'loss' },
  { name: 'delay of 50 ms', ...goodNetwork, delay: 50, grades: ['good'], cause: null },
  { name: 'delay of 300 ms', ...goodNetwork, delay: 300, grades: ['fair'], cause: 'delay' },
  { name: 'jitter up to 60 ms', ...goodNetwork, delay: 20, jitter: 60, grades: ['good'], cause: null },
  { name: 'jitter up to 400 ms', ...goodNetwork, delay: 20, jitter: 400, grades: ['fair', 'poor'], cause: 'jitter', alsoCause: 'loss' },
];

interface Measured {
  /** What the network did meanwhile. */
  readonly truth: ReturnType<BadNetwork['takeTraffic']>;
  /** Averages of what the phone said meanwhile, and the report in the middle: better than half of them and worse than the others. */
  readonly said: Said;
  readonly middle: CallReport;
  /** Milliseconds. */
  readonly leastRoundTrip: number;
}

describe.skipIf(root === null || chromium === null)('how a call sounds, over a bad network', () => {
  let measured: ReadonlyMap<Case, Measured>;

  beforeAll(async () => {
    measured = await measureAll();
    // The table of the document is what this run measured.
    if (process.env.WRITE_QUALITY === '1') await writeTable(measured);
  }, 90_000);

  test.each(cases)('$name', (wanted) => {
    const { truth, said, middle, leastRoundTrip } = measured.get(wanted)!;
    const causes = middle.grade === 'good' ? [null] : [wanted.cause, wanted.alsoCause];
    expect(wanted.grades).toContain(middle.grade);
    expect(causes).toContain(middle.cause);
    expect(Math.abs(said.loss - truth.down.lost / truth.down.sent)).toBeLessThan(0.02);
    expect(Math.abs(said.lossSent - truth.up.lost / truth.up.sent)).toBeLessThan(0.05);
    // A packet may meet no jitter or all of it. A busy machine makes a check of the path longer, and never shorter.
    expect(Math.abs(leastRoundTrip - 2 * wanted.delay - wanted.jitter)).toBeLessThan(30 + wanted.jitter);
  });
});

/** All cases at once: each is a phone and a network of its own, and measuring takes time and little of the processor. */
async function measureAll(): Promise<ReadonlyMap<Case, Measured>> {
  const pbx = await startAsterisk();
  const browser = await openMediaPage<QualityBench>(chromium!, 'quality-page.ts');
  try {
    return new Map(await Promise.all(cases.map(async (each, i) => [each, await measureCall(pbx, browser, `${1001 + i}`, each)] as const)));
  } finally {
    await browser.close();
    await pbx.stop();
  }
}

async function measureCall(pbx: Asterisk, { ask }: MediaBrowser<QualityBench>, user: string, conditions: Conditions): Promise<Measured> {
  const network = await BadNetwork.before(pbx.url);
  network.conditions = conditions;
  await ask('open', { server: network.url, user, password: pbx.user(user).password });
  await ask('dial', user, '602');
  // The buffer finds its length, and the far end reports for the first time.
  await ask('takeReports', user, 3);
  network.takeTraffic();
  const reports = await ask('takeReports', user, 5);
  const truth = network.takeTraffic();
  await ask('hangUp', user);
  await network.close();
  // One moment in which the machine had something else to do is not what the network is like.
  const middle = reports.toSorted((a, b) => a.mos - b.mos)[Math.floor(reports.length / 2)]!;
  const leastRoundTrip = Math.min(...reports.map(({ roundTrip }) => roundTrip ?? Number.POSITIVE_INFINITY));
  return { truth, said: average(reports), middle, leastRoundTrip };
}

describe.skipIf(root === null || chromium === null)('sound that is not there', () => {
  let pbx: Asterisk;
  let network: BadNetwork;
  let browser: MediaBrowser<QualityBench>;
  /** Takes most of a minute: it is waited for when the others are done. */
  let gone: ReturnType<typeof loseForGood>;

  beforeAll(async () => {
    pbx = await startAsterisk();
    network = await BadNetwork.before(pbx.url);
    browser = await openMediaPage<QualityBench>(chromium!, 'quality-page.ts');
    await browser.ask('open', { server: network.url, user: '1001', password: pbx.user('1001').password });
    gone = loseForGood(browser);
    gone.catch(() => {}); // its test tells
  });
  afterAll(async () => {
    await browser?.close();
    await network?.close();
    await pbx?.stop();
  });
  afterEach(async () => {
    network.silenced = null;
    network.isCut = false;
    network.mendWays();
    await browser.ask('hangUp', '1001');
    await pbx.until('core show channels count', (text) => text.includes('0 active channels'));
  });

  test('a line that goes dead is noticed within three seconds, said, and repaired by one restart of ICE', { timeout: 60_000 }, async () => {
    const { ask } = browser;
    await ask('dial', '1001', '602');
    await ask('takeReports', '1001', 1);
    expect(await ask('invites', '1001')).toBe(1);
    network.silenced = 'down';
    const begun = Date.now();
    expect((await ask('says', '1001', 'sound-missing')) - begun).toBeLessThan(3_000);
    await ask('takeReports', '1001', 1);
    expect((await ask('takeReports', '1001', 2)).at(-1)).toMatchObject({ grade: 'poor', cause: 'no-sound' });
    expect(await ask('invites', '1001')).toBe(2);
    network.silenced = null;
    await ask('says', '1001', null);
    expect(await ask('hangUp', '1001')).toMatchObject({ quality: { cause: 'no-sound' } });
  });

  test('a line that goes dead is heard again, by the way that the one restart of ICE has opened', { timeout: 60_000 }, async () => {
    const { ask } = browser;
    await ask('dial', '1001', '602');
    expect(await ask('hears', '1001')).toBeCloseTo(1_000, -2);
    network.breakWays();
    await ask('says', '1001', 'sound-missing');
    await ask('says', '1001', null);
    expect(await ask('hears', '1001')).toBeCloseTo(1_000, -2);
    expect(await ask('invites', '1001')).toBe(2);
  });

  test('a held call is not measured, and its silence no trouble', { timeout: 60_000 }, async () => {
    const { ask } = browser;
    await ask('dial', '1001', '602');
    const [before] = await ask('takeReports', '1001', 1);
    await ask('hold', '1001');
    network.silenced = 'down';
    // Held for longer than it takes to notice a dead line: the PBX's own clock tells when.
    await pbx.until('core show channels verbose', (text) => secondsOf(text) >= 12, 20_000);
    network.silenced = null;
    await ask('resume', '1001');
    const [after] = await ask('takeReports', '1001', 1);
    expect(after).toMatchObject({ grade: 'good', cause: null });
    // Otherwise half of all packets were missing.
    expect(after!.loss).toBeLessThan(0.1);
    expect(after!.at - before!.at).toBeGreaterThan(8_000);
  });

  test('a microphone that gives nothing but silence is named, and a muted one is not', { timeout: 60_000 }, async () => {
    const { ask } = browser;
    await ask('dial', '1001', '602');
    await ask('speakUp', '1001', 0);
    await ask('says', '1001', 'sound-not-sent');
    await ask('mute', '1001');
    await ask('says', '1001', null);
    await ask('speakUp', '1001', 0.3);
  });

  test('a call whose way for the sound is gone for good ends as lost, after restarts of ICE that did not help', {
    timeout: 90_000,
  }, async () => {
    expect(await gone).toEqual({
      reason: { kind: 'network-lost', by: 'local', code: null, phrase: '' },
      invites: expect.toSatisfy((count: number) => count > 3),
      registration: 'registered',
    });
  });
});

/** What becomes of a call whose network is cut, with a phone system of its own. */
async function loseForGood({ ask }: MediaBrowser<QualityBench>) {
  const pbx = await startAsterisk();
  const network = await BadNetwork.before(pbx.url);
  try {
    await ask('open', { server: network.url, user: '1002', password: pbx.user('1002').password });
    await ask('dial', '1002', '602');
    await ask('takeReports', '1002', 1);
    network.isCut = true;
    const [reason, invites] = [await ask('ended', '1002'), await ask('invites', '1002')];
    await pbx.until('core show channels count', (text) => text.includes('0 active channels'));
    return { reason, invites, registration: await ask('registration', '1002') };
  } finally {
    await network.close();
    await pbx.stop();
  }
}

/** Seconds that the one call is old, as `core show channels verbose` has it. */
const secondsOf = (text: string): number => {
  const [, hours = '0', minutes = '0', seconds = '0'] = /(\d\d):(\d\d):(\d\d)/.exec(text) ?? [];
  return Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
};

interface Said {
  loss: number;
  lossSent: number;
  roundTrip: number;
  bufferDelay: number;
  jitter: number;
  mos: number;
}

function average(reports: readonly CallReport[]): Said {
  const mean = (read: (report: CallReport) => number | null) => {
    const values = reports.map(read).filter((value) => value !== null);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  return {
    loss: mean(({ loss }) => loss),
    lossSent: mean(({ lossSent }) => lossSent),
    roundTrip: mean(({ roundTrip }) => roundTrip),
    bufferDelay: mean(({ bufferDelay }) => bufferDelay),
    jitter: mean(({ jitter }) => jitter),
    mos: mean(({ mos }) => mos),
  };
}

function rowOf({ name, delay, jitter }: Case, { truth, said, middle }: Measured): string {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  const ms = (value: number) => `${Math.round(value)} ms`;
  const cells = [
    ...[
      name,
      percent(truth.down.lost / truth.down.sent),
      percent(said.loss),
      percent(truth.up.lost / truth.up.sent),
      percent(said.lossSent),
    ],
    ...[
      ms(2 * delay + jitter),
      ms(said.roundTrip),
      ms(said.jitter),
      ms(said.bufferDelay),
      said.mos.toFixed(2),
      middle.grade,
      middle.cause ?? '–',
    ],
  ];
  return `| ${cells.join(' | ')} |`;
}

async function writeTable(measured: ReadonlyMap<Case, Measured>): Promise<void> {
  const text = await readFile(document, 'utf8');
  const [head, tail] = [text.split('<!-- measured -->')[0], text.split('<!-- end -->')[1]];
  const table = [
    '| network | loss, true | said | loss sent, true | said | round trip, true | said | jitter | buffer | MOS | grade | cause |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...cases.map((each) => rowOf(each, measured.get(each)!)),
  ];
  await writeFile(document, `${head}<!-- measured -->\n${table.join('\n')}\n<!-- end -->${tail}`);
}
