import type { WebContents } from 'electron';
import type { AppUrl } from './app-url.ts';
import type { Log } from './log.ts';

const OUTSIDE: ReadonlySet<string> = new Set(['https:', 'http:', 'mailto:']);

/** What may be handed to the system's browser or mail program: anything else could start a program with a stranger's words. */
export function mayOpenOutside(address: string): boolean {
  if (address.length > 2048 || !URL.canParse(address)) return false;
  const { protocol, username, password } = new URL(address);
  return OUTSIDE.has(protocol) && username === '' && password === '';
}

type Ports = { readonly url: Pick<AppUrl, 'isOurs'>; readonly openExternal: (address: string) => Promise<void>; readonly log: Log };

/** The window shows our page and stays there: links open outside, everything else is refused. */
export function lockNavigation(page: WebContents, { url, openExternal, log }: Ports): void {
  const leave = (address: string): void => {
    const where = address.slice(0, 100);
    if (!mayOpenOutside(address)) log.warn(`refused to open ${where}`);
    else openExternal(address).catch((error: unknown) => log.warn(`the system could not open ${where}: ${error}`));
  };
  // Told of the main frame as well; with `will-navigate` beside it one of the two would be told or not, depending on their order.
  page.on('will-frame-navigate', (event) => {
    if (url.isOurs(event.url)) return;
    event.preventDefault();
    if (event.isMainFrame) leave(event.url);
  });
  page.on('will-redirect', (event) => {
    if (!url.isOurs(event.url)) event.preventDefault();
  });
  page.on('will-attach-webview', (event) => event.preventDefault());
  page.setWindowOpenHandler(({ url: address }) => {
    leave(address);
    return { action: 'deny' };
  });
}
