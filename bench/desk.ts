import type { Browser } from './browser.ts';

/**
 * An expression for the app's own process: from now on it keeps what the app asks of the system, the keys that it wants to be told of and the
 * menus that it gives its tray. It stands before functions of Electron's, which do their work as ever, so that the stand-in host and the real
 * binary are driven alike.
 */
const keep = `void (globalThis.desk ??= (() => {
  const { globalShortcut, Tray } = require('electron');
  const desk = { keys: new Map(), menus: [] };
  const { register } = globalShortcut;
  globalShortcut.register = (key, listener) => {
    desk.keys.set(key, listener);
    return register.call(globalShortcut, key, listener);
  };
  const { setContextMenu } = Tray.prototype;
  Tray.prototype.setContextMenu = function (menu) {
    desk.menus.push({ at: Number(process.hrtime.bigint()) / 1e6, menu });
    setContextMenu.call(this, menu);
  };
  desk.choices = ({ items }, name) => items.find(({ label }) => label === name)?.submenu.items ?? [];
  return desk;
})())`;

/** Before the page is loaded, whose signing in gives the tray another menu. */
export async function keepDesk(browser: Browser): Promise<void> {
  await inApp(browser, keep);
  await inApp(browser, 'desk.menus.length = 0');
}

/** The system tells the app of a key. */
export async function pressKey(browser: Browser, key: string): Promise<void> {
  await inApp(browser, `desk.keys.get(${JSON.stringify(key)})()`);
}

/** Presses the first of these choices in the tray's menu that is neither ticked nor the system's default, and tells its name. */
export function chooseOther(browser: Browser, name: string): Promise<string> {
  return inApp<string>(
    browser,
    `(() => {
      if (desk.menus.length === 0) throw new Error('The desktop has no place for a tray');
      const other = desk.choices(desk.menus.at(-1).menu, ${JSON.stringify(name)}).find(({ checked, label }) => !checked && !label.startsWith('System default'));
      other.click();
      return other.label;
    })()`,
  );
}

/** When the tray first had a menu that ticks that choice, after `since`; both in the clock of `now()`. Null: not yet. */
export function tickedAt(
  browser: Browser,
  { name, choice, since }: { name: string; choice: string; since: number },
): Promise<number | null> {
  return inApp<number | null>(
    browser,
    `desk.menus.find(({ at, menu }) => at > ${since} &&
      desk.choices(menu, ${JSON.stringify(name)}).some(({ label, checked }) => checked && label === ${JSON.stringify(choice)}))?.at ?? null`,
  );
}

async function inApp<T>({ inspector }: Browser, expression: string): Promise<T> {
  if (!inspector) throw new Error('The app was started without an inspector');
  const { result, exceptionDetails } = await inspector.send('Runtime.evaluate', {
    expression,
    includeCommandLineAPI: true,
    returnByValue: true,
  });
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value as T;
}
