import { createPinia, type Pinia } from 'pinia';
import { createApp } from 'vue';
import { defaultSettings } from '../../shared/settings.ts';
import { makeTestPhone, type TestPhone } from '../phone/testing/test-phone.ts';
import { bridgeKey, phoneKey, settingsKey } from '../ports.ts';
import { FakeBridge } from './fake-bridge.ts';

export interface TestApp extends TestPhone {
  /** For `useStore(pinia)`. */
  pinia: Pinia;
  bridge: FakeBridge;
}

/** What the stores stand on, without a page: a real phone over a server in memory, and a main process in memory. */
export function makeTestApp(bridge: FakeBridge = new FakeBridge()): TestApp {
  const made = makeTestPhone();
  const pinia = createPinia();
  createApp({}).use(pinia).provide(phoneKey, made.phone).provide(bridgeKey, bridge).provide(settingsKey, defaultSettings);
  return { ...made, pinia, bridge };
}
