import type { Hook, HookProblem } from '../../shared/hooks.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Value } from '../shell.ts';

type Ports = {
  readonly settings: Value<Settings>;
  /** Shows the user, outside of any page, what would be started; true: they want it. */
  readonly mayStart: (commands: readonly string[]) => Promise<boolean>;
  readonly tryHook: (hook: Hook) => Promise<HookProblem | null>;
};

export interface HookKeeper {
  /** Keeps them, unless the user does not want a program that is new among them. */
  readonly set: (hooks: readonly Hook[]) => Promise<Settings>;
  /** Does it once with a caller who does not exist. */
  readonly attempt: (hook: Hook) => Promise<HookProblem | null>;
}

/**
 * The page handles what strangers send, and lives in a sandbox for it. A page that was taken over must not come out of it by way of a hook: a
 * program that it names is started only when the user, asked by the main process, has said yes to exactly that command.
 */
export function hookKeeper({ settings, mayStart, tryHook }: Ports): HookKeeper {
  const isKnown = (hook: Hook): boolean => settings.get().hooks.some((known) => commandLine(known) === commandLine(hook));
  return {
    set: async (hooks) => {
      const fresh = hooks.filter((hook) => hook.kind === 'command' && !isKnown(hook)).map(commandLine);
      if (fresh.length === 0 || (await mayStart(fresh))) settings.set({ ...settings.get(), hooks: [...hooks] });
      return settings.get();
    },
    attempt: async (hook) => (hook.kind === 'command' && !isKnown(hook) ? 'not-allowed' : tryHook(hook)),
  };
}

/** What is shown is what is compared. */
const commandLine = (hook: Hook): string =>
  hook.kind === 'command' ? [hook.program, ...hook.args].map((part) => JSON.stringify(part)).join(' ') : '';
