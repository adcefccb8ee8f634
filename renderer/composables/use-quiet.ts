import { type ComputedRef, computed, type Ref } from 'vue';
import { type Quiet, quietAt } from '../../shared/do-not-disturb.ts';
import type { IncomingRules } from '../../shared/rules.ts';
import { useNow } from './use-now.ts';

/** Whether callers are turned away now. A schedule counts in minutes, so once a minute it is looked at. */
export function useQuiet(rules: () => IncomingRules['doNotDisturb']): { quiet: ComputedRef<Quiet>; now: Readonly<Ref<number>> } {
  const now = useNow(() => rules().schedule.length > 0, { period: 60_000 });
  const quiet = computed(() => {
    // Between two beats something may have been switched.
    const at = Math.max(now.value, Date.now());
    return quietAt(rules(), new Date(at));
  });
  return { quiet, now };
}
