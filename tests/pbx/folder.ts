import { execFile } from 'node:child_process';
import { chown, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ConfigInput, configFiles } from './config.ts';
import { sineSamples } from './tone.ts';

export interface Certificate {
  /** PEM */
  readonly cert: string;
  /** PEM */
  readonly key: string;
}

/** Where one instance keeps its files, as this process and as Asterisk (inside its root folder) see it. */
export interface Folder {
  readonly outside: string;
  readonly inside: string;
}

/** Self-signed, for localhost and `host`. */
export async function makeCertificate(host: string): Promise<Certificate> {
  const folder = await mkdtemp(join(tmpdir(), 'offhook-certificate-'));
  try {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const names = `subjectAltName=DNS:localhost,IP:127.0.0.1,IP:${host}`;
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    await promisify(execFile)('openssl', [
      'req',
      '-x509',
      ...kind,
      '-subj',
      '/CN=localhost',
      '-addext',
      names,
      '-keyout',
      key,
      '-out',
      cert,
    ]);
    return { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Makes the folder of an instance: configuration, certificate, music on hold, empty database. */
export async function makeFolder(root: string, certificate: Certificate, input: Omit<ConfigInput, 'folder'>): Promise<Folder> {
  await removeAbandoned(join(root, 'tmp'));
  const outside = await mkdtemp(join(root, 'tmp', prefix));
  const inside = outside.slice(root.length);
  await Promise.all(
    ['etc', 'lib/keys', 'spool', 'caller', 'run', 'log', 'moh'].map((name) => mkdir(join(outside, name), { recursive: true })),
  );
  const files = { ...configFiles({ ...input, folder: inside }), 'cert.pem': certificate.cert, 'key.pem': certificate.key };
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(outside, 'etc', name), text)));
  await writeFile(join(outside, 'moh/tone.sln48'), sineSamples(800, 10));
  await give(outside, await stat(join(root, 'var/lib/asterisk')));
  return { outside, inside };
}

/** Hands `path` and all in it to the user that Asterisk runs as. */
export async function give(path: string, { uid, gid }: { uid: number; gid: number }): Promise<void> {
  const below = (await stat(path)).isDirectory() ? await readdir(path, { recursive: true }) : [];
  await Promise.all([path, ...below.map((name) => join(path, name))].map((each) => chown(each, uid, gid)));
}

const prefix = 'offhook-';
const day = 24 * 3600 * 1000;

/** A test run that was killed leaves its folder behind. No run lasts a day. */
async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(prefix)) continue;
    const path = join(folder, name);
    const made = await stat(path).catch(() => undefined);
    if (made !== undefined && Date.now() - made.mtimeMs > day) await rm(path, { recursive: true, force: true });
  }
}
