import type { CallSnapshot } from '../../shared/call.ts';
import type { RingView } from '../../shared/ipc.ts';
import type { Settings } from '../../shared/settings.ts';
import { currentCall, currentCalls } from '../../shared/which-call.ts';
import { worstGrade } from '../../shared/worst-grade.ts';
import { isUp } from '../leave.ts';
import type { Face } from '../shell.ts';
import { isRinging } from '../tray/state.ts';

type Facts = { readonly calls: readonly CallSnapshot[]; readonly settings: Settings; readonly face: Face };

/**
 * What the small window shows. Callers, unless the main window is in front and shows them itself; and the call that is up while the
 * main window is out of sight.
 */
export function ringView({ calls, settings, face }: Facts): RingView {
  const { notifications, incoming, declineMessages, theme } = settings;
  const current = currentCall(calls);
  return {
    ringing: notifications.ringWindow && face !== 'front' ? calls.filter(isRinging) : [],
    // Of a conference one call is shown, and how the worst of them sounds.
    current: current && notifications.miniCall && face === 'hidden' ? { ...current, grade: worstGrade(currentCalls(calls)) } : null,
    isCallUp: calls.some((call) => isUp(call) && !isRinging(call)),
    hasVoicemail: incoming.voicemail !== '',
    declineMessages,
    theme,
  };
}

export const isEmpty = ({ ringing, current }: RingView): boolean => ringing.length === 0 && current === null;
