/** The page's own scheme: unlike `file:` it is an origin of its own, and nothing outside dist/renderer can be reached through it. */
export const APP_SCHEME = 'app';
const APP_HOST = 'offhook';

export type AppUrl = {
  /** Where the window starts. */
  readonly start: string;
  /** Whether an address belongs to our own page. */
  readonly isOurs: (url: string) => boolean;
};

/**
 * `devServer` is believed only by an app that is not packaged: otherwise a variable in the environment could put a stranger's page into the window.
 * Scheme and host are compared, never `origin`: that is the string 'null' for every custom scheme.
 */
export function appUrl({ isPackaged, devServer }: { isPackaged: boolean; devServer: string | undefined }): AppUrl {
  const start = devServer && !isPackaged ? devServer : `${APP_SCHEME}://${APP_HOST}/index.html`;
  const own = new URL(start);
  return {
    start,
    isOurs: (url) => {
      if (!URL.canParse(url)) return false;
      const { protocol, host } = new URL(url);
      return protocol === own.protocol && host === own.host;
    },
  };
}
