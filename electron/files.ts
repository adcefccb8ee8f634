import fs from 'node:fs';
import path from 'node:path';

/** Old content or new content, never half of it, whatever happens in between. `mode` as in chmod. */
export function writeAtomically(file: string, text: string, mode = 0o600): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.tmp`;
  try {
    fs.writeFileSync(draft, text, { mode, flush: true });
    fs.renameSync(draft, file);
  } catch (error) {
    fs.rmSync(draft, { force: true });
    throw error;
  }
}

/** The object in a JSON file; null when there is no file, 'unusable' when there is something else. A byte order mark that an editor left is dropped. */
export function readJsonObject(file: string): Record<string, unknown> | null | 'unusable' {
  try {
    const parsed: unknown = JSON.parse(fs.readFileSync(file, 'utf8').replace(/^\ufeff/, ''));
    return isObject(parsed) ? parsed : 'unusable';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? null : 'unusable';
  }
}

export const isObject = (thing: unknown): thing is Record<string, unknown> =>
  typeof thing === 'object' && thing !== null && !Array.isArray(thing);

/** Keeps a file that cannot be used out of the way: `settings.json` becomes `settings.corrupt-20261121T093012Z.json`. Returns the new path. */
export function setAside(file: string, now: Date): string {
  const { dir, name, ext } = path.parse(file);
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const candidate = (n: number): string => path.join(dir, `${name}.corrupt-${time}${n === 0 ? '' : `-${n}`}${ext}`);
  let n = 0;
  while (fs.existsSync(candidate(n))) n++;
  fs.renameSync(file, candidate(n));
  return candidate(n);
}
