import { onScopeDispose, type Ref, ref } from 'vue';

const interval = 80;
/** Decibels below full scale that still show. */
const range = 60;

/** A meter's deflection, 0 to 1 on a scale in decibels as the ear has it, read a dozen times a second while the window is visible. */
export function useLevel(read: () => number): Readonly<Ref<number>> {
  const level = ref(0);
  const timer = setInterval(() => {
    if (document.hidden) return;
    const rms = read();
    const deflection = rms > 0 ? Math.max(0, 1 + (20 * Math.log10(rms)) / range) : 0;
    // Up at once, down slowly: speech is short.
    level.value = Math.min(1, Math.max(deflection, level.value - 0.08));
  }, interval);
  onScopeDispose(() => clearInterval(timer));
  return level;
}
