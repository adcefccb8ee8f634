import type { MenuItemConstructorOptions } from 'electron';

/**
 * The application menu; null for none. Electron's own has Reload in it, and reloading the page ends every call. macOS needs one for copy and
 * paste to have their keys; elsewhere they work without.
 */
export function menuTemplate(platform: NodeJS.Platform, isPackaged: boolean): MenuItemConstructorOptions[] | null {
  const develop: MenuItemConstructorOptions[] = isPackaged ? [] : [{ role: 'viewMenu' }];
  if (platform === 'darwin') return [{ role: 'appMenu' }, { role: 'editMenu' }, ...develop, { role: 'windowMenu' }];
  return isPackaged ? null : develop;
}
