import type { Component } from 'vue';

/** A line of a menu. */
export interface MenuEntry {
  icon: Component;
  text: string;
  isDisabled?: boolean;
  /** It opens what takes the keyboard itself: the button of the menu must not call it back. */
  takesFocus?: boolean;
  run: () => void;
}
