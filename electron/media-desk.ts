import { shell, systemPreferences } from 'electron';
import type { MediaAccess, MediaKind } from '../shared/media-access.ts';
import type { Handlers } from './ipc.ts';

/** The requests about what the system lets us use. */
export type MediaHandlers = Pick<Handlers, Extract<keyof Handlers, `media:${string}`>>;

/** Where the user lets programs use a device; null on Linux, where every desktop has another place for it or none. */
export function settingsAddress(platform: NodeJS.Platform, kind: MediaKind): string | null {
  switch (platform) {
    case 'win32':
      return kind === 'microphone' ? 'ms-settings:privacy-microphone' : 'ms-settings:privacy-webcam';
    case 'darwin':
      return `x-apple.systempreferences:com.apple.preference.security?${kind === 'microphone' ? 'Privacy_Microphone' : 'Privacy_Camera'}`;
    default:
      return null;
  }
}

/** Linux has no such switch for programs that are installed in the usual way. */
function isBlocked(platform: NodeJS.Platform, kind: MediaKind): boolean {
  if (platform !== 'darwin' && platform !== 'win32') return false;
  const status = systemPreferences.getMediaAccessStatus(kind);
  return status === 'denied' || status === 'restricted';
}

/**
 * Whether the system lets us open these. macOS asks the user when it is asked the first time, and has its answer from then on; the others
 * decide when a device is opened.
 */
export async function askSystem(platform: NodeJS.Platform, kinds: readonly MediaKind[]): Promise<boolean> {
  if (platform !== 'darwin') return true;
  for (const kind of kinds) if (!(await systemPreferences.askForMediaAccess(kind))) return false;
  return true;
}

/** What the system says about microphone and camera, and the way to its settings: the page names a kind and never an address. */
export function mediaDesk(platform: NodeJS.Platform = process.platform): MediaHandlers {
  return {
    'media:access': (kind): MediaAccess => ({
      isBlocked: isBlocked(platform, kind),
      hasSettings: settingsAddress(platform, kind) !== null,
    }),
    'media:open-settings': (kind) => {
      const address = settingsAddress(platform, kind);
      if (address !== null) void shell.openExternal(address);
    },
  };
}
