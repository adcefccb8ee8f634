import { globalShortcut } from 'electron';
import type { CallSnapshot } from '../../shared/call.ts';
import type { Command } from '../../shared/command.ts';
import { HotkeyAction, type HotkeyReport, type HotkeyState } from '../../shared/hotkeys.ts';
import { currentCall, isHeldHere, ringingCalls } from '../../shared/which-call.ts';
import { dialClipboard, dialSelection } from '../dial-clipboard.ts';
import { type HeldKey, heldKey, onceAPress } from '../held-key.ts';
import type { Readable, Shell, Value } from '../shell.ts';

type Ports = {
  readonly report: Value<HotkeyReport>;
  /** A key is being recorded. */
  readonly isPaused: Readable<boolean>;
};

/** Keys that work while another program has the keyboard. A key that could not be had is told, and does not keep the others from working. */
export function hotkeys(shell: Shell, { report, isPaused }: Ports): () => void {
  const { feelsHolding, readsSelection } = report.get();
  const held = new Map<HotkeyAction, HeldKey>(holdActions.map((action) => [action, heldKeyFor(action, shell, feelsHolding)]));
  const listeners = new Map(
    HotkeyAction.options.map((action) => [action, held.get(action)?.onTold ?? onceAPress(() => act(action, shell), feelsHolding)]),
  );
  const letGo = (): void => {
    for (const key of held.values()) key.letGo();
  };
  const registered = new Set<string>();
  const release = (): void => {
    for (const accelerator of [...registered]) giveBack(accelerator);
  };
  const giveBack = (accelerator: string): void => {
    if (registered.delete(accelerator)) globalShortcut.unregister(accelerator);
  };
  const take = (action: HotkeyAction, accelerator: string): HotkeyState => {
    // A settings file may come from another computer.
    if (accelerator === '' || (action === 'dial-selection' && !readsSelection)) return 'off';
    if (registered.has(accelerator)) return 'duplicate';
    const state = register(accelerator, listeners.get(action) ?? (() => {}));
    if (state === 'registered') registered.add(accelerator);
    return state;
  };
  let before = '';
  const apply = (): void => {
    const { hotkeys: wanted } = shell.settings.get();
    // In front the page has the keyboard and sees the key being let go, if it arrives there. Not under Wayland, which would ask anew each time.
    const isForPage = shell.face.get() === 'front' && report.get().isSure && holdActions.some((action) => wanted[action] !== '');
    const now = JSON.stringify([wanted, isPaused.get(), isForPage]);
    if (now === before) return;
    before = now;
    release();
    letGo();
    if (isPaused.get()) return;
    const states = HotkeyAction.options.map((action) => [action, take(action, wanted[action])] as const);
    // Taken all the same, so that the settings can say whether they are to be had.
    if (isForPage) for (const action of holdActions) giveBack(wanted[action]);
    tellProblems(states, shell);
    report.set({ ...report.get(), states: Object.fromEntries(states) as HotkeyReport['states'] });
  };
  const stops = [shell.settings, isPaused, shell.face].map((source: Readable<unknown>) => source.subscribe(apply));
  return () => {
    for (const stop of stops) stop();
    release();
    letGo();
  };
}

const holdActions = ['push-to-talk', 'push-to-mute'] as const satisfies readonly HotkeyAction[];
type HoldAction = (typeof holdActions)[number];

function register(accelerator: string, listener: () => void): HotkeyState {
  try {
    return globalShortcut.register(accelerator, listener) ? 'registered' : 'refused';
  } catch {
    return 'invalid'; // the settings file was written by hand
  }
}

function tellProblems(states: readonly (readonly [HotkeyAction, HotkeyState])[], { log }: Shell): void {
  const problems = states.filter(([, state]) => state !== 'off' && state !== 'registered');
  if (problems.length > 0) log.warn(`hotkeys that do not work: ${problems.map(([action, state]) => `${action} (${state})`).join(', ')}`);
}

function heldKeyFor(action: HoldAction, { calls, command }: Shell, feelsHolding: boolean): HeldKey {
  const ask = (kind: 'mute-microphone' | 'unmute-microphone') => (): void => {
    const callId = currentCall(calls.get())?.id;
    if (callId !== undefined) command({ kind, callId });
  };
  const [mute, unmute] = [ask('mute-microphone'), ask('unmute-microphone')];
  return heldKey(
    action === 'push-to-talk' ? { press: unmute, release: mute, feelsHolding } : { press: mute, release: unmute, feelsHolding },
  );
}

function act(action: HotkeyAction, shell: Shell): void {
  const command = commandFor(action, shell.calls.get());
  if (command) shell.command(command);
  else if (action === 'show') shell.show();
  else if (action === 'dial-clipboard') void dialClipboard(shell);
  else if (action === 'dial-selection') void dialSelection(shell);
}

/** Null when there is no call to do that with: the key then does nothing. */
function commandFor(action: HotkeyAction, calls: readonly CallSnapshot[]): Command | null {
  const [ringing] = ringingCalls(calls);
  if (action === 'answer') return ringing ? { kind: 'answer', callId: ringing.id } : null;
  const call = currentCall(calls) ?? (action === 'hang-up' ? ringing : null);
  if (!call) return null;
  if (action === 'mute') return { kind: 'toggle-microphone', callId: call.id };
  if (action === 'hang-up') return { kind: 'hang-up', callId: call.id };
  if (action === 'hold') return { kind: isHeldHere(call) ? 'resume' : 'hold', callId: call.id };
  return null;
}
