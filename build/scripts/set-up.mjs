// Plain JavaScript on Node built-ins only: it runs before `npm ci`, on Node 20.19.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { environment, inModules, node, repository, run } from './run.mjs';

const installed = inModules('.offhook-installed');
const built = inModules('.cache/offhook/built');
const sources = ['electron', 'shared', 'renderer', 'vite.config.ts', 'package.json', 'package-lock.json'];

/** Installs the packages and builds, each only where it is missing or older than what it is made from. Throws with the reason. */
export async function setUp() {
  await install();
  await build();
}

/** `npm ci`, unless the packages of this lock file are there. */
export async function install() {
  const lock = path.join(repository, 'package-lock.json');
  const wanted = createHash('sha256').update(readFileSync(lock)).digest('hex');
  if (read(installed) === wanted) return;
  // Somebody's own `npm ci` or `npm install` counts when it is not older than the lock file.
  const own = inModules('.package-lock.json');
  if (read(installed) !== null || !existsSync(own) || statSync(own).mtimeMs < statSync(lock).mtimeMs) {
    console.log('Installing the packages (npm ci)');
    const npm = process.env.npm_execpath;
    const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
    const { code } =
      npm && /\.c?js$/.test(npm)
        ? await run(process.execPath, [npm, ...args], { env: process.env })
        : await run('npm', args, { env: process.env, shell: process.platform === 'win32' });
    if (code !== 0) throw new Error(`npm ci failed with exit code ${code}.`);
  }
  write(installed, wanted);
}

/** Vite builds `dist/`, unless it is what the sources of now make. */
export async function build() {
  if (read(built) === stateOfBuild()) return;
  console.log('Building');
  const args = [inModules('vite/bin/vite.js'), 'build', '--app', '--logLevel=warn'];
  // What is built is for users, also where something else began it: in a test runner NODE_ENV says "test", and Vite would build for developers.
  const { code, output } = await run(node(), args, { env: { ...environment(), NODE_ENV: 'production' }, quiet: true });
  if (code !== 0) throw new Error(`The build failed:\n${output.trim()}`);
  write(built, stateOfBuild());
}

/** One text for the names, sizes and times of all that goes into a build and comes out of it: also a file that was removed changes it. */
function stateOfBuild() {
  const hash = createHash('sha256');
  for (const name of [...sources, 'dist']) {
    for (const file of filesIn(path.join(repository, name))) {
      const { mtimeMs, size } = statSync(file);
      hash.update(`${file} ${mtimeMs} ${size}\n`);
    }
  }
  return hash.digest('hex');
}

/** @param {string} place @returns {string[]} */
function filesIn(place) {
  if (!existsSync(place)) return [];
  if (statSync(place).isFile()) return place.endsWith('.test.ts') ? [] : [place];
  return readdirSync(place)
    .sort()
    .flatMap((name) => filesIn(path.join(place, name)));
}

/** @param {string} file */
const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : null);

/** A whole file or none: whoever reads it may do so at any time. @param {string} file @param {string} text */
function write(file, text) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, text);
  renameSync(`${file}.${process.pid}`, file);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await setUp();
