import { BrowserWindow, type BrowserWindowConstructorOptions, dialog, nativeTheme, screen } from 'electron';
import type { AppUrl } from './app-url.ts';
import { guardClosing } from './closing.ts';
import { explainOnce } from './explain.ts';
import { pagePreferences } from './page-preferences.ts';
import type { Face, Shell, Value } from './shell.ts';
import { overlayImage } from './tray/image.ts';
import type { TrayPlace } from './tray/place.ts';
import { MIN_SIZE, placeWindow } from './window-bounds.ts';
import { words } from './words.ts';

export interface MainWindow {
  readonly page: Electron.WebContents;
  /** To the front, also when it was minimised. */
  readonly show: () => void;
  /** See `Shell`. */
  readonly overlay: (text: string) => void;
}

type Ports = {
  readonly url: AppUrl;
  /** Where the preload script is. */
  readonly folder: string;
  /** False: nobody is to see it (self-test). */
  readonly isVisible: boolean;
  /** True: in the tray until it is asked for. */
  readonly startsHidden: boolean;
  readonly logFolder: string;
  /** Where the window tells how it is seen. */
  readonly face: Value<Face>;
  readonly trayPlace: Pick<TrayPlace, 'isThere' | 'onChange'>;
  /** The window is closed for good. */
  readonly onClosed: () => void;
};

/** `--canvas` of renderer/styles/tokens.css: the window has the page's colour before there is a page. */
const CANVAS = { light: '#f5f5f7', dark: '#101114' };
const MAX_CRASHES = 3;
const CRASH_PERIOD = 60_000;

/** The main window. Calls live in its page, so the page is never throttled, and closing the window does not close the phone. */
export function openWindow(shell: Shell, ports: Ports): MainWindow {
  const { memory, settings } = shell;
  const { trayPlace } = ports;
  const stopTheme = settings.subscribe(({ theme }) => {
    if (nativeTheme.themeSource !== theme) nativeTheme.themeSource = theme;
  });
  const window = new BrowserWindow({ ...placeWindow(memory.get().bounds, screen.getAllDisplays()), ...appearance(ports.folder) });
  const paint = (): void => window.setBackgroundColor(canvas());
  nativeTheme.on('updated', paint);
  window.once('ready-to-show', () => {
    if (!ports.isVisible) return;
    if (ports.startsHidden) return void stayAway(window, trayPlace);
    if (memory.get().isMaximized) window.maximize();
    window.show();
  });
  const stopTray = trayPlace.onChange((isThere) => {
    if (isThere || !ports.isVisible || window.isVisible() || window.isMinimized()) return;
    window.minimize();
    explainOnce(shell, 'minimised');
  });
  // The page has a title of its own for assistive technology; the window keeps the app's name.
  window.on('page-title-updated', (event) => event.preventDefault());
  window.once('closed', () => {
    stopTheme();
    nativeTheme.off('updated', paint);
    stopTray();
    ports.onClosed();
  });
  guardClosing(window, shell, {
    hasTray: trayPlace.isThere,
    onLeaving: () => remember(window, shell),
    explain: (where) => explainOnce(shell, where),
  });
  followFace(window, ports.face);
  survive(window, shell, ports.logFolder);
  void window.loadURL(ports.url.start.main).catch((error: unknown) => shell.log.error(`the page did not load: ${error}`));
  return {
    page: window.webContents,
    overlay: (text) => {
      if (window.isDestroyed()) return;
      window.setOverlayIcon(text === '' ? null : overlayImage(), text);
    },
    show: () => {
      if (window.isDestroyed() || !ports.isVisible) return;
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
  };
}

const appearance = (folder: string): BrowserWindowConstructorOptions => ({
  minWidth: MIN_SIZE.width,
  minHeight: MIN_SIZE.height,
  title: 'Offhook',
  show: false,
  backgroundColor: canvas(),
  autoHideMenuBar: true,
  webPreferences: pagePreferences(folder, { hasText: true }),
});

const canvas = (): string => (nativeTheme.shouldUseDarkColors ? CANVAS.dark : CANVAS.light);

function remember(window: BrowserWindow, { memory, log }: Shell): void {
  try {
    memory.set({ ...memory.get(), bounds: window.getNormalBounds(), isMaximized: window.isMaximized() });
  } catch (error) {
    // A full disk must not keep the app from closing.
    log.warn(`the window's place could not be kept: ${error}`);
  }
}

function followFace(window: BrowserWindow, face: Value<Face>): void {
  const look = (): void => {
    if (window.isDestroyed() || !window.isVisible() || window.isMinimized()) face.set('hidden');
    else face.set(window.isFocused() ? 'front' : 'behind');
  };
  for (const event of ['show', 'hide', 'minimize', 'restore', 'focus', 'blur', 'closed'] as const) window.on(event as 'show', look);
  look();
}

/** A page that crashed comes back by itself, unless it does nothing else. */
function survive(window: BrowserWindow, { log }: Shell, logFolder: string): void {
  const page = window.webContents;
  let crashes: number[] = [];
  page.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    log.error(`the page is gone: ${reason} (${exitCode})`);
    crashes = [...crashes.filter((at) => at > Date.now() - CRASH_PERIOD), Date.now()];
    if (crashes.length <= MAX_CRASHES) return page.reload();
    dialog.showErrorBox(words.crashTitle, `${words.crashDetail}\n${logFolder}`);
    window.destroy();
  });
  window.on('unresponsive', () => log.warn('the page does not respond'));
  window.on('responsive', () => log.info('the page responds again'));
}

/** Where there is no tray to come back from, the window waits in the taskbar. */
async function stayAway(window: BrowserWindow, { isThere }: Pick<TrayPlace, 'isThere'>): Promise<void> {
  if (!(await isThere()) && !window.isDestroyed() && !window.isVisible()) window.minimize();
}
