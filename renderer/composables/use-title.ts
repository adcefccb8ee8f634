import { watchEffect } from 'vue';
import { worstGrade } from '../../shared/worst-grade.ts';
import { t } from '../i18n.ts';
import { useCalls } from '../stores/calls.ts';
import { groupName, nameOf } from '../words.ts';

const titles = { good: 'app.callTitle', fair: 'app.fairTitle', poor: 'app.poorTitle' } as const;

/** Keeps the window's title: who rings, or whom we talk to and how well, where that is not well. */
export function useTitle(): void {
  const calls = useCalls();
  watchEffect(() => {
    const [ringing] = calls.ringing;
    if (ringing) document.title = t('app.ringTitle', { name: nameOf(ringing.peer) });
    else if (calls.currentGroup)
      document.title = t(titles[worstGrade(calls.currentGroup.calls) ?? 'good'], { name: groupName(calls.currentGroup) });
    else document.title = t('app.name');
  });
}
