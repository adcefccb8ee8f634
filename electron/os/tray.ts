import { Menu, type MenuItemConstructorOptions, nativeTheme, Tray } from 'electron';
import { quietAt } from '../../shared/do-not-disturb.ts';
import { accountInWords } from '../account-words.ts';
import { dialClipboard } from '../dial-clipboard.ts';
import type { Shell } from '../shell.ts';
import { type TrayLook, trayImage } from '../tray/image.ts';
import { type TrayAction, type TrayItem, type TrayMenu, trayMenu } from '../tray/menu.ts';
import type { TrayPlace } from '../tray/place.ts';
import { trayState, trayTooltip } from '../tray/state.ts';

/**
 * The phone beside the clock: its state as an icon and in words, and everything that can be done without the window. Where no icon can be made
 * the phone goes on without one and says so; when the desktop's place for icons went and came back, there is a new one.
 */
export function tray(shell: Shell, place: TrayPlace): () => void {
  let remove = putIcon(shell, place);
  const stopListening = place.onChange((isThere) => {
    remove();
    remove = isThere ? putIcon(shell, place) : () => {};
  });
  const stopWatching = place.watch();
  return () => {
    stopWatching();
    stopListening();
    remove();
  };
}

/** Returns the function that removes it. */
function putIcon(shell: Shell, place: TrayPlace): () => void {
  try {
    return followPhone(shell, new Tray(trayImage('offline', trayLook(process.platform, nativeTheme), process.platform)));
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    shell.log.error(`no icon in the tray: ${detail}`);
    place.refuse();
    shell.notify({ kind: 'no-tray', detail });
    return () => {};
  }
}

function followPhone(shell: Shell, icon: Tray): () => void {
  const { platform } = process;
  const act = (action: TrayAction): void => perform(shell, action);
  let [shownImage, shownMenu, shownWords] = ['', '', ''];

  const refresh = (): void => {
    const facts = factsOf(shell);
    const look = trayLook(platform, nativeTheme);
    const state = trayState(facts);
    const image = `${state} ${look}`;
    if (image !== shownImage) icon.setImage(trayImage(state, look, platform));
    shownImage = image;
    const text = trayTooltip(facts);
    if (text !== shownWords) icon.setToolTip(text);
    shownWords = text;
    // A menu that is replaced closes under the pointer: only when there is something else to say.
    const items = trayMenu(facts);
    const content = JSON.stringify(items);
    if (content !== shownMenu) icon.setContextMenu(Menu.buildFromTemplate(items.map((item) => menuItem(item, act))));
    shownMenu = content;
  };

  // macOS opens the menu with either button.
  if (platform !== 'darwin') icon.on('click', shell.show);
  const watched = [
    shell.registration,
    shell.calls,
    shell.settings,
    shell.missed,
    shell.recent,
    shell.devices,
    shell.openDevices,
    shell.favourites,
  ];
  const stops = watched.map((one) => one.subscribe(refresh));
  nativeTheme.on('updated', refresh);
  // A schedule of do not disturb begins and ends by itself.
  const minutes = setInterval(refresh, 60_000);
  return () => {
    for (const stop of stops) stop();
    nativeTheme.off('updated', refresh);
    clearInterval(minutes);
    icon.destroy();
  };
}

const factsOf = ({ registration, calls, settings, missed, recent, devices, openDevices, favourites }: Shell): TrayMenu => {
  const { incoming, audio, presence } = settings.get();
  return {
    registration: registration.get(),
    calls: calls.get(),
    missed: missed.get(),
    presence: presence.status,
    doNotDisturb: quietAt(incoming.doNotDisturb, new Date()).kind !== 'off',
    recent: recent.get(),
    favourites: favourites.get(),
    devices: devices.get(),
    open: openDevices.get(),
    audio,
    account: accountInWords(settings.get(), registration.get()),
  };
};

function perform(shell: Shell, action: TrayAction): void {
  switch (action.kind) {
    case 'command':
      shell.command(action.command);
      return;
    case 'show':
      shell.show();
      if (action.command) shell.command(action.command);
      return;
    case 'dial-clipboard':
      void dialClipboard(shell);
      return;
    case 'quit':
      shell.quit();
      return;
    default:
      action satisfies never;
  }
}

function menuItem(item: TrayItem, act: (action: TrayAction) => void): MenuItemConstructorOptions {
  if (item === 'separator') return { type: 'separator' };
  const { label, action, isTicked, isChoice, items } = item;
  return {
    label,
    enabled: action !== undefined || items !== undefined,
    ...(items && { submenu: items.map((one) => menuItem(one, act)) }),
    ...(isTicked !== undefined && { type: isChoice ? ('radio' as const) : ('checkbox' as const), checked: isTicked }),
    ...(action && { click: () => act(action) }),
  };
}

type Theme = Pick<typeof nativeTheme, 'shouldUseDarkColors' | 'shouldUseDarkColorsForSystemIntegratedUI'>;

/**
 * The ground that the icon stands on. Windows has a theme of its own for the taskbar; on Linux the panel of GNOME is dark whatever the
 * theme, and elsewhere it goes with the theme.
 */
export function trayLook(platform: NodeJS.Platform, theme: Theme, desktop: string = process.env.XDG_CURRENT_DESKTOP ?? ''): TrayLook {
  if (platform === 'darwin') return 'template';
  if (platform === 'win32') return theme.shouldUseDarkColorsForSystemIntegratedUI ? 'on-dark' : 'on-light';
  return theme.shouldUseDarkColors || /gnome|unity/i.test(desktop) ? 'on-dark' : 'on-light';
}
