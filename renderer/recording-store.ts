import type { Bridge } from '../shared/ipc.ts';
import type { Written } from '../shared/recording.ts';
import type { RecordingStore } from './phone/call/recording-file.ts';

/** Recordings as files, which main writes. `onEnded`: one more is whole. */
export function makeRecordingStore(bridge: Pick<Bridge, 'request'>, onEnded: () => void): RecordingStore {
  const failed = (): Written => ({ ok: false, problem: 'failed' });
  return {
    begin: (start) => bridge.request('recording:begin', start).catch(failed),
    append: (part) => bridge.request('recording:append', part).catch(failed),
    end: (id) =>
      bridge
        .request('recording:end', { id })
        .then(onEnded)
        .catch(() => {}),
  };
}
