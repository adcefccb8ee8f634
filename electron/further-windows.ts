import type { WebContents } from 'electron';
import type { ProgramState, ProgramView } from '../shared/headset-program.ts';
import type { RingView } from '../shared/ipc.ts';
import type { AppUrl } from './app-url.ts';
import type { Ipc } from './ipc.ts';
import type { Log } from './log.ts';
import { lockNavigation } from './navigation.ts';
import { headsetProgram } from './os/headset-program.ts';
import { ringWindow } from './os/ring-window.ts';
import { lockPage } from './session.ts';
import type { Readable, Shell, Value } from './shell.ts';

type Ports = {
  readonly shell: Shell;
  readonly url: AppUrl;
  readonly wire: Ipc;
  readonly log: Log;
  /** Where the preload script is. */
  readonly folder: string;
  readonly ringContent: Readable<{ readonly height: number }>;
  readonly programState: Value<ProgramState>;
};

/** The small window, connected. */
export function smallWindow({ shell, url, wire, log, folder, ringContent }: Ports): () => void {
  const attach = (page: WebContents): void => {
    lockPage(page, { url, log });
    wire.attach(page, 'ring');
  };
  const tell = (view: RingView): void => wire.tell('ring:changed', view, 'ring');
  return ringWindow(shell, { url: url.start.ring, folder, attach, tell, content: ringContent });
}

/** The page that talks to a headset maker's program, connected. It goes nowhere, and opens nothing: what it runs is not all ours. */
export function programWindow({ shell, url, wire, log, folder, programState }: Ports): () => void {
  const attach = (page: WebContents): void => {
    lockNavigation(page, { url: { isOurs: () => false }, openExternal: () => Promise.reject(new Error('not from here')), log });
    wire.attach(page, 'program');
  };
  const tell = (view: ProgramView): void => wire.tell('program:view', view, 'program');
  return headsetProgram(shell, { url: url.start.program, folder, attach, tell, state: programState });
}
