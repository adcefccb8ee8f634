import { nextTick } from 'vue';

/** Scrolls the chosen option of a list box into view, once it is drawn as chosen: the keyboard is in the field and not on the option. */
export async function showChosen(list: HTMLElement | null): Promise<void> {
  await nextTick();
  list?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
}
