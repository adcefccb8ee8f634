// Plain JavaScript on Node built-ins only: it runs before `npm ci`, on Node 20.19.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';

export const repository = path.resolve(import.meta.dirname, '../..');

/** The Node that the lock file names, where it is installed: the one that runs this may be older. */
export const node = () => {
  const bundled = path.join(repository, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(bundled) ? bundled : process.execPath;
};

/** The environment in which `npm run` would start a program. */
export const environment = () => {
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'; // 'Path' on Windows
  const folders = [path.join(repository, 'node_modules/.bin'), path.dirname(node()), process.env[name] ?? ''];
  return { ...process.env, [name]: folders.join(path.delimiter) };
};

/**
 * @typedef {object} RunOptions
 * @property {NodeJS.ProcessEnv} [env]
 * @property {boolean} [quiet] keep the output for the answer instead of showing it
 * @property {number} [limit] milliseconds after which it is ended
 * @property {boolean} [shell] for a `.cmd` file on Windows
 */

/**
 * Runs a program in the repository to its end, and ends it and its children when this process is ended.
 * @param {string} command @param {readonly string[]} args @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string, timedOut: boolean }>} `code`: 128 and the signal's number where a signal ended it
 */
export function run(command, args, { env = environment(), quiet = false, limit = 0, shell = false } = {}) {
  return new Promise((resolve) => {
    // A group of its own, so that what it started ends with it. Not on Windows, where that would open a console window.
    const detached = process.platform !== 'win32';
    const child = spawn(command, args, {
      cwd: repository,
      env,
      shell,
      detached,
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    });
    let output = '';
    let timedOut = false;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (text) => {
        output += text;
      });
    }
    /** @type {NodeJS.Signals | undefined} */
    let stoppedBy;
    const forget = passOn((signal) => {
      stoppedBy = signal;
      end(child.pid, detached, signal);
    });
    const giveUp = () => {
      timedOut = true;
      end(child.pid, detached, 'SIGKILL');
    };
    const timer = limit > 0 ? setTimeout(giveUp, limit) : undefined;
    const done = (/** @type {number} */ code) => {
      clearTimeout(timer);
      forget();
      if (stoppedBy) process.exit(128 + constants.signals[stoppedBy]); // the user ended all of it, not this step
      resolve({ code, output, timedOut });
    };
    child.once('error', (error) => {
      output += error.message;
      done(127);
    });
    child.once('close', (code, signal) => done(code ?? 128 + constants.signals[signal ?? 'SIGTERM']));
  });
}

/** @param {number | undefined} pid @param {boolean} group @param {NodeJS.Signals} signal */
function end(pid, group, signal) {
  if (pid === undefined) return;
  try {
    process.kill(group ? -pid : pid, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error; // ended by itself meanwhile
  }
}

/**
 * Hands the signals that end this process to `stop`; a process that ends for another reason kills.
 * @param {(signal: NodeJS.Signals) => void} stop
 * @returns {() => void} the function that stops it
 */
export function passOn(stop) {
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  const kill = () => stop('SIGKILL');
  for (const signal of signals) process.on(signal, stop);
  process.on('exit', kill);
  return () => {
    for (const signal of signals) process.off(signal, stop);
    process.off('exit', kill);
  };
}

/** @param {string} file within node_modules */
export const inModules = (file) => path.join(repository, 'node_modules', file);
