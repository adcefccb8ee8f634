import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

const fakes: Readonly<Record<string, string>> = {
  'package.json': '{ "type": "module" }',
  'package-lock.json': '{}',
  'electron/main.ts': '',
  'electron/old.ts': '',
  // npm: makes node_modules with a Vite that makes dist.
  'npm-cli.js': `import fs from 'node:fs';
    fs.appendFileSync('log', 'npm ' + process.argv.slice(2).join(' ') + '\\n');
    fs.cpSync('packages', 'node_modules', { recursive: true });
    process.exit(Number(process.env.NPM_CODE ?? 0));`,
  'packages/.package-lock.json': '{}',
  'packages/vite/bin/vite.js': `import fs from 'node:fs';
    fs.appendFileSync('log', 'vite\\n');
    if (process.env.VITE_FAILS) { console.error('no such import'); process.exit(1); }
    if (process.env.NODE_ENV !== 'production') { console.error('a build for developers'); process.exit(1); }
    fs.mkdirSync('dist', { recursive: true });
    fs.writeFileSync('dist/main.js', String(Math.random()));`,
  'packages/vue-tsc/bin/vue-tsc.js': 'process.exit(Number(process.env.TYPES_CODE ?? 0));',
  'packages/vitest/vitest.mjs': `import fs from 'node:fs';
    const args = process.argv.slice(2);
    const project = args[args.indexOf('--project') + 1];
    if (args[0] === 'list') { console.log(JSON.stringify([{ name: 'calls > rings', file: '/x/call.test.ts' }])); process.exit(0); }
    const file = args.find((arg) => arg.startsWith('--outputFile.json=')).slice(18);
    const given = process.env['REPORT_' + project];
    if (given) fs.writeFileSync(file, given);
    process.exit(Number(process.env['CODE_' + project] ?? 0));`,
};

/** A repository of nothing but the scripts, with packages that pretend. */
export interface Clone {
  run: (script: string, args?: readonly string[], env?: Readonly<Record<string, string>>) => Promise<{ code: number; output: string }>;
  write: (file: string, text: string) => Promise<void>;
  remove: (file: string) => Promise<void>;
  end: () => Promise<void>;
}

export async function makeClone(): Promise<Clone> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'offhook-scripts-'));
  const write = async (file: string, text: string): Promise<void> => {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  };
  for (const [file, text] of Object.entries(fakes)) await write(file, text);
  await cp(path.resolve(import.meta.dirname, '..'), path.join(root, 'build/scripts'), { recursive: true });
  return {
    write,
    run: (script, args = [], env = {}) =>
      new Promise((resolve) => {
        const all = { PATH: process.env.PATH, npm_execpath: path.join(root, 'npm-cli.js'), ...env };
        execFile(process.execPath, [path.join(root, 'build/scripts', script), ...args], { env: all }, (error, stdout, stderr) =>
          resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: stderr + stdout }),
        );
      }),
    remove: (file) => rm(path.join(root, file), { recursive: true }),
    end: () => rm(root, { recursive: true, force: true }),
  };
}
