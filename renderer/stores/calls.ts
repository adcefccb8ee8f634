import { defineStore } from 'pinia';
import { computed, onScopeDispose, shallowRef } from 'vue';
import type { CallSnapshot } from '../../shared/call.ts';
import { currentCall, ringingCalls } from '../../shared/which-call.ts';
import { consultationAmong, groupCalls } from '../call-groups.ts';
import { phoneKey, use } from '../ports.ts';

/** Live calls and the one that ended last, until it was seen. */
export const useCalls = defineStore('calls', () => {
  const phone = use(phoneKey);
  const calls = shallowRef<readonly CallSnapshot[]>(phone.snapshots);
  const lastEnded = shallowRef<CallSnapshot | null>(null);

  const stops = [
    phone.on('calls', (next) => {
      const isNew = next.some(({ id }) => !calls.value.some((call) => call.id === id));
      if (isNew) lastEnded.value = null;
      calls.value = next;
    }),
    phone.on('ended', (call) => {
      // An unanswered caller who gave up is in the list of recent calls; a card would stay for nobody.
      lastEnded.value = call.direction === 'incoming' && call.state.kind === 'ended' && call.state.since === null ? null : call;
    }),
  ];
  onScopeDispose(() => {
    for (const stop of stops) stop();
  });

  const live = computed(() => calls.value.filter(({ state }) => state.kind !== 'ended'));
  const ringing = computed(() => ringingCalls(live.value));
  /** The call that keys and cards act on. */
  const current = computed(() => currentCall(live.value));

  /** What is talked to as one and rings nowhere: single calls, and the conference with all its calls. */
  const groups = computed(() => groupCalls(live.value.filter((call) => !ringing.value.includes(call))));
  /** The group of the current call. */
  const currentGroup = computed(
    () => groups.value.find(({ calls: members }) => members.some(({ id }) => id === current.value?.id)) ?? null,
  );
  const waiting = computed(() => groups.value.filter((group) => group !== currentGroup.value));
  const consultation = computed(() => consultationAmong(live.value));

  function dismissEnded(): void {
    lastEnded.value = null;
  }

  const readLevels = (id: string): { local: number; remote: number } => phone.call(id)?.readLevels() ?? { local: 0, remote: 0 };

  return { live, ringing, current, currentGroup, waiting, consultation, lastEnded, dismissEnded, readLevels };
});
