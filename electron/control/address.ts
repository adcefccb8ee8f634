import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import path from 'node:path';

type Place = {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly temporary: string;
  readonly uid: number;
  /** The profile: each has its own running app. */
  readonly folder: string;
  /** Different at every start. */
  readonly random: string;
};

/**
 * Where the running app listens. On Windows a pipe, whose name nobody can know in advance and take before us; elsewhere a socket in a folder
 * of the user's own: `XDG_RUNTIME_DIR` (XDG Base Directory Specification), or one in the folder for temporary files. Never in the profile:
 * the path of a socket has at most 103 bytes (`sun_path` of macOS).
 */
export function controlAddress({ platform, env, temporary, uid, folder, random }: Place): { folder: string | null; address: string } {
  if (platform === 'win32') return { folder: null, address: `\\\\.\\pipe\\offhook-${random}` };
  const runtime = env.XDG_RUNTIME_DIR;
  const own = runtime && path.isAbsolute(runtime) ? path.join(runtime, 'offhook') : path.join(temporary, `offhook-${uid}`);
  const name = createHash('sha256').update(path.resolve(folder)).digest('hex').slice(0, 16);
  return { folder: own, address: path.join(own, `${name}.sock`) };
}

/** Makes a folder that nobody else can enter, or throws: in a folder for everyone somebody may have made it before us, for himself. */
export function makePrivate(folder: string, uid: number): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== uid) throw new Error(`${folder} belongs to somebody else`);
  if ((found.mode & 0o077) !== 0) chmodSync(folder, 0o700);
}
