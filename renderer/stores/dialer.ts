import { defineStore } from 'pinia';
import { ref } from 'vue';
import { cleanDialText } from '../dial-text.ts';

/** What stands in the dial field, whoever wrote it there: the user, a link, the keypad. */
export const useDialer = defineStore('dialer', () => {
  const text = ref('');
  /** The field should take the keyboard as soon as it is there. */
  const wantsFocus = ref(false);

  function fill(target: string): void {
    text.value = cleanDialText(target);
    wantsFocus.value = true;
  }

  function type(key: string): void {
    text.value += key;
    wantsFocus.value = true;
  }

  /** From the keypad on the screen: the keyboard stays where it is. */
  function press(key: string): void {
    text.value += key;
  }

  function clear(): void {
    text.value = '';
  }

  return { text, wantsFocus, fill, type, press, clear };
});
