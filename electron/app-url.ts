/** The page's own scheme: unlike `file:` it is an origin of its own, and nothing outside dist/renderer can be reached through it. */
export const APP_SCHEME = 'app';
const APP_HOST = 'offhook';

/** The main window, where the phone lives, and the small one that shows who calls. */
export type WindowName = 'main' | 'ring';

export type AppUrl = {
  /** Where each window starts, and stays. */
  readonly start: Readonly<Record<WindowName, string>>;
  /** Whether an address belongs to our own pages. */
  readonly isOurs: (url: string) => boolean;
  /** Whether an address is the page of this window; what stands behind `?` or `#` does not count. */
  readonly isPageOf: (name: WindowName, url: string) => boolean;
};

/**
 * `devServer` is believed only by an app that is not packaged: otherwise a variable in the environment could put a stranger's page into the window.
 * Scheme and host are compared, never `origin`: that is the string 'null' for every custom scheme.
 */
export function appUrl({ isPackaged, devServer }: { isPackaged: boolean; devServer: string | undefined }): AppUrl {
  const start = devServer && !isPackaged ? devServer : `${APP_SCHEME}://${APP_HOST}/index.html`;
  const pages = { main: new URL(start), ring: new URL('ring/index.html', start) };
  const isOurs = (url: string): boolean => {
    if (!URL.canParse(url)) return false;
    const { protocol, host } = new URL(url);
    return protocol === pages.main.protocol && host === pages.main.host;
  };
  return {
    start: { main: start, ring: pages.ring.href },
    isOurs,
    isPageOf: (name, url) => isOurs(url) && new URL(url).pathname === pages[name].pathname,
  };
}
