import type { ProgramState } from '../../shared/headset-program.ts';
import type { Handlers } from '../ipc.ts';
import type { Shell, Value } from '../shell.ts';
import { commandOf } from './press.ts';
import { programView } from './view.ts';

/** The requests about a headset maker's program. */
export type ProgramHandlers = Pick<Handlers, Extract<keyof Handlers, `program:${string}`>>;

type Ports = { readonly shell: Pick<Shell, 'calls' | 'settings' | 'ask'>; readonly state: Value<ProgramState> };

export function programDesk({ shell: { calls, settings, ask }, state }: Ports): ProgramHandlers {
  return {
    'program:read': () => state.get(),
    // A page that is being closed may still have something to say.
    'program:state': (next) => {
      if (settings.get().headsetProgram !== null) state.set(next);
    },
    'program:press': async (press) => {
      const command = commandOf(press, calls.get());
      if (command) await ask(command);
      return programView(calls.get());
    },
  };
}
