import { defineStore } from 'pinia';
import { onScopeDispose, shallowRef } from 'vue';
import type { CallReport } from '../../shared/quality.ts';
import { phoneKey, use } from '../ports.ts';

/** Ten minutes of reports, one every three seconds. */
const kept = 200;

/** How the live calls sounded, for their charts. */
export const useQuality = defineStore('quality', () => {
  const phone = use(phoneKey);
  const byCall = shallowRef<ReadonlyMap<string, readonly CallReport[]>>(new Map());

  const stops = [
    phone.on('report', ({ call: { id }, report }) => {
      byCall.value = new Map(byCall.value).set(id, [...(byCall.value.get(id) ?? []), report].slice(-kept));
    }),
    phone.on('ended', ({ id }) => {
      byCall.value = new Map([...byCall.value].filter(([other]) => other !== id));
    }),
  ];
  onScopeDispose(() => {
    for (const stop of stops) stop();
  });

  /** Oldest first. */
  const reportsOf = (callId: string): readonly CallReport[] => byCall.value.get(callId) ?? [];

  return { reportsOf };
});
