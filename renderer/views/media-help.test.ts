// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, expect, test } from 'vitest';
import type { MediaAccess } from '../../shared/media-access.ts';
import { defaultSettings } from '../../shared/settings.ts';
import { bridgeKey, settingsKey } from '../ports.ts';
import { useSettings } from '../stores/settings.ts';
import { makeTestApp } from '../testing/app.ts';
import { FakeBridge } from '../testing/fake-bridge.ts';
import MediaHelp from './MediaHelp.vue';

enableAutoUnmount(afterEach);

type Notice = InstanceType<typeof MediaHelp>['$props']['notice'];

async function setUp(notice: Notice, platform: 'linux' | 'darwin' | 'win32', access: MediaAccess) {
  const { pinia } = makeTestApp();
  const bridge = new FakeBridge({
    'app:ready': () => ({ version: '1', platform, secretStorage: 'encrypted' }),
    'media:access': () => access,
  });
  const provide = { [bridgeKey]: bridge, [settingsKey]: defaultSettings };
  const help = mount(MediaHelp, { props: { notice }, global: { plugins: [pinia], provide } });
  const store = useSettings(pinia);
  store.info = { version: '1', platform, secretStorage: 'encrypted' };
  await flushPromises();
  return { bridge, help, buttons: () => help.findAll('button').map((button) => button.text()) };
}

test.each([
  ['microphone-busy', 'win32', true, 'Windows keeps the microphone from desktop apps'],
  ['microphone-denied', 'darwin', true, 'macOS keeps the microphone from Offhook'],
  ['microphone-denied', 'linux', false, 'Flatpak or Snap'],
  ['camera-denied', 'win32', true, 'Windows keeps the camera from desktop apps'],
  ['camera-busy', 'darwin', true, 'macOS keeps the camera from Offhook'],
] as const)('%s on %s says who keeps it, and leads to the settings where there is a way', async (notice, platform, hasSettings, words) => {
  const { bridge, help, buttons } = await setUp(notice, platform, { isBlocked: hasSettings, hasSettings });
  expect(help.text()).toContain(words);
  expect(buttons()).toEqual(hasSettings ? ['Open the system’s settings', 'Try again'] : ['Try again']);
  if (hasSettings) await help.get('button').trigger('click');
  expect(bridge.asked.filter(([name]) => name === 'media:open-settings')).toEqual(
    hasSettings ? [['media:open-settings', notice.split('-')[0]]] : [],
  );
});

test.each([
  ['microphone-busy', 'Another program'],
  ['microphone-missing', 'No microphone was found'],
  ['camera-busy', 'The camera could not be opened'],
] as const)('%s that is not the system’s doing is told as it is, and can be tried again', async (notice, words) => {
  const { buttons, help } = await setUp(notice, 'win32', { isBlocked: false, hasSettings: true });
  expect(help.text()).toContain(words);
  expect(buttons()).toEqual(['Try again']);
  await help.get('button').trigger('click');
  expect(help.emitted('retry')).toHaveLength(1);
});
