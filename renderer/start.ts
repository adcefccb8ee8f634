import { createPinia } from 'pinia';
import { createApp, watch } from 'vue';
import { version } from '../package.json';
import type { Credentials } from '../shared/account.ts';
import type { DeviceList } from '../shared/devices.ts';
import { isKeptBy } from '../shared/headset-makers.ts';
import App from './App.vue';
import { bridge } from './bridge.ts';
import { nameCalls } from './call-names.ts';
import { type CommandPorts, makeExecute, makePerform } from './commands.ts';
import { firstCredentials, firstSettings } from './first-answers.ts';
import { makeHeadsetDesk } from './headset-desk.ts';
import { listenForHeldKeys } from './held-keys.ts';
import { i18n } from './i18n.ts';
import { makeInterfacePorts } from './interface-ports.ts';
import { makeLog } from './log.ts';
import { createPhone } from './phone/create-phone.ts';
import { makeSipLine } from './phone/sip/sip-line.ts';
import { bridgeKey, cameraKey, executeKey, headsetKey, phoneKey, settingsKey, soundKey } from './ports.ts';
import { makeRecordingStore } from './recording-store.ts';
import { makeSound } from './sound.ts';
import { useCalls } from './stores/calls.ts';
import { useContacts } from './stores/contacts.ts';
import { useDevices } from './stores/devices.ts';
import { useHistory } from './stores/history.ts';
import { useNotices } from './stores/notices.ts';
import { useRegistration } from './stores/registration.ts';
import { useSettings } from './stores/settings.ts';

/** How long nothing is drawn for the sake of signing in, in milliseconds: two or three frames. */
const headStart = 50;

const log = makeLog(bridge);
const pinia = createPinia();
const app = createApp(App)
  .use(pinia)
  .use(i18n)
  .provide(bridgeKey, bridge)
  .provide(settingsKey, await firstSettings);
const settings = useSettings(pinia);
const notices = useNotices(pinia);

function report(error: unknown): void {
  const detail = error instanceof Error ? error.message : String(error);
  log.error(error instanceof Error ? `${error.stack}` : detail);
  notices.raise({ kind: 'something-failed', detail });
}
app.config.errorHandler = report;
window.addEventListener('error', ({ error, message }) => report(error ?? message));
window.addEventListener('unhandledrejection', ({ reason }) => report(reason));

const created = createPhone({
  makeLine: makeSipLine({ log, version, iceGatheringLimit: () => settings.settings.iceGatheringLimit }),
  log,
  userAgent: `Offhook/${version}`,
  probe: (server) => bridge.request('server:probe', { server }),
  recordings: makeRecordingStore(bridge, () => void listRecordings().catch(report)),
  suppressor: async (context) => (await import('./noise/suppressor.ts')).makeSuppressor(context),
});
const { phone } = created;
const sound = makeSound(created);

/** Whoever looks at the list of recordings sees the one that has just ended. */
async function listRecordings(): Promise<void> {
  const recordings = (await import('./stores/recordings.ts')).useRecordings(pinia);
  if (recordings.isLoaded) await recordings.load();
}

/** Opens an account with its password, which is asked for here and in `first-answers.ts`, and nowhere else. */
async function openAccount(accountId: string, known: Credentials | null = null): Promise<void> {
  const isPractice = accountId === 'practice';
  const find = () => settings.settings.accounts.find(({ id }) => id === accountId);
  if (!isPractice && !find()) await settings.load();
  const account = isPractice ? await startPractice() : find();
  if (!account) return;
  const none = { password: '', turnPassword: '' };
  const credentials = known ?? (account.kind === 'guest' ? none : await bridge.request('account:credentials', { accountId }));
  if (credentials) phone.open(account, credentials);
  else useRegistration(pinia).askForPassword(account);
}

let isPracticeRunning = false;

