import { nextTick, type Ref, watch } from 'vue';

interface KeptFocus {
  /** Whatever makes cards come and go. */
  changes: () => readonly unknown[];
  /** Takes the keyboard where the area itself cannot; default: the area, by its tabindex. */
  give?: () => void;
}

/** A button that vanishes with its card takes the focus along: it goes to what stands there now, so that the keyboard is not lost. */
export function useKeptFocus(area: Readonly<Ref<HTMLElement | null>>, { changes, give = () => area.value?.focus() }: KeptFocus): void {
  watch(
    changes,
    async () => {
      const had = area.value?.contains(document.activeElement) ?? false;
      await nextTick();
      if (had && document.activeElement === document.body) give();
    },
    { flush: 'pre' },
  );
}
