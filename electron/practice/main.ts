import type { ParentPort } from 'electron';
import { FromPractice, ToPractice } from './messages.ts';
import { type PracticeServer, startPracticeServer } from './server.ts';

// The entry of the process that Electron's utilityProcess forks: it lives while the practice line is in use.

const parentPort: ParentPort = process.parentPort;
let line: Promise<PracticeServer> | undefined;

const tell = (message: FromPractice): void => parentPort.postMessage(FromPractice.parse(message));

async function start(): Promise<void> {
  try {
    line ??= startPracticeServer();
    const { url, user, password } = await line;
    tell({ kind: 'ready', url, user, password });
  } catch (error) {
    line = undefined;
    tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
}

async function stop(): Promise<void> {
  await (await line)?.stop();
  process.exit(0);
}

parentPort.on('message', ({ data }) => {
  const message = ToPractice.parse(data);
  switch (message.kind) {
    case 'start':
      return void start();
    case 'stop':
      return void stop();
    default:
      return message satisfies never;
  }
});
