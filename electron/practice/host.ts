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

/** One practice line in a process of its own, alive only while in use; one that died is made anew by the next start. */
export function practiceLine({ fork, startMs = 10_000, stopMs = 2000 }: Options): PracticeLine {
  let running: { readonly child: PracticeProcess; readonly access: Promise<PracticeAccess>; readonly ended: Promise<void> } | undefined;

  const launch = (): NonNullable<typeof running> => {
    const child = fork();
    const ended = new Promise<void>((resolve) => {
      child.on('exit', () => {
        if (running?.child === child) running = undefined;
        resolve();
      });
    });
    const access = openLine(child, ended, startMs).catch((error) => {
      if (running?.child === child) running = undefined;
      child.kill();
      throw error;
    });
    return { child, access, ended };
  };

  return {
    start: async () => {
      running ??= launch();
      return await running.access;
    },
    stop: async () => {
      const last = running;
      running = undefined;
      if (!last) return;
      last.child.postMessage({ kind: 'stop' });
      const timer = setTimeout(() => last.child.kill(), stopMs);
      await last.ended;
      clearTimeout(timer);
    },
  };
}

function openLine(child: PracticeProcess, ended: Promise<void>, startMs: number): Promise<PracticeAccess> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`The practice line could not be opened: ${why}`));
    const timer = setTimeout(() => fail(`no answer within ${startMs / 1000} s`), startMs);
    child.on('message', (raw) => {
      clearTimeout(timer);
      const message = FromPractice.safeParse(raw);
      if (!message.success) fail('its answer is not understood');
      else if (message.data.kind === 'failed') fail(message.data.message);
      else resolve({ url: message.data.url, user: message.data.user, password: message.data.password });
    });
    void ended.then(() => {
      clearTimeout(timer);
      fail('its process ended');
    });
    child.postMessage({ kind: 'start' });
  });
}
