import { BrowserWindow, type WebContents } from 'electron';
import type { HeadsetProgram, ProgramState, ProgramView } from '../../shared/headset-program.ts';
import { programView } from '../headset-program/view.ts';
import { pagePreferences } from '../page-preferences.ts';
import { reviveCrashed } from '../revive-crashed.ts';
import type { Shell, Value } from '../shell.ts';

type Ports = {
  readonly url: string;
  /** Where the preload script is. */
  readonly folder: string;
  /** Locks the new page in and connects it. */
  readonly attach: (page: WebContents) => void;
  readonly tell: (view: ProgramView) => void;
  readonly state: Value<ProgramState>;
};

/** How long a page that is not needed any more may tell the program that every call is over, in milliseconds. */
const FAREWELL = 1_000;

/**
 * The page that talks to a headset maker's program, in a window that nobody ever sees, as long as the user wants that program used. It stands
 * apart because such programs are talked to by running the scripts that they send.
 */
export function headsetProgram(shell: Shell, ports: Ports): () => void {
  let opened: ReturnType<typeof openPage> | undefined;
  let wasRegistered = false;
  const settle = (): void => {
    const { headsetProgram: chosen } = shell.settings.get();
    const wanted = wasRegistered ? chosen : null;
    if (chosen === null && ports.state.get().kind !== 'off') ports.state.set({ kind: 'off' });
    if (wanted === (opened?.program ?? null)) return;
    opened?.letGo();
    opened = undefined;
    if (wanted === null) return;
    ports.state.set({ kind: 'looking' });
    opened = openPage(shell, ports, wanted);
  };
  const stops = [
    shell.settings.subscribe(settle),
    // With the first sign-in, not before: until then nobody can call, and the main page has the computer to itself.
    shell.registration.subscribe(({ kind }) => {
      wasRegistered ||= kind === 'registered';
      settle();
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    opened?.stop();
  };
}

function openPage(shell: Shell, { url, folder, attach, tell }: Ports, program: HeadsetProgram) {
  const window = new BrowserWindow({ title: 'Offhook', show: false, width: 200, height: 100, webPreferences: pagePreferences(folder) });
  const page = window.webContents;
  attach(page);
  /** Null: nobody is there yet. */
  let told: string | null = null;
  const refresh = (): void => {
    const view = programView(shell.calls.get());
    if (told === null || JSON.stringify(view) === told) return;
    told = JSON.stringify(view);
    tell(view);
  };
  const stops = [shell.calls.subscribe(refresh), reviveCrashed(page, { name: 'the page of the headset', log: shell.log })];
  page.on('did-navigate', () => {
    told = '';
    refresh();
  });
  // As the small window: it goes when the main one is gone.
  window.on('close', (event) => event.preventDefault());
  void window.loadURL(`${url}?program=${program}`).catch((error: unknown) => shell.log.error(`the headset page did not load: ${error}`));
  const destroy = (): void => {
    if (!window.isDestroyed()) window.destroy();
  };
  const release = (): void => {
    for (const stop of stops) stop();
  };
  return {
    program,
    letGo: (): void => {
      release();
      tell({ calls: [], isMuted: false });
      setTimeout(destroy, FAREWELL);
    },
    stop: (): void => {
      release();
      destroy();
    },
  };
}
