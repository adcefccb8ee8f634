import { nextTick, type Ref, watch } from 'vue';

/**
 * A button that vanishes with its card takes the focus along: it goes to what stands there now, so that the keyboard is not lost.
 * `changes`: whatever makes cards come and go.
 */
export function useKeptFocus(area: Readonly<Ref<HTMLElement | null>>, changes: () => readonly unknown[]): void {
  watch(
    changes,
    async () => {
      const had = area.value?.contains(document.activeElement) ?? false;
      await nextTick();
      if (had && document.activeElement === document.body) area.value?.focus();
    },
    { flush: 'pre' },
  );
}
