import { nextTick, type Ref, ref } from 'vue';

/** A question before something is gone for good. The keyboard goes to the answer that keeps it, and back to where it was asked. */
export function useSecondThought(keep: Readonly<Ref<HTMLElement | null>>, ask: Readonly<Ref<HTMLElement | null>>) {
  const isAsking = ref(false);

  async function startAsking(): Promise<void> {
    isAsking.value = true;
    await nextTick();
    keep.value?.focus();
  }

  async function stopAsking(): Promise<void> {
    isAsking.value = false;
    await nextTick();
    ask.value?.focus();
  }

  return { isAsking, startAsking, stopAsking };
}
