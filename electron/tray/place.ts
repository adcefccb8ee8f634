import { type RunTool, runTool } from '../run-tool.ts';

/** Where the desktop shows icons of programs. */
export interface TrayPlace {
  /** Whether there is one now that takes our icon. */
  readonly isThere: () => Promise<boolean>;
  /** No icon could be made: as if there were none, until the desktop has another one. */
  readonly refuse: () => void;
  /** Hears `false` when it is gone, and `true` when another one stands in its stead: icons of before are not shown there. */
  readonly onChange: (listener: (isThere: boolean) => void) => () => void;
  /** From now on it is looked at every ten seconds. Returns the function that stops it. */
  readonly watch: () => () => void;
}

const WATCHER = 'org.kde.StatusNotifierWatcher';
const BUS = 'org.freedesktop.DBus';
const period = 10_000;

/** A question to the session bus, by the tool of GLib and by that of systemd: a desktop has at least one of them. */
const questions = (method: string) =>
  [
    ['gdbus', ['call', '--session', '--dest', BUS, '--object-path', '/org/freedesktop/DBus', '--method', `${BUS}.${method}`, WATCHER]],
    ['busctl', ['--user', 'call', BUS, '/org/freedesktop/DBus', BUS, method, 's', WATCHER]],
  ] as const;

/**
 * The place of the tray on this desktop. Windows and macOS always have one. On Linux somebody must own the name of the
 * StatusNotifierWatcher, which GNOME does with an extension only. Who cannot be asked is taken for one without: a window that was
 * minimised is found again, a hidden one without an icon is not.
 */
export function trayPlace(platform: NodeJS.Platform, run: RunTool = runTool): TrayPlace {
  const isFixed = platform === 'darwin' || platform === 'win32';
  const listeners = new Set<(isThere: boolean) => void>();
  let host: string | null | undefined;
  let isRefused = false;

  const look = async (): Promise<string | null | undefined> => {
    const found = isFixed ? platform : await hostOf(run);
    if (found === undefined) return undefined;
    const before = host;
    host = found;
    if (before === undefined || found === before) return found;
    isRefused = false;
    for (const listener of [...listeners]) listener(found !== null);
    return found;
  };

  return {
    isThere: async () => {
      const found = await look();
      return found !== undefined && found !== null && !isRefused;
    },
    refuse: () => {
      isRefused = true;
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    watch: () => {
      if (isFixed) return () => {};
      let timer: ReturnType<typeof setTimeout> | undefined;
      let isStopped = false;
      const again = async (): Promise<void> => {
        const found = await look();
        // A machine without a session bus has none in ten seconds either.
        if (!isStopped && (found !== undefined || host !== undefined)) timer = setTimeout(again, period);
      };
      void again();
      return () => {
        isStopped = true;
        clearTimeout(timer);
      };
    },
  };
}

/** The connection that shows icons, by its name on the bus; null for none, undefined where nobody could be asked. */
async function hostOf(run: RunTool): Promise<string | null | undefined> {
  const owner = /:[\d.]+/.exec((await ask('GetNameOwner', run)) ?? '');
  if (owner) return owner[0];
  // Both tools fail alike for a name without an owner and for a bus that does not answer.
  const isOwned = await ask('NameHasOwner', run);
  return isOwned !== null && /\bfalse\b/.test(isOwned) ? null : undefined;
}

async function ask(method: string, run: RunTool): Promise<string | null> {
  for (const [tool, args] of questions(method)) {
    const answer = await run(tool, args);
    if (answer !== null) return answer;
  }
  return null;
}
