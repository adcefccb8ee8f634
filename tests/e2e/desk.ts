import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { vi } from 'vitest';

/** What the stand-in keeps for a test to look at (`tests/host/README.md`). */
type Host = {
  host: {
    state: {
      trays: { toolTip: string; menu: { items: Item[] } }[];
      notifications: { title: string; body: string; emit: (event: string, ...args: unknown[]) => void }[];
      clipboard: string;
      shortcuts: Map<string, () => void>;
      dialogs: { options: { message?: string } }[];
      dialogAnswers: object[];
      captureSources: { id: string; name: string; colour: string }[] | null;
      captured: string | null;
    };
  };
};
type Item = { label: string; checked?: boolean; submenu?: { items: Item[] }; click: () => void };

/**
 * An environment in which the desktop has a place for tray icons, or has none: `gdbus` is what the app asks, and answers so. The folder
 * is for the test to remove; `changeTray` has the desktop lose its place or get another one.
 */
export async function desktopWith({ tray }: { tray: boolean }) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'offhook-desktop-'));
  const tool = path.join(folder, 'gdbus');
  const owner = path.join(folder, 'owner');
  let hosts = 0;
  const changeTray = (isThere: boolean): Promise<void> => (isThere ? writeFile(owner, `(':1.${++hosts}',)\n`) : rm(owner, { force: true }));
  await changeTray(tray);
  await writeFile(
    tool,
    `#!/bin/sh\ncase "$*" in *GetNameOwner*) cat '${owner}';; *) test -f '${owner}' && echo '(true,)' || echo '(false,)';; esac\n`,
  );
  await chmod(tool, 0o755);
  return { folder, changeTray, env: { PATH: `${folder}${path.delimiter}${process.env.PATH ?? ''}` } };
}

/** The places of the desktop around the app's window: the tray, the small window, the notifications. */
export class Desk {
  readonly #app: ElectronApplication;

  constructor(app: ElectronApplication) {
    this.#app = app;
  }

  /** What the tray's icon says. */
  get tooltip(): Promise<string> {
    return this.#app.evaluate((electron) => (electron as unknown as Host).host.state.trays[0]?.toolTip ?? '');
  }

  /** The tray's menu, a line each: `[x]` where it is ticked, and what opens to the side behind `>`. */
  get menu(): Promise<string[]> {
    return this.#app.evaluate((electron) => {
      const read = ({ items }: { items: Item[] }, indent = ''): string[] =>
        items.flatMap((item) => [
          `${indent}${item.checked ? '[x] ' : ''}${item.label ?? '-'}`,
          ...(item.submenu ? read(item.submenu, '> ') : []),
        ]);
      const [tray] = (electron as unknown as Host).host.state.trays;
      return tray ? read(tray.menu) : [];
    });
  }

  /** Presses an item of the tray's menu, or one of its submenu. */
  press(...labels: [string, string?]): Promise<void> {
    return this.#app.evaluate(
      (electron, path) => {
        let items = (electron as unknown as Host).host.state.trays[0]?.menu.items ?? [];
        let found: Item | undefined;
        for (const label of path) {
          found = items.find((item) => item.label === label);
          if (!found) throw new Error(`no ${label} among ${items.map((item) => item.label).join(', ')}`);
          items = found.submenu?.items ?? [];
        }
        found?.click();
      },
      labels.filter((label) => label !== undefined),
    );
  }

  /** The system tells of a key of ours while another program is in front; `times` times, as when it is held. */
  async pressKey(accelerator: string, times = 1): Promise<void> {
    await this.#app.evaluate(
      async (electron, { accelerator, times }) => {
        for (let count = 0; count < times; count++) {
          if (count > 0) await new Promise((resolve) => setTimeout(resolve, count === 1 ? 500 : 33));
          const listener = (electron as unknown as Host).host.state.shortcuts.get(accelerator);
          if (!listener) throw new Error(`${accelerator} is not registered`);
          listener();
        }
      },
      { accelerator, times },
    );
  }

  /** How many calls the dock or the launcher counts. */
  get badge(): Promise<number> {
    return this.#app.evaluate(({ app }) => app.getBadgeCount());
  }

  /** `title: body` of every notification that was shown. */
  get notifications(): Promise<string[]> {
    return this.#app.evaluate((electron) =>
      (electron as unknown as Host).host.state.notifications.map(({ title, body }) => `${title}: ${body}`),
    );
  }

  async clickLastNotification(): Promise<void> {
    await this.#app.evaluate((electron) => (electron as unknown as Host).host.state.notifications.at(-1)?.emit('click'));
  }

  /** What the app asked in dialogs of the system. */
  get dialogs(): Promise<string[]> {
    return this.#app.evaluate((electron) => (electron as unknown as Host).host.state.dialogs.map(({ options }) => options.message ?? ''));
  }

  /** Presses that button in the next dialog. */
  async answerNextDialog(response: number): Promise<void> {
    await this.#app.evaluate((electron, index) => {
      (electron as unknown as Host).host.state.dialogAnswers.push({ response: index });
    }, response);
  }

  /** The id of the screen or window that the last capture was given. */
  get captured(): Promise<string | null> {
    return this.#app.evaluate((electron) => (electron as unknown as Host).host.state.captured);
  }

  /** What can be shared from now on; null: the system refuses. */
  async offerScreens(sources: { id: string; name: string }[] | null): Promise<void> {
    await this.#app.evaluate((electron, all) => {
      (electron as unknown as Host).host.state.captureSources = all?.map((one) => ({ ...one, colour: '#2b5876' })) ?? null;
    }, sources);
  }

  /** The main window. */
  get window(): Promise<{ visible: boolean; focused: boolean; minimized: boolean }> {
    return this.#app.evaluate(({ BrowserWindow }) => {
      const [main] = BrowserWindow.getAllWindows();
      return { visible: main?.isVisible() ?? false, focused: main?.isFocused() ?? false, minimized: main?.isMinimized() ?? false };
    });
  }

  /** As by the button in its corner. */
  async closeWindow(): Promise<void> {
    await this.#app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  }

  /** The page of the small window. */
  async smallPage(): Promise<Page> {
    const page = await vi.waitFor(() => {
      const found = this.#app.windows().find((one) => one.url().includes('/ring/'));
      if (!found) throw new Error('the small window is not there');
      return found;
    }, 10_000);
    page.setDefaultTimeout(12_000);
    return page;
  }

  /** How the small window is shown. */
  get small(): Promise<{ visible: boolean; focused: boolean; bounds: Electron.Rectangle } | null> {
    return this.#app.evaluate(({ BrowserWindow }) => {
      const small = BrowserWindow.getAllWindows().find(({ webContents }) => webContents.getURL().includes('/ring/'));
      return small ? { visible: small.isVisible(), focused: small.isFocused(), bounds: small.getBounds() } : null;
    });
  }
}
