import { onScopeDispose, type Ref, ref, watch } from 'vue';

/** The time in epoch milliseconds, told anew every second while somebody needs it, on the beat of `beatFrom` so that no second is skipped. */
export function useNow(isNeeded: () => boolean, beatFrom: () => number = () => 0): Readonly<Ref<number>> {
  const now = ref(Date.now());
  let timer: ReturnType<typeof setTimeout> | undefined;

  function tick(): void {
    now.value = Date.now();
    const beat = (((now.value - beatFrom()) % 1000) + 1000) % 1000;
    timer = setTimeout(tick, 1000 - beat);
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
