import { execFile } from 'node:child_process';

/** Runs a program and gives what it wrote; null when it is not there, failed or took longer than a second. */
export type RunTool = (tool: string, args: readonly string[]) => Promise<string | null>;

const WATCHER = 'org.kde.StatusNotifierWatcher';
const BUS = 'org.freedesktop.DBus';

/** The same question to the session bus, by the tool of GLib and by that of systemd: a desktop has at least one of them. */
const questions = [
  ['gdbus', ['call', '--session', '--dest', BUS, '--object-path', '/org/freedesktop/DBus', '--method', `${BUS}.NameHasOwner`, WATCHER]],
  ['busctl', ['--user', 'call', BUS, '/org/freedesktop/DBus', BUS, 'NameHasOwner', 's', WATCHER]],
] as const;

/**
 * Whether the desktop has a place for a tray icon now. Windows and macOS always have one. On Linux somebody must own the name of the
 * StatusNotifierWatcher, which GNOME does with an extension only. Who cannot be asked is taken for one without: a window that was
 * minimised is found again, a hidden one without an icon is not.
 */
export async function hasTray(platform: NodeJS.Platform, run: RunTool = runTool): Promise<boolean> {
  if (platform === 'darwin' || platform === 'win32') return true;
  for (const [tool, args] of questions) {
    const answer = await run(tool, args);
    if (answer !== null) return /\btrue\b/.test(answer);
  }
  return false;
}

const runTool: RunTool = (tool, args) =>
  new Promise((resolve) => {
    execFile(tool, [...args], { timeout: 1000 }, (error, output) => resolve(error ? null : output));
  });
