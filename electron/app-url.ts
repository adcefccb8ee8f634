/** The page's own scheme: unlike `file:` it is an origin of its own, and nothing outside dist/renderer can be reached through it. */
export const APP_SCHEME = 'app';
const APP_HOST = 'offhook';
/** An origin of its own: nothing of the phone can be reached from there, and the phone's permissions are not its own. */
export const PROGRAM_HOST = 'headset';

/** The main window, where the phone lives, the small one that shows who calls, and the one behind both that talks to a headset maker's program. */
export type WindowName = 'main' | 'ring' | 'program';

export type AppUrl = {
  /** Where each window starts, and stays. */
  readonly start: Readonly<Record<WindowName, string>>;
  /** Whether an address belongs to the phone's own pages. */
  readonly isOurs: (url: string) => boolean;
  /** Whether an address has the origin of this window's page. */
  readonly isOfOrigin: (name: WindowName, url: string) => boolean;
  /** Whether an address is the page of this window; what stands behind `?` or `#` does not count. */
  readonly isPageOf: (name: WindowName, url: string) => boolean;
};

/**
 * `devServer` is believed only by an app that is not packaged: otherwise a variable in the environment could put a stranger's page into the window.
 * Scheme and host are compared, never `origin`: that is the string 'null' for every custom scheme.
 */
export function appUrl({ isPackaged, devServer }: { isPackaged: boolean; devServer: string | undefined }): AppUrl {
  const start = devServer && !isPackaged ? devServer : `${APP_SCHEME}://${APP_HOST}/index.html`;
  const isDeveloped = start === devServer;
  const aside = isDeveloped ? start : `${APP_SCHEME}://${PROGRAM_HOST}/`;
  const pages = { main: new URL(start), ring: new URL('ring/index.html', start), program: new URL('headset-program/index.html', aside) };
  const isOfOrigin = (name: WindowName, url: string): boolean => {
    if (!URL.canParse(url)) return false;
    const { protocol, host } = new URL(url);
    return protocol === pages[name].protocol && host === pages[name].host;
  };
  return {
    start: { main: start, ring: pages.ring.href, program: pages.program.href },
    isOurs: (url) => isOfOrigin('main', url),
    isOfOrigin,
    isPageOf: (name, url) => isOfOrigin(name, url) && new URL(url).pathname === pages[name].pathname,
  };
}
