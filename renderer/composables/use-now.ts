import { onScopeDispose, type Ref, ref, watch } from 'vue';

interface NowOptions {
  /** Milliseconds from beat to beat. */
  period?: number;
  /** A moment that lies on a beat, so that a clock counting from it skips none. */
  beatFrom?: () => number;
}

/** A timer may fire that much too early, by the clock. Milliseconds. */
const tolerance = 4;

/** Who waits for which moment, epoch milliseconds. Whoever waits for the same one is called with the others: the page is drawn once for all. */
const waiting = new Map<(at: number) => void, number>();
let timer: ReturnType<typeof setTimeout> | undefined;

function wait(): void {
  clearTimeout(timer);
  if (waiting.size > 0) timer = setTimeout(wake, Math.min(...waiting.values()) - Date.now());
}

function wake(): void {
  const now = Date.now();
  for (const [tick, due] of [...waiting]) if (due - tolerance <= now && waiting.delete(tick)) tick(Math.max(now, due));
  wait();
}

/** Calls `onBeat` at once and on every beat while somebody needs it, with the time in epoch milliseconds. */
export function useBeat(
  onBeat: (now: number) => void,
  isNeeded: () => boolean,
  { period = 1000, beatFrom = () => 0 }: NowOptions = {},
): void {
  function tick(at: number): void {
    const beat = (((at - beatFrom()) % period) + period) % period;
    waiting.set(tick, at + period - beat);
    onBeat(at);
  }
  const stop = () => {
    if (waiting.delete(tick)) wait();
  };

  watch(
    [isNeeded, beatFrom],
    ([needed]) => {
      stop();
      if (!needed) return;
      tick(Date.now());
      wait();
    },
    { immediate: true },
  );
  onScopeDispose(stop);
}

/** The time in epoch milliseconds, told anew on every beat while somebody needs it. */
export function useNow(isNeeded: () => boolean, options: NowOptions = {}): Readonly<Ref<number>> {
  const now = ref(Date.now());
  const tell = (at: number): void => {
    now.value = at;
  };
  useBeat(tell, isNeeded, options);
  return now;
}
