import { type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron';
import type { z } from 'zod';
import { type EventName, type EventPayload, events, programRequests, type RequestName, requests, ringRequests } from '../shared/ipc.ts';
import type { AppUrl, WindowName } from './app-url.ts';
import { describeError, type Log } from './log.ts';

type Taken<Name extends RequestName> = z.output<(typeof requests)[Name]['input']>;
type Given<Name extends RequestName> = z.input<(typeof requests)[Name]['output']>;

/** One function a request, all of them: a missing one does not compile, and none can be reached past the guard. */
export type Handlers = { readonly [Name in RequestName]: (input: Taken<Name>) => Given<Name> | Promise<Given<Name>> };

export interface Ipc {
  /** Waits until the window's page has asked `app:ready`; a page that is reloaded is waited for again. */
  tell: <Name extends EventName>(name: Name, payload: EventPayload<Name>, window?: WindowName) => void;
  /** The main window's page listens: what is told now arrives now. */
  isHeard: () => boolean;
  /** Connects the page of a window. A new page takes the place of the one before. */
  attach: (page: WebContents, window?: WindowName) => void;
  /** From now on requests are answered. */
  serve: (handlers: Handlers) => void;
  stop: () => void;
}

type Ports = {
  readonly url: AppUrl;
  readonly log: Log;
  /** The main page that listened is reloading or crashed: what it told is over. */
  readonly onPageGone: () => void;
};

export function ipc({ url, log, onPageGone }: Ports): Ipc {
  const posts = { main: mailbox(onPageGone), ring: mailbox(() => {}), program: mailbox(() => {}) } satisfies Record<WindowName, unknown>;
  /** The window whose own page asks, from its top frame. */
  const windowOf = ({ sender, senderFrame }: IpcMainInvokeEvent): WindowName | undefined => {
    if (senderFrame?.parent !== null) return undefined;
    return WINDOWS.find((window) => sender === posts[window].page() && url.isPageOf(window, senderFrame.url));
  };
  return {
    tell: (name, payload, window = 'main') => posts[window].send(name, events[name].parse(payload)),
    isHeard: posts.main.isHeard,
    attach: (page, window = 'main') => posts[window].attach(page),
    serve: (handlers) => {
      ipcMain.handle('request', async (event, name: unknown, input: unknown) => {
        const window = windowOf(event);
        if (!window || !isRequest(name) || !mayAsk(window, name)) {
          log.warn(`refused a request from ${event.senderFrame?.url.slice(0, 100) ?? 'a frame that is gone'}`);
          throw new Error('Refused');
        }
        const answer = await answerRequest(handlers, name, input, log);
        if (name === 'app:ready') posts[window].deliver();
        return answer;
      });
      // electron-store opens this door for pages that read it directly; ours must not learn a path, let alone without the guard.
      ipcMain.removeAllListeners('electron-store-get-data');
    },
    stop: () => ipcMain.removeHandler('request'),
  };
}

const WINDOWS: readonly WindowName[] = ['main', 'ring', 'program'];

/**
 * The small window shows strangers' names, and the page of a headset maker's program runs what that program sends. Both need little: they get no
 * settings, no history and no password.
 */
const MAY_ASK: Readonly<Record<WindowName, ReadonlySet<RequestName> | null>> = { main: null, ring: ringRequests, program: programRequests };
const mayAsk = (window: WindowName, name: RequestName): boolean => MAY_ASK[window]?.has(name) ?? true;

/** What is told to a page, kept while no page listens. */
function mailbox(onPageGone: () => void) {
  let page: WebContents | undefined;
  let isListening = false;
  let waiting: (readonly [EventName, unknown])[] = [];

  const isHeard = (): boolean => isListening && page?.isDestroyed() === false;
  const send = (name: EventName, payload: unknown): void => {
    if (isHeard()) page?.send('event', name, payload);
    else waiting.push([name, payload]);
  };
  const leave = (from: WebContents): void => {
    if (page !== from || !isListening) return;
    isListening = false;
    onPageGone();
  };
  return {
    page: () => page,
    isHeard,
    send,
    deliver: (): void => {
      isListening = true;
      const kept = waiting;
      waiting = [];
      for (const [name, payload] of kept) send(name, payload);
    },
    attach: (next: WebContents): void => {
      page = next;
      isListening = false;
      // Not `did-start-navigation`: that comes before `will-navigate`, also of a navigation that is then refused and never happens.
      next.on('did-navigate', () => leave(next));
      next.on('render-process-gone', () => leave(next));
    },
  };
}

/** `Object.hasOwn`, so that 'toString' is no request. */
const isRequest = (name: unknown): name is RequestName => typeof name === 'string' && Object.hasOwn(requests, name);

/** Parsed in, parsed and stripped out. Only a message crosses to the page, and it never repeats the input: that may hold a password. */
async function answerRequest(handlers: Handlers, name: RequestName, input: unknown, log: Log): Promise<unknown> {
  const { input: accepts, output: returns } = requests[name];
  const handle = handlers[name] as (input: unknown) => unknown;
  const taken = accepts.safeParse(input);
  if (!taken.success) {
    const problem = `Bad input for ${name}: ${whatIsWrong(taken.error)}`;
    log.warn(problem);
    throw new Error(problem);
  }
  try {
    const given = await handle(taken.data);
    const answer = returns.safeParse(given);
    if (!answer.success) throw new Error(`Bad output: ${whatIsWrong(answer.error)}`);
    return answer.data;
  } catch (error) {
    log.error(`${name} failed: ${describeError(error)}`);
    throw new Error(`${name} failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Where and what, without the values. */
const whatIsWrong = ({ issues }: z.ZodError): string => issues.map(({ path, code }) => `${path.join('.') || 'value'} (${code})`).join(', ');
