import { BrowserWindow, type Display, nativeTheme, screen, type WebContents } from 'electron';
import type { CallSnapshot } from '../../shared/call.ts';
import type { RingView } from '../../shared/ipc.ts';
import { isSharing } from '../../shared/which-call.ts';
import { pagePreferences } from '../page-preferences.ts';
import { reviveCrashed } from '../revive-crashed.ts';
import { placeRing, ringOptions } from '../ring/place.ts';
import { isEmpty, ringView } from '../ring/view.ts';
import type { Readable, Shell } from '../shell.ts';

type Ports = {
  readonly url: string;
  /** Where the preload script is. */
  readonly folder: string;
  /** Locks the new page in and connects it. */
  readonly attach: (page: WebContents) => void;
  readonly tell: (view: RingView) => void;
  /** How high the page says its content is, anew for every view it has drawn. */
  readonly content: Readable<{ readonly height: number }>;
};

/** `--surface` of renderer/styles/tokens.css. */
const SURFACE = { light: '#ffffff', dark: '#191a1f' };
/** How soon it comes to the display that the pointer went to, in milliseconds. */
const FOLLOWING = 500;

/** The small window that says who rings, over everything else, wherever the pointer is. Made in advance: it must be there at once. */
export function ringWindow(shell: Shell, ports: Ports): () => void {
  let opened: ReturnType<typeof openRing> | undefined;
  // With the first sign-in, not before: until then nobody can call, and the main page has the computer to itself.
  const stop = shell.registration.subscribe(({ kind }) => {
    if (kind === 'registered') opened ??= openRing(shell, ports);
  });
  return () => {
    stop();
    opened?.stop();
  };
}

function openRing(shell: Shell, { url, folder, attach, tell, content }: Ports): { stop: () => void } {
  const window = makeWindow(folder);
  const page = window.webContents;
  attach(page);
  let view = ringView({ calls: [], settings: shell.settings.get(), face: 'front' });
  const place = keepInPlace(window, () => content.get().height);

  const refresh = (): void => {
    const next = ringView({ calls: shell.calls.get(), settings: shell.settings.get(), face: shell.face.get() });
    if (JSON.stringify(next) === JSON.stringify(view)) return;
    view = next;
    tell(view);
    if (isEmpty(view)) place.hide();
  };
  // The page is shown when it has drawn who calls now: never for a moment who called before.
  const onDrawn = ({ height }: { readonly height: number }): void => {
    if (height > 0 && !isEmpty(view)) place.show();
  };
  // On a screen that somebody else sees nobody's name comes up. Linux knows no such thing.
  const guard = (calls: readonly CallSnapshot[]): void => window.setContentProtection(calls.some(isSharing));
  const stops = [shell.calls, shell.settings, shell.face].map((one) => one.subscribe(refresh));
  stops.push(shell.calls.subscribe(guard), content.subscribe(onDrawn), place.stop);
  stops.push(reviveCrashed(page, { name: 'the page of the small window', log: shell.log }));
  page.on('did-navigate', () => tell(view));
  page.on('render-process-gone', place.hide);
  // Quitting closes every window in turn and may be taken back: this one goes when the main one is gone.
  window.on('close', (event) => event.preventDefault());
  void window.loadURL(url).catch((error: unknown) => shell.log.error(`the small window did not load: ${error}`));
  return {
    stop: () => {
      for (const stop of stops) stop();
      if (!window.isDestroyed()) window.destroy();
    },
  };
}

function makeWindow(folder: string): BrowserWindow {
  const window = new BrowserWindow({
    ...ringOptions(process.platform),
    backgroundColor: nativeTheme.shouldUseDarkColors ? SURFACE.dark : SURFACE.light,
    webPreferences: pagePreferences(folder),
  });
  window.setAlwaysOnTop(true, 'screen-saver');
  // Without `skipTransformProcessType` the app's icon would leave the dock for a moment.
  window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true, skipTransformProcessType: true });
  return window;
}

/** Shows the window in its corner of the display where the pointer is, as long as it is shown. */
function keepInPlace(window: BrowserWindow, height: () => number) {
  let timer: ReturnType<typeof setInterval> | undefined;
  let display: Display | undefined;
  const settle = (): void => {
    display = screen.getDisplayNearestPoint(screen.getCursorScreenPoint());
    window.setBounds(placeRing(height(), display.workArea, process.platform));
  };
  const follow = (): void => {
    if (screen.getDisplayNearestPoint(screen.getCursorScreenPoint()).id !== display?.id) settle();
  };
  // A display was unplugged under it, or another resolution was chosen.
  const onDisplays = (): void => {
    if (timer !== undefined) settle();
  };
  for (const event of ['display-removed', 'display-metrics-changed'] as const) screen.on(event as 'display-removed', onDisplays);
  const hide = (): void => {
    clearInterval(timer);
    timer = undefined;
    if (!window.isDestroyed() && window.isVisible()) window.hide();
  };
  return {
    show: (): void => {
      settle();
      timer ??= setInterval(follow, FOLLOWING);
      if (!window.isVisible()) window.showInactive();
    },
    hide,
    stop: (): void => {
      hide();
      for (const event of ['display-removed', 'display-metrics-changed'] as const) screen.off(event as 'display-removed', onDisplays);
    },
  };
}
