import { shell as systemShell } from 'electron';
import type { CallRecord, CallSnapshot } from '../../shared/call.ts';
import type { Hook, HookEvent, HookProblem } from '../../shared/hooks.ts';
import { isMissed } from '../../shared/past-call.ts';
import type { HookValues } from '../hooks/fill.ts';
import { runHook } from '../hooks/run.ts';
import type { Shell } from '../shell.ts';

/** So many at once; a flood of callers shall not become one of programs. */
const MOST = 16;

const openExternal = (url: string): Promise<void> => systemShell.openExternal(url);

/** What the user wants to happen with calls: a program, a page, a request to a server. */
export function hooks(shell: Shell): () => void {
  const startedAt = Date.now();
  let running = 0;
  const fire = (values: HookValues): void => {
    for (const hook of shell.settings.get().hooks) if (hook.event === values.event) void start(hook, values);
  };
  const start = async (hook: Hook, values: HookValues): Promise<void> => {
    if (running >= MOST) return shell.log.warn('a hook was left out: too many are running');
    running++;
    const problem = await runHook(hook, values, { openExternal });
    running--;
    if (problem === null) return;
    shell.log.warn(`a hook on ${hook.event} did not work: ${problem}`);
    shell.notify({ kind: 'hook-failed', what: nameOf(hook), problem });
  };
  let told = new Map<string, CallSnapshot['state']['kind']>();
  const onCalls = (calls: readonly CallSnapshot[]): void => {
    for (const call of calls) {
      if (told.get(call.id) === call.state.kind) continue;
      if (call.state.kind === 'ringing' && call.direction === 'incoming') fire(valuesOf('ring', call));
      if (call.state.kind === 'active') fire(valuesOf('answer', call));
    }
    told = new Map(calls.map(({ id, state }) => [id, state.kind]));
  };
  const past = new Set<string>();
  const onRecords = (records: readonly CallRecord[]): void => {
    for (const record of records) {
      // The page reads older ones as well, at every load.
      if (record.endedAt < startedAt || past.has(record.id)) continue;
      past.add(record.id);
      fire(valuesOf('end', record));
      if (isMissed(record)) fire(valuesOf('missed', record));
    }
  };
  const stops = [shell.calls.subscribe(onCalls), shell.recent.subscribe(onRecords)];
  return () => {
    for (const stop of stops) stop();
  };
}

/** Does it once with a caller who does not exist. */
export function tryHook(hook: Hook): Promise<HookProblem | null> {
  const sample = { number: '5551234', name: 'Test', uri: 'sip:5551234@example.com', direction: 'incoming', duration: '0' };
  return runHook(hook, { event: hook.event, ...sample }, { openExternal });
}

const nameOf = (hook: Hook): string => (hook.kind === 'command' ? hook.program : hook.url).slice(0, 100);

function valuesOf(event: HookEvent, call: CallSnapshot | CallRecord): HookValues {
  const { number, name, uri } = call.peer;
  const talked = 'answeredAt' in call && call.answeredAt !== null ? call.endedAt - call.answeredAt : 0;
  return { event, number, name, uri, direction: call.direction, duration: String(Math.max(0, Math.round(talked / 1000))) };
}
