import type { Command } from '../shared/command.ts';
import type { Hotkeys } from '../shared/hotkeys.ts';
import { acceleratorOf } from './accelerator.ts';

type Ports = {
  readonly hotkeys: () => Hotkeys;
  readonly platform: () => 'linux' | 'darwin' | 'win32';
  /** The call that keys act on. */
  readonly callId: () => string | undefined;
  readonly execute: (command: Command) => unknown;
};

/**
 * Push to talk and push to mute while this window has the keyboard: here the key is seen being let go. The main process keeps them while
 * another program has it. Returns the function that stops listening.
 */
export function listenForHeldKeys({ hotkeys, platform, callId, execute }: Ports, target: Window = window): () => void {
  /** The key by its place, and how what it did ends; the letters change with the modifiers, which may be let go first. */
  let held: { code: string; release: () => void } | null = null;
  const letGo = (): void => {
    held?.release();
    held = null;
  };

  function onDown(event: KeyboardEvent): void {
    const recorded = acceleratorOf(event, platform());
    if (recorded.kind !== 'accelerator') return;
    const { 'push-to-talk': talk, 'push-to-mute': mute } = hotkeys();
    const isTalk = recorded.accelerator === talk;
    if (!isTalk && recorded.accelerator !== mute) return;
    event.preventDefault();
    const id = callId();
    if (event.repeat || held || id === undefined) return;
    const ask = (kind: 'mute-microphone' | 'unmute-microphone') => () => void execute({ kind, callId: id });
    const [press, release] = isTalk
      ? [ask('unmute-microphone'), ask('mute-microphone')]
      : [ask('mute-microphone'), ask('unmute-microphone')];
    held = { code: event.code, release };
    press();
  }

  function onUp({ code }: KeyboardEvent): void {
    if (code === held?.code) letGo();
  }

  target.addEventListener('keydown', onDown);
  target.addEventListener('keyup', onUp);
  // The key will be let go where we do not see it.
  target.addEventListener('blur', letGo);
  return () => {
    target.removeEventListener('keydown', onDown);
    target.removeEventListener('keyup', onUp);
    target.removeEventListener('blur', letGo);
    letGo();
  };
}
