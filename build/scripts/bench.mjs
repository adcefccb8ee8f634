// `npm run bench`: sets up, sees to the peers, and runs bench/bench.ts with the arguments given.
import path from 'node:path';
import { ensurePeers } from './peers.mjs';
import { environment, node, repository, run } from './run.mjs';
import { setUp } from './set-up.mjs';

/** @param {string[]} args @returns {Promise<number>} exit code */
async function bench(args) {
  const { chromium, asterisk } = await ensurePeers({ log: console.error });
  if (chromium === null || asterisk === null) {
    console.error('The bench compares on a real browser and a real PBX; without them there is nothing to measure.');
    return 1;
  }
  await setUp();
  const env = { ...environment(), CHROMIUM_PATH: chromium, OFFHOOK_ASTERISK_ROOT: asterisk };
  const { code } = await run(node(), [path.join(repository, 'bench/bench.ts'), ...args], { env });
  return code;
}

try {
  process.exitCode = await bench(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
