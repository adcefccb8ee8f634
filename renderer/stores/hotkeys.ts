import { defineStore } from 'pinia';
import { onScopeDispose, shallowRef } from 'vue';
import type { HotkeyReport } from '../../shared/hotkeys.ts';
import { bridgeKey, use } from '../ports.ts';

/** How the keys are doing that work in other programs. */
export const useHotkeys = defineStore('hotkeys', () => {
  const bridge = use(bridgeKey);
  const report = shallowRef<HotkeyReport | null>(null);

  const show = (next: HotkeyReport): void => {
    report.value = next;
  };
  onScopeDispose(bridge.on('hotkeys:changed', show));

  async function load(): Promise<void> {
    show(await bridge.request('hotkeys:read', undefined));
  }

  /** While one is recorded none works. */
  const pause = (on: boolean): Promise<void> => bridge.request('hotkeys:pause', on);

  return { report, load, pause };
});
