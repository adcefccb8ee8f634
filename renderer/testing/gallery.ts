import { createPinia } from 'pinia';
import { createApp } from 'vue';
import { nothingOpen } from '../../shared/devices.ts';
import { defaultSettings, type Settings } from '../../shared/settings.ts';
import App from '../App.vue';
import { makeExecute } from '../commands.ts';
import { keepFavourites } from '../favourites.ts';
import { i18n } from '../i18n.ts';
import { makeInterfacePorts } from '../interface-ports.ts';
import { makeTestPhone, testAccount } from '../phone/testing/test-phone.ts';
import { bridgeKey, cameraKey, executeKey, headsetKey, phoneKey, settingsKey, soundKey } from '../ports.ts';
import type { Sound } from '../sound.ts';
import { useContacts } from '../stores/contacts.ts';
import { useDevices } from '../stores/devices.ts';
import { useHistory } from '../stores/history.ts';
import { FakeBridge } from './fake-bridge.ts';
import { pastCalls } from './gallery-history.ts';
import { favouritePeople, ivana } from './gallery-people.ts';
import { makePicture } from './gallery-pictures.ts';
import { type Scene, scenes } from './gallery-scenes.ts';

/*
 * The whole interface over a phone in memory, in the state that the address names (`gallery.html#conference`): for looking at it, and for
 * tests of what it looks like. No server, no sound, and nothing is kept.
 */

const name = location.hash.slice(1);
const isScene = (text: string): text is Scene => Object.hasOwn(scenes, text);
if (!isScene(name)) throw new Error(`There is no scene “${name}”. There are: ${Object.keys(scenes).join(', ')}.`);

let settings: Settings = {
  ...defaultSettings,
  accounts: [testAccount],
  activeAccountId: testAccount.id,
  incoming: { ...defaultSettings.incoming, voicemail: '*97' },
};
const bridge = new FakeBridge({
  'media:access': () => ({ isBlocked: false, hasSettings: false }),
  'app:ready': () => ({ version: '1.0.0', platform: 'linux', secretStorage: 'encrypted' }),
  'settings:update': ({ audio, ...patch }) => {
    settings = { ...settings, ...(patch as Partial<Settings>), audio: { ...settings.audio, ...(audio as Partial<Settings['audio']>) } };
    return settings;
  },
  'screen:list': () => ({
    kind: 'sources',
    hasSound: true,
    sources: [
      { id: 'screen:0:0', kind: 'screen', name: 'Entire screen', thumbnail: '', icon: '' },
      { id: 'window:1:0', kind: 'window', name: 'Quarterly figures, with a title that goes on and on and on.ods', thumbnail: '', icon: '' },
      { id: 'window:2:0', kind: 'window', name: '', thumbnail: '', icon: '' },
    ],
  }),
  'contacts:list': () => (name === 'favourites' ? [...favouritePeople] : [ivana]),
  'history:list': () => (name.startsWith('empty') ? [] : pastCalls()),
});
const headset = { id: 'm2', label: 'Headset (WH-1000XM4 Hands-Free AG Audio) (Bluetooth)' };
const galleryDevices = {
  microphones: [
    { id: 'default', label: 'Default - Microphone Array (Realtek(R) Audio)' },
    { id: 'm1', label: 'Microphone Array (Realtek(R) Audio)' },
    headset,
  ],
  speakers: [
    { id: 'default', label: 'Default - Speakers (Realtek(R) Audio)' },
    { id: 's1', label: 'Speakers (Realtek(R) Audio)' },
    { id: 's2', label: 'Headphones (WH-1000XM4 Stereo) (Bluetooth)' },
  ],
  cameras: [{ id: 'c1', label: 'Integrated Camera (04f2:b6be)' }],
};
const silent: Sound = {
  measureSuppressor: () => Promise.resolve({ delay: 31, load: 0.021 }),
  tones: { key: () => {}, test: () => {}, ring: () => {} },
  apply: async () => {},
  retryMicrophone: async () => {},
  testMicrophone: () => ({ read: () => 0, close: () => {} }),
  hearYourself: () => () => {},
};

const test = makeTestPhone();
test.phone.rules = settings.incoming;
const pinia = createPinia();
const app = createApp(App).use(pinia).use(i18n);
app.provide(bridgeKey, bridge).provide(settingsKey, settings).provide(phoneKey, test.phone).provide(soundKey, silent);
app.provide(cameraKey, { open: async () => makePicture('camera', '#775533', 'Alice') });
app.provide(headsetKey, { allow: async () => {}, pair: async () => true, state: () => 'working', watch: () => () => {} });
app.provide(
  executeKey,
  makeExecute({
    ...makeInterfacePorts(pinia),
    phone: test.phone,
    openAccount: async () => {},
    runSelfTest: async () => {},
  }),
);
const devices = useDevices(pinia);
devices.list = galleryDevices;
if (name === 'talking-bluetooth') devices.open = { ...nothingOpen, microphone: { ...headset, rate: 16_000 } };
await Promise.all([useHistory(pinia).load(), useContacts(pinia).load()]);
if (useContacts(pinia).favourites.length > 0) keepFavourites({ phone: test.phone, bridge, pinia });
app.mount('#app');
await scenes[name](test);
document.documentElement.dataset.scene = name;
