import { watchEffect } from 'vue';
import type { Settings } from '../../shared/settings.ts';

/** Hands the theme to the style sheet; `system` leaves the choice to the computer. */
export function useTheme(theme: () => Settings['theme'], root: HTMLElement = document.documentElement): void {
  watchEffect(() => {
    if (theme() === 'system') delete root.dataset.theme;
    else root.dataset.theme = theme();
  });
}
