import path from 'node:path';
import { shell as desktop, dialog } from 'electron';
import type { Settings } from '../shared/settings.ts';
import { openRecordings } from './data/recordings.ts';
import type { Handlers } from './ipc.ts';
import type { Log } from './log.ts';
import type { Shell, Value } from './shell.ts';

/** The requests about recordings. */
export type RecordingHandlers = Pick<Handlers, Extract<keyof Handlers, `recording:${string}`>>;

type Ports = {
  /** Of the profile; recordings lie in a folder of their own below it until the user chooses another. */
  readonly folder: string;
  readonly settings: Value<Settings>;
  readonly log: Log;
  readonly onSetAside: (file: string, movedTo: string) => void;
  readonly shell: Pick<Shell, 'notify'>;
};

/** Everything about recordings that the page may ask for. */
export function recordingDesk({ folder, settings, log, onSetAside, shell }: Ports): {
  readonly handlers: RecordingHandlers;
  /** Where the file of one lies; null where it is gone. */
  readonly locate: (id: string) => string | null;
  readonly close: () => void;
} {
  const place = () => {
    const chosen = settings.get().recording.folder;
    return chosen === null ? { folder: path.join(folder, 'recordings'), isOwn: true } : { folder: chosen, isOwn: false };
  };
  const recordings = openRecordings({
    ...{ folder, log, onSetAside, place },
    onUnavailable: () => shell.notify({ kind: 'recordings-unavailable' }),
    pattern: () => settings.get().recording.pattern,
    keepDays: () => settings.get().recording.keepDays,
  });
  let isTidy = false;
  /** Before the list is first seen or added to: a start without either costs nothing. */
  const tidied = () => {
    if (!isTidy) recordings.tidy();
    isTidy = true;
    return recordings;
  };
  return {
    handlers: {
      'recording:begin': (start) => tidied().begin(start),
      'recording:append': (part) => recordings.append(part),
      'recording:end': ({ id }) => recordings.end(id),
      'recording:list': (page) => tidied().list(page),
      'recording:rename': ({ id, title }) => recordings.rename(id, title),
      'recording:remove': ({ ids }) => recordings.remove(ids),
      'recording:reveal': ({ id }) => {
        const file = recordings.fileOf(id);
        if (file !== null) desktop.showItemInFolder(file);
      },
      'recording:choose-folder': async () => {
        const properties = ['openDirectory' as const, 'createDirectory' as const];
        const { canceled, filePaths } = await dialog.showOpenDialog({ properties, defaultPath: place().folder });
        const [chosen] = filePaths;
        const all = settings.get();
        if (!canceled && chosen !== undefined) settings.set({ ...all, recording: { ...all.recording, folder: chosen } });
        return settings.get();
      },
    },
    locate: recordings.fileOf,
    close: recordings.close,
  };
}
