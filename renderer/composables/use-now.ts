import { onScopeDispose, type Ref, ref, watch } from 'vue';

interface NowOptions {
  /** Milliseconds from beat to beat. */
  period?: number;
  /** A moment that lies on a beat, so that a clock counting from it skips none. */
  beatFrom?: () => number;
}

/** The time in epoch milliseconds, told anew on every beat while somebody needs it. */
export function useNow(isNeeded: () => boolean, { period = 1000, beatFrom = () => 0 }: NowOptions = {}): Readonly<Ref<number>> {
  const now = ref(Date.now());
  let timer: ReturnType<typeof setTimeout> | undefined;

  function tick(): void {
    now.value = Date.now();
    const beat = (((now.value - beatFrom()) % period) + period) % period;
    timer = setTimeout(tick, period - beat);
  }

  watch(
    [isNeeded, beatFrom],
    ([needed]) => {
      clearTimeout(timer);
      if (needed) tick();
    },
    { immediate: true },
  );
  onScopeDispose(() => clearTimeout(timer));
  return now;
}
