import { type ComputedRef, computed } from 'vue';
import type { CallSnapshot } from '../../shared/call.ts';
import { clock } from '../format.ts';
import { useNow } from './use-now.ts';

/** How long the call has lasted, as `1:05`; empty before the answer, standing still after the end. */
export function useCallTimer(call: () => CallSnapshot): ComputedRef<string> {
  const since = () => {
    const { state } = call();
    return state.kind === 'active' ? state.since : 0;
  };
  const now = useNow(() => call().state.kind === 'active', { beatFrom: since });
  return computed(() => {
    const { state } = call();
    if (state.kind === 'active') return clock((now.value - state.since) / 1000);
    return state.kind === 'ended' && state.since !== null ? clock((state.at - state.since) / 1000) : '';
  });
}
