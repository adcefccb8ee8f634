// `npm test`, or `npm test -- unit e2e` for some of its parts: sets up, runs every part to its end, and closes with one line.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensurePeers } from './peers.mjs';
import { environment, inModules, node, run } from './run.mjs';
import { build, install } from './set-up.mjs';

/**
 * What came of one part.
 * @typedef {{ passed: number, failed: string[], skipped: string[] }} Result
 */

const minute = 60_000;
const limit = 12 * minute;
const isRealElectron = process.env.ELECTRON_REAL === '1' || process.platform === 'win32';
const scratch = mkdtempSync(path.join(os.tmpdir(), 'offhook-test-'));
const env = environment();

/** A check by a program counts as one test. @param {string} name @param {string} file @param {string[]} args @returns {() => Promise<Result>} */
const check = (name, file, args) => async () => {
  const { code } = await run(node(), [inModules(file), ...args], { env, limit });
  return code === 0 ? { passed: 1, failed: [], skipped: [] } : { passed: 0, failed: [name], skipped: [] };
};

/** @returns {Promise<Result>} */
async function buildPart() {
  try {
    await build();
    return { passed: 1, failed: [], skipped: [] };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: ['build'], skipped: [] };
  }
}

/** @param {string} project @returns {() => Promise<Result>} */
const vitest = (project) => async () => {
  const report = path.join(scratch, `${project}.json`);
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code, timedOut } = await run(node(), [inModules('vitest/vitest.mjs'), ...args], { env, limit });
  if (timedOut) return { passed: 0, failed: [`${project}: took longer than ${limit / minute} minutes`], skipped: [] };
  const result = readReport(report);
  // An error outside of every test.
  if (code !== 0 && result.failed.length === 0) result.failed.push(`${project}: vitest ended with exit code ${code}`);
  return result;
};

/** @param {string} file @returns {Result} */
function readReport(file) {
  /** @type {Result} */
  const result = { passed: 0, failed: [], skipped: [] };
  /** @type {{ testResults: { name: string, status: string, assertionResults: { status: string, fullName: string }[] }[] }} */
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    result.failed.push(`${path.basename(file, '.json')}: no report (${error instanceof Error ? error.message : error})`);
    return result;
  }
  for (const { name, status, assertionResults } of report.testResults) {
    const where = path.basename(name);
    if (status === 'failed' && !assertionResults.some((test) => test.status === 'failed'))
      result.failed.push(`${where}: did not run to its end`);
    for (const test of assertionResults) {
      if (test.status === 'passed') result.passed++;
      else if (test.status === 'failed') result.failed.push(`${where}: ${test.fullName}`);
      else result.skipped.push(`${where}: ${test.fullName}`);
    }
  }
  return result;
}

/** The names of a project's tests, as skipped ones. @param {string} project @param {string} why @returns {Promise<Result>} */
async function skipAll(project, why) {
  const { code, output } = await run(node(), [inModules('vitest/vitest.mjs'), 'list', '--project', project, '--json'], {
    env,
    quiet: true,
    limit,
  });
  const start = output.indexOf('[');
  if (code !== 0 || start < 0) return { passed: 0, failed: [`${project}: its tests could not be listed`], skipped: [] };
  /** @type {{ name: string, file: string }[]} */
  const tests = JSON.parse(output.slice(start));
  return { passed: 0, failed: [], skipped: tests.map(({ name, file }) => `${path.basename(file)}: ${name} (${why})`) };
}

/** @type {Record<string, () => Promise<Result>>} */
const parts = {
  types: check('types', 'vue-tsc/bin/vue-tsc.js', ['--build']),
  lint: check('lint', '@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']),
  'dead-code': check('dead-code', 'knip/bin/knip.js', []),
  build: buildPart,
  unit: vitest('unit'),
  integration: vitest('integration'),
  e2e: vitest('e2e'),
  packaging: vitest('packaging'),
};
/** These start the built app. */
const needBuild = new Set(['e2e', 'packaging']);
/** These start it, or a page, in the system's browser. */
const needChromium = new Set(isRealElectron ? ['integration'] : ['integration', 'e2e']);

/** @param {string[]} names @returns {Promise<boolean>} whether nothing failed */
async function test(names) {
  /** @type {Result} */
  const total = { passed: 0, failed: [], skipped: [] };
  await install();
  const peers = await ensurePeers({ install: names.some((name) => needChromium.has(name)) });
  if (peers.chromium) env.CHROMIUM_PATH = peers.chromium;
  if (peers.asterisk) env.OFFHOOK_ASTERISK_ROOT = peers.asterisk;
  let isBuilt = true;
  for (const name of names) {
    const begin = performance.now();
    console.log(`\n== ${name}`);
    if (needBuild.has(name) && !names.includes('build')) isBuilt = (await buildPart()).failed.length === 0;
    /** @type {Result} */
    let result;
    if (needBuild.has(name) && !isBuilt) result = { passed: 0, failed: [`${name}: not run, the build failed`], skipped: [] };
    else if (needChromium.has(name) && peers.chromium === null) result = await skipAll(name, 'no Chromium');
    else result = (await parts[name]?.()) ?? { passed: 0, failed: [`${name}: no such part`], skipped: [] };
    if (name === 'build') isBuilt = result.failed.length === 0;
    console.log(`== ${name}: ${summary(result)} in ${((performance.now() - begin) / 1000).toFixed(1)} s`);
    total.passed += result.passed;
    total.failed.push(...result.failed);
    total.skipped.push(...result.skipped);
  }
  console.log('');
  for (const name of total.skipped) console.log(`skipped: ${name}`);
  for (const name of total.failed) console.log(`failed: ${name}`);
  console.log(summary(total));
  return total.failed.length === 0;
}

/** @param {Result} result */
const summary = ({ passed, failed, skipped }) => `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`;

try {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !(name in parts));
  if (unknown.length > 0) {
    console.error(`There is no part named ${unknown.join(', ')}. The parts: ${Object.keys(parts).join(' ')}`);
    process.exitCode = 1;
  } else process.exitCode = (await test(names.length > 0 ? names : Object.keys(parts))) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed, 0 skipped');
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
