import path from 'node:path';
import ElectronStore from 'electron-store';
import type { z } from 'zod';
import { defaultSettings, Settings } from '../shared/settings.ts';
import { isObject, readJsonObject, setAside } from './files.ts';
import { firstMemory, Memory } from './memory.ts';
import { type Value, value } from './shell.ts';

type Fields = Record<string, unknown>;

/** Makes the layout of the next version out of the one before. */
type Migration = (old: Fields) => Fields;

type Options<Shape extends z.ZodRawShape> = {
  readonly folder: string;
  /** File name without `.json`. */
  readonly name: string;
  readonly schema: z.ZodObject<Shape>;
  readonly defaults: z.infer<z.ZodObject<Shape>>;
  /** The first one makes version 2 out of version 1. */
  readonly migrations?: readonly Migration[];
  /** A file that could not be used was renamed. Both are file names without the folder. */
  readonly onSetAside: (file: string, movedTo: string) => void;
  readonly now?: () => Date;
};

/**
 * A JSON file read once and written whole and atomically with every change. The schema is the truth: what is missing gets its default, what is
 * unknown is dropped. A file that breaks the schema is kept under another name, and of its fields those that are valid by themselves go on.
 */
export function openStore<Shape extends z.ZodRawShape>(options: Options<Shape>): Value<z.infer<z.ZodObject<Shape>>> {
  const file = path.join(options.folder, `${options.name}.json`);
  const { content, isUsable } = load(file, options);
  if (!isUsable) {
    const movedTo = setAside(file, (options.now ?? (() => new Date()))());
    options.onSetAside(path.basename(file), path.basename(movedTo));
  }
  // It reads the file as well, so only now is it sure to find JSON. `clearInvalidConfig` stays off: it would erase what it cannot read.
  const store = new ElectronStore<Fields>({ cwd: options.folder, name: options.name, configFileMode: 0o600 });
  if (!isUsable) store.store = content as Fields;
  const current = value(content);
  return {
    ...current,
    set: (next) => {
      const whole = options.schema.parse(next);
      store.store = whole as Fields;
      current.set(whole);
    },
  };
}

type Place = Pick<Options<z.ZodRawShape>, 'folder' | 'onSetAside'>;

export const openSettings = (place: Place): Value<Settings> =>
  openStore({ ...place, name: 'settings', schema: Settings, defaults: defaultSettings, migrations: [rankDevices, chooseForLock] });

export const openMemory = (place: Place): Value<Memory> => openStore({ ...place, name: 'memory', schema: Memory, defaults: firstMemory });

/** Version 1 remembered one device of a kind, or null for the system's default. */
function rankDevices(old: Fields): Fields {
  const audio = isObject(old.audio) ? old.audio : {};
  const orders = ['microphone', 'speaker', 'ringer']
    .filter((role) => role in audio)
    .map((role) => [role, audio[role] ? [audio[role]] : []]);
  return { ...old, version: 2, audio: { ...audio, ...Object.fromEntries(orders) } };
}

/** Version 2 knew do not disturb as the only thing to be while the screen is locked. */
const chooseForLock = ({ isQuietWhenLocked, ...old }: Fields): Fields => ({
  ...old,
  version: 3,
  whenLocked: isQuietWhenLocked ? 'dnd' : 'nothing',
});

function load<Shape extends z.ZodRawShape>(
  file: string,
  { schema, defaults, migrations = [] }: Options<Shape>,
): { content: z.infer<z.ZodObject<Shape>>; isUsable: boolean } {
  const raw = readJsonObject(file);
  if (raw === null || raw === 'unusable') return { content: defaults, isUsable: raw === null };
  const merged = withDefaults(defaults as Fields, migrate(raw, migrations));
  const whole = schema.safeParse(merged);
  if (whole.success) return { content: whole.data, isUsable: true };
  const valid = Object.entries(schema.shape).filter(([key, part]) => (part as z.ZodType).safeParse(merged[key]).success);
  const saved = { ...defaults, ...Object.fromEntries(valid.map(([key]) => [key, merged[key]])) };
  return { content: schema.parse(saved), isUsable: false };
}

/** A file without a version is of the first one. */
function migrate(raw: Fields, migrations: readonly Migration[]): Fields {
  const from = typeof raw.version === 'number' ? raw.version : 1;
  return migrations.slice(from - 1).reduce((old, step) => step(old), raw);
}

/** Fills in missing fields at every depth. Lists and plain values are taken as they are. */
function withDefaults(defaults: Fields, given: Fields): Fields {
  const filled = Object.entries(defaults).map(([key, fallback]) => {
    const own = Object.hasOwn(given, key) ? given[key] : undefined;
    if (own === undefined) return [key, fallback];
    return [key, isObject(fallback) && isObject(own) ? withDefaults(fallback, own) : own];
  });
  return { ...given, ...Object.fromEntries(filled) };
}
