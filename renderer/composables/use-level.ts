import { computed, type Ref, ref } from 'vue';
import { useBeat } from './use-now.ts';

/** How long the loudest reading stays: in a second somebody who speaks has a loud syllable. Milliseconds. */
const hold = 1_000;
/** Decibels below full scale that still show. */
const range = 60;
/** What is shown, in parts of the whole: five decibels each. */
const steps = 12;

interface LevelOptions {
  read: () => number;
  /** Milliseconds from reading to reading, a part of a second. */
  period: number;
  /** A moment that lies on a beat, epoch milliseconds: what moves in one beat is drawn at once. */
  beatFrom: () => number;
}

/**
 * A meter's deflection, 0 to 1 on a scale in decibels as the ear has it, read while the window is visible. It rises at once and falls
 * late, as meters of programme peaks do (IEC 60268-10): one that follows each syllable tells no more, and each time it moves
 * the whole page is drawn anew, which costs more than the sound of the call.
 */
export function useLevel({ read, period, beatFrom }: LevelOptions): Readonly<Ref<number>> {
  const shown = ref(0);
  let recent: readonly number[] = [];
  const look = (): void => {
    if (document.hidden) return;
    const rms = read();
    const deflection = rms > 0 ? 1 + (20 * Math.log10(rms)) / range : 0;
    recent = [...recent, deflection].slice(-hold / period);
    const now = steps * Math.min(1, Math.max(0, ...recent));
    // What nobody would see is not drawn: not between two steps, and not what goes to and fro where they meet.
    if (Math.abs(now - shown.value) >= 1) shown.value = Math.round(now);
  };
  useBeat(look, () => true, { period, beatFrom });
  return computed(() => shown.value / steps);
}
