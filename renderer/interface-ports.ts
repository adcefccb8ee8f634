import type { Pinia } from 'pinia';
import { withPresence } from '../shared/announced-presence.ts';
import { switchQuiet } from '../shared/do-not-disturb.ts';
import type { CommandPorts } from './commands.ts';
import { useCallDesk } from './stores/call-desk.ts';
import { useDialer } from './stores/dialer.ts';
import { useNotices } from './stores/notices.ts';
import { useOutlook } from './stores/outlook.ts';
import { useSettings } from './stores/settings.ts';

/** What commands do to the interface and to the settings, rather than to the phone. */
export type InterfacePorts = Omit<CommandPorts, 'phone' | 'openAccount' | 'runSelfTest'>;

export function makeInterfacePorts(pinia: Pinia): InterfacePorts {
  const settings = useSettings(pinia);
  const notices = useNotices(pinia);
  const outlook = useOutlook(pinia);
  const dialer = useDialer(pinia);
  return {
    offer: dialer.fill,
    dialsWithVideo: () => settings.settings.video.dialsWithVideo,
    onDialled: dialer.clear,
    setDoNotDisturb: (isOn) => {
      const { incoming } = settings.settings;
      return settings.update({ incoming: { ...incoming, doNotDisturb: switchQuiet(incoming.doNotDisturb, isOn, new Date()) } });
    },
    setPresence: (choice) => settings.update(withPresence(settings.settings, choice, new Date())),
    chooseDevice: settings.chooseDevice,
    block: async (pattern) => {
      await settings.block(pattern);
      notices.raise({ kind: 'blocked', number: pattern }, () => void settings.unblock(pattern));
    },
    showView: (view) => {
      outlook.view = view;
    },
    showCommandBar: () => {
      outlook.isBarOpen = true;
    },
    showMessages: (callId) => {
      outlook.view = 'phone';
      useCallDesk(pinia).showMessages(callId);
    },
    raise: notices.raise,
  };
}
