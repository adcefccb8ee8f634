import type { Command } from '../shared/command.ts';
import { oneLine } from './redact.ts';

type Step = { readonly name: string; readonly ok: boolean; readonly milliseconds: number; readonly detail: string };

export interface SelfTest {
  start: () => void;
  step: (step: Step) => void;
  finish: (result: { readonly ok: boolean }) => void;
}

type Ports = {
  readonly command: (command: Command) => void;
  readonly print: (line: string) => void;
  /** Ends the app with 0 when everything worked, else with 1. */
  readonly exit: (code: 0 | 1) => void;
  /** Milliseconds for the whole test. */
  readonly deadline?: number;
};

/** `--self-test`: the page calls the echo of the practice line and tells each step; here it becomes a line and, in the end, an exit code. */
export function selfTest({ command, print, exit, deadline = 60_000 }: Ports): SelfTest {
  let began = 0;
  let steps = 0;
  let timer: NodeJS.Timeout | undefined;
  const end = (ok: boolean, why: string): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    print(`self-test ${ok ? 'passed' : 'failed'} in ${((Date.now() - began) / 1000).toFixed(1)} s${why}`);
    exit(ok ? 0 : 1);
  };
  return {
    start: () => {
      began = Date.now();
      timer = setTimeout(() => end(false, `: no end after ${deadline / 1000} s`), deadline);
      command({ kind: 'self-test' });
    },
    step: ({ name, ok, milliseconds, detail }) => {
      steps++;
      print(
        `${ok ? 'ok    ' : 'failed'} ${oneLine(name).padEnd(40)} ${`${Math.round(milliseconds)} ms`.padStart(9)}  ${oneLine(detail)}`.trimEnd(),
      );
    },
    // A test that did nothing has proven nothing.
    finish: ({ ok }) => end(ok && steps > 0, steps > 0 ? '' : ': no step was taken'),
  };
}
