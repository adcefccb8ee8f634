import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');

export interface Machine {
  readonly processor: string;
  readonly memory: string;
  readonly system: string;
  /** Load average of the minute before the bench began: what else the machine was doing. */
  readonly load: string;
  readonly browser: string;
  readonly node: string;
  readonly app: string;
  /** What the app ran on. */
  readonly host: string;
  readonly sipjs: string;
  readonly jssip: string;
}

const version = async (folder: string): Promise<string> =>
  (JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')) as { version: string }).version;

/** Commit of the checkout; empty outside one. */
const commit = (): Promise<string> =>
  run('git', ['rev-parse', '--short', 'HEAD'], { cwd: root }).then(
    ({ stdout }) => stdout.trim(),
    () => '',
  );

/** Everything a reader needs to judge the figures by, and nothing that names the machine or its owner. */
export async function describeMachine(): Promise<Machine> {
  const { stdout } = await run(process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', ['--version']);
  const at = await commit();
  return {
    processor: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`,
    memory: `${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
    system: `${type()} ${release().split('.').slice(0, 2).join('.')}, ${process.arch}`,
    load: loadavg()[0]?.toFixed(2) ?? '',
    browser: stdout.trim(),
    node: process.version,
    app: `${await version('.')}${at && ` (${at})`}`,
    host: process.env.ELECTRON_REAL === '1' ? 'on Electron' : 'in the stand-in host (`tests/host`) on the same Chromium as the others',
    sipjs: await version('node_modules/sip.js'),
    jssip: await version('node_modules/jssip'),
  };
}
