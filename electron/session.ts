import { protocol, type Session, shell, type WebContents } from 'electron';
import { APP_SCHEME, type AppUrl } from './app-url.ts';
import type { Log } from './log.ts';
import { askSystem } from './media-desk.ts';
import { lockNavigation } from './navigation.ts';
import { type LocateRecording, pageFiles } from './page-files.ts';
import { restrictPermissions } from './permissions.ts';

/** Before the app is ready: makes `app:` a scheme like https, with an origin, a secure context and a code cache. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } },
  ]);
}

type Ports = { readonly url: AppUrl; readonly folder: string; readonly log: Log };

/** Once the app is ready, before the first window: serves the page from `folder` and decides what it may do. */
export function prepareSession(
  session: Session,
  { url, folder, log, locateRecording }: Ports & { locateRecording: LocateRecording },
): void {
  session.protocol.handle(APP_SCHEME, pageFiles(folder, locateRecording));
  // Chromium would fetch a dictionary with the first window; `os/spelling.ts` switches it on where it is wanted.
  session.setSpellCheckerEnabled(false);
  restrictPermissions(session, url, { log, askSystem: (kinds) => askSystem(process.platform, kinds) });
}

/** For every page that is ever made: it stays where it is. */
export function lockPage(page: WebContents, { url, log }: Omit<Ports, 'folder'>): void {
  lockNavigation(page, { url, openExternal: (address) => shell.openExternal(address), log });
}
