import type { Locator } from 'playwright-core';
import type { Offhook } from './offhook.ts';

/** What a person does in the rail and in the settings. */
export const openView = ({ page }: Offhook, name: 'Phone' | 'People' | 'Recordings' | 'Settings'): Promise<void> =>
  page.getByRole('navigation').getByRole('button', { name, exact: true }).click();

/** Opens a section of the settings, and one matter of it. */
export async function openSetting(phone: Offhook, section: 'Account' | 'Calls', matter: string): Promise<void> {
  await openView(phone, 'Settings');
  await phone.page.getByRole('tab', { name: section, exact: true }).click();
  await phone.page.getByRole('heading', { level: 3 }).getByRole('button', { name: matter }).click();
}

export const field = ({ page }: Offhook, name: string): Locator => page.getByRole('textbox', { name, exact: true });

/** Types into a field that saves with Enter. */
export async function save(phone: Offhook, name: string, text: string): Promise<void> {
  await field(phone, name).fill(text);
  await field(phone, name).press('Enter');
}
