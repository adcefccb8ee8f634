import type { Pinia } from 'pinia';
import { computed, effectScope, watch } from 'vue';
import { announcedPresence } from '../shared/announced-presence.ts';
import { useQuiet } from './composables/use-quiet.ts';
import { OwnPresence } from './phone/people/own-presence.ts';
import type { Phone } from './phone/phone.ts';
import { useCalls } from './stores/calls.ts';
import { useNotices } from './stores/notices.ts';
import { useSettings } from './stores/settings.ts';

/** Tells the phone system how its user is, while the account says so. Not loaded before one does. */
export function publishPresence({ phone, pinia }: { phone: Phone; pinia: Pinia }): () => void {
  const settings = useSettings(pinia);
  const calls = useCalls(pinia);
  const notices = useNotices(pinia);
  const presence = new OwnPresence({ phone, onRefused: (code) => notices.raise({ kind: 'presence-refused', code }) });
  const scope = effectScope();
  scope.run(() => {
    const { quiet } = useQuiet(() => settings.settings.incoming.doNotDisturb);
    const announced = computed(() => {
      if (!settings.activeAccount?.publishesPresence) return null;
      return announcedPresence(settings.settings.presence, { isQuiet: quiet.value.kind !== 'off', calls: calls.live });
    });
    watch(announced, (now) => presence.say(now), { immediate: true });
  });
  return () => {
    scope.stop();
    presence.close();
  };
}
