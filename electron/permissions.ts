import type { Session } from 'electron';
import type { MediaKind } from '../shared/media-access.ts';
import type { AppUrl } from './app-url.ts';
import type { Log } from './log.ts';

/** What asks: an address, the frame it stands in, and for `media` what is wanted. */
export type Asker = { readonly url: string; readonly isMainFrame: boolean; readonly mediaTypes: readonly string[] };

/**
 * What our own page may do, and no other page or frame may do anything:
 * - `media`: microphone and camera; `speaker-selection`: `setSinkId`;
 * - `hid`: headsets, of which `headset-desk.ts` gives none that the user did not pair;
 * - `display-capture`: a screen or a window, of which `screen-desk.ts` gives none that the user did not choose; `fullscreen`: a video;
 * - `local-network-access`, and `local-network` and `loopback-network` into which Chromium 145 split it: asked before a WebSocket to a private
 *   or loopback address. Electron grants none of them by itself (electron/electron#48655), and a phone system usually stands in the LAN.
 */
const ALLOWED: ReadonlySet<string> = new Set([
  'media',
  'speaker-selection',
  'hid',
  'display-capture',
  'fullscreen',
  'local-network-access',
  'local-network',
  'loopback-network',
]);

/** `unknown` is what Chromium says while it only wants to know about devices in general. */
const MEDIA_TYPES: ReadonlySet<string> = new Set(['audio', 'video', 'unknown']);

/** The page that talks to a headset maker's program on this computer may do that, and nothing else. */
const ALLOWED_ASIDE: ReadonlySet<string> = new Set(['local-network-access', 'loopback-network']);

export function mayUse(permission: string, asker: Asker, { isOurs, isOfOrigin }: AppUrl): boolean {
  if (!asker.isMainFrame) return false;
  if (!isOurs(asker.url)) return isOfOrigin('program', asker.url) && ALLOWED_ASIDE.has(permission);
  if (!ALLOWED.has(permission)) return false;
  return permission !== 'media' || asker.mediaTypes.every((type) => MEDIA_TYPES.has(type));
}

const kindOf: Readonly<Record<string, MediaKind>> = { audio: 'microphone', video: 'camera' };

export interface PermissionPorts {
  readonly log: Log;
  /** Whether the system lets us open these, once the user was asked. */
  readonly askSystem: (kinds: readonly MediaKind[]) => Promise<boolean>;
}

export function restrictPermissions(session: Session, url: AppUrl, { log, askSystem }: PermissionPorts): void {
  session.setPermissionRequestHandler((_page, permission, answer, details) => {
    const mediaTypes = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    const isAllowed = mayUse(permission, { url: details.requestingUrl, isMainFrame: details.isMainFrame, mediaTypes }, url);
    if (!isAllowed) log.warn(`refused the permission ${permission} to ${details.requestingUrl.slice(0, 100)}`);
    const kinds = mediaTypes.flatMap((type) => kindOf[type] ?? []);
    if (!isAllowed || permission !== 'media') answer(isAllowed);
    else void askSystem(kinds).then(answer, () => answer(true));
  });
  // A check comes before most requests and as often as a page likes: it is not logged.
  session.setPermissionCheckHandler((_page, permission, origin, { isMainFrame, mediaType }) =>
    mayUse(permission, { url: origin, isMainFrame, mediaTypes: mediaType === undefined ? [] : [mediaType] }, url),
  );
  // USB, HID, serial and Bluetooth devices; `headset-desk.ts` lets in paired headsets.
  session.setDevicePermissionHandler(() => false);
}
