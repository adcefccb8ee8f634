import { type Ref, ref, watch } from 'vue';
import { useNow } from './use-now.ts';

/** Milliseconds from reading to reading. */
const period = 250;
/** Decibels below full scale that still show. */
const range = 60;
/** What is shown, in parts of the whole: three decibels each. */
const steps = 20;

interface LevelOptions {
  read: () => number;
  /** A moment that lies on a beat, epoch milliseconds: what moves in one beat is drawn at once. */
  beatFrom: () => number;
}

/** A meter's deflection, 0 to 1 on a scale in decibels as the ear has it, read four times a second while the window is visible. */
export function useLevel({ read, beatFrom }: LevelOptions): Readonly<Ref<number>> {
  const level = ref(0);
  const now = useNow(() => true, { period, beatFrom });
  watch(now, () => {
    if (document.hidden) return;
    const rms = read();
    const deflection = rms > 0 ? 1 + (20 * Math.log10(rms)) / range : 0;
    // What nobody would see is not drawn.
    level.value = Math.round(steps * Math.min(1, Math.max(0, deflection))) / steps;
  });
  return level;
}
