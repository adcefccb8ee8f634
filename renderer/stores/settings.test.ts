import { expect, test } from 'vitest';
import { defaultSettings } from '../../shared/settings.ts';
import { testAccount } from '../phone/testing/test-phone.ts';
import { makeTestApp } from '../testing/app.ts';
import { FakeBridge } from '../testing/fake-bridge.ts';
import { useSettings } from './settings.ts';

test('a change is asked of main, and main’s answer is what counts', async () => {
  const bridge = new FakeBridge({
    'settings:update': (patch) => ({ ...defaultSettings, theme: patch.theme ?? 'system', callWaiting: false }),
  });
  const settings = useSettings(makeTestApp(bridge).pinia);
  await settings.update({ theme: 'dark' });
  expect(bridge.asked.at(-1)).toEqual(['settings:update', { theme: 'dark' }]);
  expect([settings.settings.theme, settings.settings.callWaiting]).toEqual(['dark', false]);
});

test('the active account is the one that main names', () => {
  const { pinia, bridge } = makeTestApp();
  const settings = useSettings(pinia);
  expect(settings.activeAccount).toBeNull();
  bridge.tell('settings:changed', { ...defaultSettings, accounts: [testAccount], activeAccountId: testAccount.id });
  expect(settings.activeAccount).toEqual(testAccount);
});

test('a keyring that comes late is noticed', async () => {
  const bridge = new FakeBridge({ 'app:ready': () => ({ version: '1.0.0', platform: 'linux', secretStorage: 'starting' }) });
  const settings = useSettings(makeTestApp(bridge).pinia);
  await settings.announce();
  bridge.tell('secrets:changed', 'encrypted');
  expect(settings.info).toEqual({ version: '1.0.0', platform: 'linux', secretStorage: 'encrypted' });
});
