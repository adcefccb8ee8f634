import { FromPractice, type PracticeAccess, type ToPractice } from './messages.ts';

/** What is used of Electron's UtilityProcess. */
export type PracticeProcess = {
  postMessage(message: ToPractice): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  kill(): boolean;
};

export type PracticeLine = {
  /** Opens the practice line, or tells how to reach the open one. Rejects with a sentence for the user. */
  readonly start: () => Promise<PracticeAccess>;
  /** Ends the process of the practice line; a pending start rejects. */
  readonly stop: () => Promise<void>;
};

type Options = {
  /** Starts `dist/electron/practice.js`: `() => utilityProcess.fork(path)`. */
  readonly fork: () => PracticeProcess;
  /** Milliseconds that the process may take to open the line. */
  readonly startMs?: number;
  /** Milliseconds that it may take to end by itself before it is killed. */
  readonly stopMs?: number;
};

type Running = {
  readonly child: PracticeProcess;
  readonly access: Promise<PracticeAccess>;
  readonly ended: Promise<void>;
  readonly stopping: AbortController;
};

/** One practice line in a process of its own, alive only while in use; one that died is made anew by the next start. */
export function practiceLine({ fork, startMs = 10_000, stopMs = 2000 }: Options): PracticeLine {
  let running: Running | undefined;

  const forget = (child: PracticeProcess): void => {
    if (running?.child === child) running = undefined;
  };

  const launch = (): Running => {
    const child = fork();
    const stopping = new AbortController();
    const ended = new Promise<void>((resolve) => void child.on('exit', () => resolve())).then(() => forget(child));
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(startMs)]);
    const access = openLine(child, ended, signal).catch((error) => {
      forget(child);
      child.kill();
      throw error;
    });
    return { child, access, ended, stopping };
  };

  return {
    start: async () => {
      running ??= launch();
      return await running.access;
    },
    stop: async () => {
      if (!running) return;
      const { child, ended, stopping } = running;
      running = undefined;
      stopping.abort(new Error('it was stopped'));
      child.postMessage({ kind: 'stop' });
      const timer = setTimeout(() => child.kill(), stopMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

function openLine(child: PracticeProcess, ended: Promise<void>, signal: AbortSignal): Promise<PracticeAccess> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`The practice line could not be opened: ${why}`));
    signal.addEventListener('abort', () => fail(signal.reason.name === 'TimeoutError' ? 'it took too long' : signal.reason.message));
    child.on('message', (raw) => {
      const message = FromPractice.safeParse(raw);
      if (!message.success) fail('its answer is not understood');
      else if (message.data.kind === 'failed') fail(message.data.message);
      else resolve({ url: message.data.url, user: message.data.user, password: message.data.password });
    });
    void ended.then(() => fail('its process ended'));
    child.postMessage({ kind: 'start' });
  });
}
