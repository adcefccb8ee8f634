import { nextTick, type Ref } from 'vue';
import type { CallPanel } from '../call-panel.ts';

/** What stands open on a card: pressed again it closes, and the keyboard goes back to the button that opened it (`data-panel`). */
export function usePanel(panel: Ref<CallPanel | null>, card: Readonly<Ref<HTMLElement | null>>) {
  function toggle(which: CallPanel): void {
    panel.value = panel.value === which ? null : which;
  }

  async function close(): Promise<void> {
    const opener = panel.value;
    if (!opener) return;
    panel.value = null;
    await nextTick();
    card.value?.querySelector<HTMLElement>(`[data-panel="${opener}"]`)?.focus();
  }

  return { toggle, close };
}
