import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Cdp } from './cdp.ts';

const run = promisify(execFile);

interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Processor time, user and system, in ticks. */
  readonly ticks: number;
}

/** Seconds of processor that a process and all that it started have used since they began. Null where there is no `/proc`. */
export async function processorSeconds(root: number): Promise<number | null> {
  if (process.platform !== 'linux') return null;
  const { stdout } = await run('getconf', ['CLK_TCK']);
  const all = (await Promise.all((await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(readProcess))).filter(
    (one) => one !== null,
  );
  const family = new Set([root]);
  // A child may stand before its parent.
  for (let size = 0; size < family.size; ) {
    size = family.size;
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
  }
  return all.filter(({ pid }) => family.has(pid)).reduce((sum, { ticks }) => sum + ticks, 0) / Number(stdout);
}

/** proc(5): the name may hold anything, parentheses too; what follows the last one is numbers. */
async function readProcess(pid: string): Promise<Process | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { pid: Number(pid), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
}

/** The same of the processes alone that show pages. */
export async function pageSeconds({ browser }: Cdp): Promise<number> {
  const { processInfo } = await browser.send('SystemInfo.getProcessInfo');
  return processInfo.filter(({ type }) => type === 'renderer').reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

/** Bytes of memory that the processes that show pages share with no other: JavaScript, connections, sound and all else. Null where there is no `/proc`. */
export async function pageMemory({ browser }: Cdp): Promise<number | null> {
  if (process.platform !== 'linux') return null;
  const { processInfo } = await browser.send('SystemInfo.getProcessInfo');
  const pages = processInfo.filter(({ type }) => type === 'renderer');
  // proc(5): in kB. One that is just ending has none any more.
  const maps = await Promise.all(pages.map(({ id }) => readFile(`/proc/${id}/smaps_rollup`, 'utf8').catch(() => '')));
  return maps.flatMap((text) => [...text.matchAll(/^Private_\w+:\s+(\d+)/gm)]).reduce((sum, [, size]) => sum + Number(size) * 1024, 0);
}
