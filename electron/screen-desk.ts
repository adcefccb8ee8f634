import os from 'node:os';
import {
  type DesktopCapturerSource,
  type DisplayMediaRequestHandlerHandlerRequest,
  desktopCapturer,
  type Session,
  type Streams,
  shell,
  systemPreferences,
} from 'electron';
import type { ScreenChoice, ScreenOffer, ScreenSource } from '../shared/screen.ts';
import type { AppUrl } from './app-url.ts';
import type { Handlers } from './ipc.ts';
import { describeError, type Log } from './log.ts';

/** The requests about sharing a screen. */
export type ScreenHandlers = Pick<Handlers, Extract<keyof Handlers, `screen:${string}`>>;

type Ports = {
  readonly session: Pick<Session, 'setDisplayMediaRequestHandler'>;
  readonly url: AppUrl;
  readonly isWayland: boolean;
  readonly log: Log;
  readonly platform?: NodeJS.Platform;
  /** Of the system's kernel: `24.1.0` is macOS 15.1. */
  readonly release?: string;
};

/** In pixels: sharp as a tile of the picker on a screen of twice the density. */
const THUMBNAIL = { width: 480, height: 300 };
/** What a picture of nothing costs: none is taken. */
const NO_THUMBNAIL = { width: 0, height: 0 };
const TYPES: ('screen' | 'window')[] = ['screen', 'window'];
/** macOS 15 has a picker of its own that Electron can open. */
const FIRST_DARWIN_WITH_PICKER = 24;
const PERMISSION_PANE = 'x-apple.systempreferences:com.apple.preference.security?Privacy_ScreenCapture';

/** Whether the system itself asks what to share. On Wayland no program may list the windows of others: the portal asks. */
export const asksBySystem = (platform: NodeJS.Platform, isWayland: boolean, release: string): boolean =>
  isWayland || (platform === 'darwin' && Number.parseInt(release, 10) >= FIRST_DARWIN_WITH_PICKER);

/**
 * Lets our page capture a screen or a window: what the user chose in the page's picker, or in the system's own. A capture that nobody chose
 * for gets nothing, and a choice is good for one capture.
 */
export function screenDesk(ports: Ports): { readonly handlers: ScreenHandlers } {
  const { session, url, isWayland, log, platform = process.platform, release = os.release() } = ports;
  const isSystem = asksBySystem(platform, isWayland, release);
  let listed: readonly DesktopCapturerSource[] = [];
  let chosen: Streams | null = null;

  const take = async ({ frame }: DisplayMediaRequestHandlerHandlerRequest): Promise<Streams | null> => {
    if (!frame || frame.parent !== null || !url.isPageOf('main', frame.url)) return null;
    if (!isSystem) return chosen;
    // The portal's dialog opens here, and what it gives is the one source of the list.
    const [source] = await desktopCapturer.getSources({ types: TYPES, thumbnailSize: NO_THUMBNAIL });
    return source ? { video: source } : null;
  };
  session.setDisplayMediaRequestHandler(
    async (request, answer) => {
      const streams = await take(request).catch((error: unknown) => {
        log.info(`nothing was chosen to share: ${describeError(error)}`); // the portal's Cancel
        return null;
      });
      chosen = null;
      answer(request.audioRequested ? streams : withoutSound(streams));
    },
    { useSystemPicker: isSystem },
  );

  const list = async (): Promise<ScreenOffer> => {
    if (isSystem) return { kind: 'system' };
    if (platform === 'darwin' && isRefused(systemPreferences.getMediaAccessStatus('screen'))) return { kind: 'refused' };
    try {
      listed = await desktopCapturer.getSources({ types: TYPES, thumbnailSize: THUMBNAIL, fetchWindowIcons: true });
    } catch (error) {
      log.warn(`the screens could not be listed: ${describeError(error)}`);
      return { kind: 'refused' };
    }
    return { kind: 'sources', sources: listed.map(describe), hasSound: hasLoopback(platform) };
  };
  return {
    handlers: {
      'screen:list': list,
      'screen:choose': ({ id, withSound }: ScreenChoice) => {
        const source = listed.find((one) => one.id === id);
        chosen = source ? { video: source, ...(withSound && hasLoopback(platform) ? { audio: 'loopback' as const } : {}) } : null;
        // The pictures of everything that was open are kept no longer than they are looked at.
        listed = [];
        return chosen !== null;
      },
      'screen:open-permission': () => {
        if (platform === 'darwin') void shell.openExternal(PERMISSION_PANE);
      },
    },
  };
}

/** `not-determined`: the system asks when the list is made. */
const isRefused = (status: string): boolean => status === 'denied' || status === 'restricted';

/** What the machine plays can be captured on Windows only; there Offhook's own sound goes with it. */
const hasLoopback = (platform: NodeJS.Platform): boolean => platform === 'win32';

function withoutSound(streams: Streams | null): Streams | null {
  if (!streams?.audio) return streams;
  const { audio: _, ...rest } = streams;
  return rest;
}

function describe({ id, name, thumbnail, appIcon }: DesktopCapturerSource): ScreenSource {
  const isEmpty = thumbnail.isEmpty();
  return {
    id,
    kind: id.startsWith('screen:') ? 'screen' : 'window',
    name: name.slice(0, 300),
    thumbnail: isEmpty ? '' : thumbnail.toDataURL(),
    icon: appIcon && !appIcon.isEmpty() ? appIcon.toDataURL() : '',
  };
}
