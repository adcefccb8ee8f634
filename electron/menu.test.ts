import { expect, test } from 'vitest';
import { menuTemplate } from './menu.ts';

test.each([
  ['linux', true, null],
  ['win32', true, null],
  ['darwin', true, ['appMenu', 'editMenu', 'windowMenu']],
  ['darwin', false, ['appMenu', 'editMenu', 'viewMenu', 'windowMenu']],
  ['linux', false, ['viewMenu']],
] as const)('on %s, packaged %s: nobody reloads the page, and with it the calls, by a key', (platform, isPackaged, roles) => {
  expect(menuTemplate(platform, isPackaged)?.map(({ role }) => role) ?? null).toEqual(roles);
});
