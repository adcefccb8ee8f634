import { app } from 'electron';
import { z } from 'zod';
import { type DialRequest, LINK_SCHEMES, readDial } from '../command-line.ts';
import { field, type Shell } from '../shell.ts';

/** What a second launch hands to the first one. */
export const HandedOver = z.object({ dial: z.string().nullable(), signInFile: z.string().nullable() });
export type HandedOver = z.infer<typeof HandedOver>;

/** A link is written by strangers: it fills the dial field, and the user presses Call. */
export function dialFrom({ command, notify }: Shell, request: DialRequest | null): void {
  if (request?.kind === 'dial') command({ kind: 'dial', target: request.target, confirm: true });
  if (request?.kind === 'bad-link') notify({ kind: 'bad-link', link: request.link });
}

type Ports = { readonly importSignIn: (file: string) => void };

/** Links of the system (`tel:` and the like) and second launches: both bring the window to the front. To be started before the app is ready. */
export function links(shell: Shell, { importSignIn }: Ports): () => void {
  const onLink = (event: { preventDefault: () => void }, link: string): void => {
    event.preventDefault();
    shell.show();
    dialFrom(shell, readDial(link));
  };
  const onSecond = (_event: unknown, _argv: string[], _folder: string, data: unknown): void => {
    shell.show();
    const given = HandedOver.safeParse(data);
    if (!given.success) return;
    if (given.data.dial !== null) dialFrom(shell, readDial(given.data.dial));
    if (given.data.signInFile !== null) importSignIn(given.data.signInFile);
  };
  app.on('open-url', onLink);
  app.on('second-instance', onSecond);
  return () => {
    app.off('open-url', onLink);
    app.off('second-instance', onSecond);
  };
}

/**
 * Offers the app for links, once in the life of a profile: the choice is the user's, and asking again would take it back. On Linux the
 * package's desktop file does it; there Electron would run xdg-settings for every scheme and wait for it.
 */
export function registerLinks({ memory, log }: Shell, platform: NodeJS.Platform): void {
  const isDone = field(memory, 'areLinksRegistered');
  if (!app.isPackaged || platform === 'linux' || isDone.get()) return;
  for (const scheme of LINK_SCHEMES) if (!app.setAsDefaultProtocolClient(scheme)) log.warn(`the system did not take ${scheme}: links`);
  isDone.set(true);
}

/** A dial request as it travels to the first instance. */
export function handOver(dial: DialRequest | null, signInFile: string | null): HandedOver {
  return { dial: dial === null ? null : dial.kind === 'dial' ? dial.target : dial.link, signInFile };
}
