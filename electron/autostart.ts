import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What is used of Electron's `app`. */
export interface LoginItems {
  setLoginItemSettings: (settings: { openAtLogin: boolean; args?: string[] }) => void;
}

type Place = {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly executable: string;
};

/** The switch of a start without a window. On macOS no arguments are passed; there the app is told that it was opened at login. */
export const HIDDEN = '--hidden';

/** Where a Linux desktop looks for what starts with it (Desktop Application Autostart Specification). */
export const autostartFile = ({ env, home }: Pick<Place, 'env' | 'home'>): string =>
  path.join(env.XDG_CONFIG_HOME || path.join(home, '.config'), 'autostart', 'offhook.desktop');

/** An AppImage runs from a folder that is gone after it: the image itself is what can be started again. */
export const autostartEntry = ({ env, executable }: Pick<Place, 'env' | 'executable'>): string => `[Desktop Entry]
Type=Application
Name=Offhook
Exec=${quoted(env.APPIMAGE || executable)} ${HIDDEN}
X-GNOME-Autostart-enabled=true
`;

/** Desktop Entry Specification, "The Exec key": quoted, with a percent sign doubled; and as in every string the backslash once more. */
const quoted = (text: string): string =>
  `"${text
    .replace(/["`$\\]/g, '\\$&')
    .replaceAll('%', '%%')
    .replaceAll('\\', '\\\\')}"`;

/** Has the system start the app with the user's session, or no longer. Throws where it cannot. */
export function setAutostart(isOn: boolean, place: Place, app: LoginItems): void {
  if (place.platform !== 'linux') {
    app.setLoginItemSettings(place.platform === 'win32' ? { openAtLogin: isOn, args: [HIDDEN] } : { openAtLogin: isOn });
    return;
  }
  const file = autostartFile(place);
  if (isOn) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, autostartEntry(place));
  } else {
    rmSync(file, { force: true });
  }
}

/** An AppImage may have been moved since: its entry is written anew, unless the user took it away in the system's own settings. */
export function refreshAutostart(place: Place): void {
  if (place.platform === 'linux' && existsSync(autostartFile(place))) writeFileSync(autostartFile(place), autostartEntry(place));
}
