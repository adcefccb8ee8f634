// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, expect, test, vi } from 'vitest';
import type { MediaAccess } from '../../shared/media-access.ts';
import { defaultSettings } from '../../shared/settings.ts';
import { bridgeKey, settingsKey, soundKey } from '../ports.ts';
import type { Sound } from '../sound.ts';
import { useSettings } from '../stores/settings.ts';
import { makeTestApp } from '../testing/app.ts';
import { FakeBridge } from '../testing/fake-bridge.ts';
import MicrophoneHelp from './MicrophoneHelp.vue';

enableAutoUnmount(afterEach);

type Notice = InstanceType<typeof MicrophoneHelp>['$props']['notice'];

async function setUp(notice: Notice, platform: 'linux' | 'darwin' | 'win32', access: MediaAccess) {
  const { pinia } = makeTestApp();
  const bridge = new FakeBridge({
    'app:ready': () => ({ version: '1', platform, secretStorage: 'encrypted' }),
    'media:access': () => access,
  });
  const retryMicrophone = vi.fn(async () => {});
  const sound = { retryMicrophone } as Partial<Sound> as Sound;
  const provide = { [bridgeKey]: bridge, [settingsKey]: defaultSettings, [soundKey]: sound };
  const help = mount(MicrophoneHelp, { props: { notice }, global: { plugins: [pinia], provide } });
  const store = useSettings(pinia);
  store.info = { version: '1', platform, secretStorage: 'encrypted' };
  await flushPromises();
  return { bridge, help, retryMicrophone, buttons: () => help.findAll('button').map((button) => button.text()) };
}

test.each([
  ['microphone-busy', 'win32', true, 'Windows keeps the microphone from desktop apps'],
  ['microphone-denied', 'darwin', true, 'macOS keeps the microphone from Offhook'],
  ['microphone-denied', 'linux', false, 'Flatpak or Snap'],
] as const)(
  '%s on %s says who keeps the microphone, and leads to the settings where there is a way',
  async (notice, platform, hasSettings, words) => {
    const { bridge, help, buttons } = await setUp(notice, platform, { isBlocked: hasSettings, hasSettings });
    expect(help.text()).toContain(words);
    expect(buttons()).toEqual(hasSettings ? ['Open the system’s settings', 'Try again'] : ['Try again']);
    if (hasSettings) await help.get('button').trigger('click');
    expect(bridge.asked.filter(([name]) => name === 'media:open-settings')).toEqual(
      hasSettings ? [['media:open-settings', 'microphone']] : [],
    );
  },
);

test.each([
  ['microphone-busy', 'Another program'],
  ['microphone-missing', 'No microphone was found'],
] as const)('%s that is not the system’s doing is told as it is, and can be tried again', async (notice, words) => {
  const { buttons, help, retryMicrophone } = await setUp(notice, 'win32', { isBlocked: false, hasSettings: true });
  expect(help.text()).toContain(words);
  expect(buttons()).toEqual(['Try again']);
  await help.get('button').trigger('click');
  expect(retryMicrophone).toHaveBeenCalledOnce();
});
