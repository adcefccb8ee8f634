import { app, dialog, shell as systemShell } from 'electron';
import { z } from 'zod';
import { LINK_SCHEMES, type LinkReport } from '../../shared/links.ts';
import { type DialRequest, readDial } from '../command-line.ts';
import { describeError } from '../log.ts';
import { field, type Shell } from '../shell.ts';
import { words } from '../words.ts';

/** What a second launch hands to the first one. */
export const HandedOver = z.object({ dial: z.string().nullable(), signInFile: z.string().nullable() });
export type HandedOver = z.infer<typeof HandedOver>;

/** A link is written by strangers: it fills the dial field, and the user presses Call, unless they chose otherwise. It never turns on a camera. */
export function dialFrom({ command, notify, settings }: Shell, request: DialRequest | null): void {
  if (request?.kind === 'dial') command({ kind: 'dial', target: request.target, confirm: settings.get().asksBeforeLink, video: false });
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

/** Of every scheme whether its links come to us, as the system says. On Linux `xdg-settings` is run for each, so not at every start. */
export const readLinks = (): LinkReport =>
  Object.fromEntries(LINK_SCHEMES.map((scheme) => [scheme, app.isDefaultProtocolClient(scheme)])) as LinkReport;

/** Takes the links, as far as an app can, and says what came of it. */
export async function takeLinks(platform: NodeJS.Platform): Promise<LinkReport> {
  for (const scheme of LINK_SCHEMES) app.setAsDefaultProtocolClient(scheme);
  const report = readLinks();
  // Since Windows 8 the last word is the user's, in the system's settings, where the installer has entered us.
  if (platform === 'win32' && Object.values(report).includes(false)) await systemShell.openExternal(defaultAppsPage);
  return report;
}

const defaultAppsPage = 'ms-settings:defaultapps?registeredAppUser=Offhook';

/** Asks once in the life of a profile whether links shall come to us, and not before the phone works: then it is of use. */
export function offerLinks(shell: Shell, platform: NodeJS.Platform): () => void {
  const isDone = field(shell.memory, 'areLinksRegistered');
  if (!app.isPackaged || isDone.get()) return () => {};
  const ask = async (): Promise<void> => {
    if (!Object.values(readLinks()).includes(false)) return;
    const { response } = await dialog.showMessageBox({ type: 'question', defaultId: 0, cancelId: 1, ...words.links });
    if (response !== 0) return;
    const refused = Object.entries(await takeLinks(platform)).filter(([, isOurs]) => !isOurs);
    if (refused.length > 0) shell.notify({ kind: 'links-refused', schemes: refused.map(([scheme]) => `${scheme}:`).join(', ') });
  };
  return shell.registration.subscribe(({ kind }) => {
    if (kind !== 'registered' || isDone.get() || shell.calls.get().length > 0) return;
    isDone.set(true);
    ask().catch((error: unknown) => shell.log.warn(`links could not be taken: ${describeError(error)}`));
  });
}

/** A dial request as it travels to the first instance. */
export function handOver(dial: DialRequest | null, signInFile: string | null): HandedOver {
  return { dial: dial === null ? null : dial.kind === 'dial' ? dial.target : dial.link, signInFile };
}
