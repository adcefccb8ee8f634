import { flushPromises, type VueWrapper } from '@vue/test-utils';
import { vi } from 'vitest';

/** Opens the menu of a component, which stands beside it in the page, and chooses a line of it. */
export async function chooseFromMenu(component: Pick<VueWrapper, 'get'>, label: string): Promise<void> {
  await component.get('[aria-haspopup=menu]').trigger('click');
  const item = await vi.waitFor(() => {
    const found = [...document.querySelectorAll<HTMLElement>('[role=menuitem]')].find((each) => each.textContent?.trim() === label);
    if (!found) throw new Error(`There is no ${label} in the menu.`);
    return found;
  });
  item.click();
  await flushPromises();
}