async function startPractice() {
  try {
    const account = await bridge.request('practice:start', undefined);
    isPracticeRunning = true;
    return account;
  } catch (error) {
    notices.raise({ kind: 'practice-failed', detail: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
}

/** The practice line runs only while it is used. Asked a moment later, because changing accounts closes one before it opens the next. */
function stopUnusedPractice(): void {
  queueMicrotask(() => {
    if (!isPracticeRunning || phone.account?.kind === 'practice') return;
    isPracticeRunning = false;
    void bridge.request('practice:stop', undefined);
  });
}

const ports: CommandPorts = {
  ...makeInterfacePorts(pinia),
  phone,
  openAccount,
  runSelfTest: async () => (await import('./self-test.ts')).runSelfTest({ bridge, phone, microphone: created.microphone, openAccount }),
};
const execute = makeExecute(ports);
const perform = makePerform(ports);
const headsets = makeHeadsetDesk({ phone, execute, log });
app
  .provide(phoneKey, phone)
  .provide(cameraKey, created.camera)
  .provide(executeKey, execute)
  .provide(soundKey, sound)
  .provide(headsetKey, headsets);

const tellMain = (): void => void bridge.request('phone:changed', { registration: phone.registration, calls: [...phone.snapshots] });
const devices = useDevices(pinia);
function tellDevices(list: DeviceList): void {
  devices.list = list;
  void bridge.request('devices:changed', list);
}
const findDevices = async (): Promise<void> => tellDevices(await created.devices.list());
created.devices.watch(tellDevices);
created.open.watch((open) => {
  void bridge.request('devices:opened', open);
  // The browser tells names once a device of the kind was opened.
  if (open.microphone && devices.list.microphones.every(({ label }) => label === '')) void findDevices();
});
phone.on('calls', tellMain);
phone.on('registration', tellMain);
phone.on('registration', stopUnusedPractice);
bridge.on('command', (command) => void execute(command));
bridge.on('command:asked', async ({ id, command }) => {
  const outcome = await perform(command).catch((error: unknown) => {
    report(error);
    return { ok: false as const, reason: 'failed', code: null };
  });
  await bridge.request('command:done', { id, outcome });
});
listenForHeldKeys({
  hotkeys: () => settings.settings.hotkeys,
  platform: () => settings.info?.platform ?? 'linux',
  callId: () => useCalls(pinia).current?.id,
  execute,
});
// The user may have come from the system's settings.
window.addEventListener('focus', () => void created.microphone.retry());
window.addEventListener('pagehide', () => void created.stop());

watch(
  () => settings.settings,
  ({ accounts, callLimit, callWaiting, incoming, recording, reportInterval, resumesHeld, video }) => {
    phone.videoRules = video;
    created.camera.choose(video.camera);
    phone.reportInterval = reportInterval;
    phone.recordingRules = recording;
    phone.callLimit = callLimit;
    phone.callWaiting = callWaiting;
    phone.resumesHeld = resumesHeld;
    phone.rules = incoming;
    const account = accounts.find(({ id }) => id === phone.account?.id);
    if (!account) return;
    phone.outgoing = account.outgoing;
    phone.qualityReports = account.qualityReports;
  },
  { immediate: true },
);
watch(
  () => settings.settings.audio,
  (audio) => void sound.apply(audio),
  { immediate: true },
);
watch(
  // Those that their maker's program speaks for are left to it.
  () => settings.settings.headsets.filter((paired) => !isKeptBy(settings.settings.headsetProgram, paired)),
  (paired) => void headsets.allow(paired),
  { immediate: true },
);
const contacts = useContacts(pinia);
const names = nameCalls(phone, () => contacts.index);
watch(() => contacts.index, names.renew);
// Whoever has favourites is registered before anything is asked about them.
const stopWaiting = watch(
  () => contacts.favourites.length > 0 && useRegistration(pinia).state.kind === 'registered',
  async (isTime) => {
    if (!isTime) return;
    stopWaiting();
    (await import('./favourites.ts')).keepFavourites({ phone, bridge, pinia });
  },
);
const stopWaitingToTell = watch(
  () => settings.activeAccount?.publishesPresence === true && useRegistration(pinia).state.kind === 'registered',
  async (isTime) => {
    if (!isTime) return;
    stopWaitingToTell();
    (await import('./own-presence.ts')).publishPresence({ phone, pinia });
  },
);
const history = useHistory(pinia);
const { activeAccount } = settings;
// Signing in goes on while the page is drawn; so does reading the history, unless it decides what is drawn.
const opening = activeAccount && firstCredentials.then((known) => openAccount(activeAccount.id, known)).catch(report);
const loading = history.load().catch(report);
void contacts.load().catch(report);
if (!activeAccount) await loading;
if (!activeAccount && history.isPractising) void execute({ kind: 'open-account', accountId: 'practice' });
// Each step of registering needs the page's one thread, and drawing holds it for longer than a server near by takes for all of them.
const registered = new Promise<void>((resolve) => {
  phone.on('registration', ({ new: { kind } }) => kind === 'registered' && resolve());
});
await Promise.race([opening?.then(() => registered), new Promise((resolve) => setTimeout(resolve, headStart))]);
app.mount('#app');
void findDevices();
await settings.announce();
