import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, clipboard, dialog, Menu, powerMonitor, safeStorage, session, utilityProcess } from 'electron';
import { accounts } from './accounts.ts';
import { appUrl } from './app-url.ts';
import { asking } from './ask.ts';
import { readCommandLine } from './command-line.ts';
import { runOrder } from './control/run.ts';
import { openContacts } from './data/contacts.ts';
import { openHistory } from './data/history.ts';
import { exitWith } from './exit-with.ts';
import { programWindow, smallWindow } from './further-windows.ts';
import { handlers } from './handlers.ts';
import { headsetDesk } from './headset-desk.ts';
import { programDesk } from './headset-program/desk.ts';
import { firstReport, isWaylandSession } from './held-key.ts';
import { hookKeeper } from './hooks/keeper.ts';
import { mayStart } from './hooks/may-start.ts';
import { ipc } from './ipc.ts';
import { describeError, openLog } from './log.ts';
import { mediaDesk } from './media-desk.ts';
import { menuTemplate } from './menu.ts';
import { forgetWithWish } from './open-devices.ts';
import { autostart } from './os/autostart.ts';
import { badge } from './os/badge.ts';
import { control } from './os/control.ts';
import { hooks, tryHook } from './os/hooks.ts';
import { hotkeys } from './os/hotkeys.ts';
import { dialFrom, handOver, links, offerLinks, readLinks, takeLinks } from './os/links.ts';
import { music } from './os/music.ts';
import { notifications } from './os/notifications.ts';
import { power } from './os/power.ts';
import { screenLock } from './os/screen-lock.ts';
import { shortcutsMenu } from './os/shortcuts-menu.ts';
import { spelling } from './os/spelling.ts';
import { tray } from './os/tray.ts';
import { watchPastCalls } from './past-calls.ts';
import { sessionPlayers } from './players.ts';
import { practiceLine } from './practice/host.ts';
import { practiceAccount } from './practice-account.ts';
import { chooseProfile } from './profile.ts';
import { projections } from './projections.ts';
import { recordingDesk } from './recording-desk.ts';
import { screenDesk } from './screen-desk.ts';
import { secretStorage } from './secret-storage.ts';
import { openSecrets } from './secrets.ts';
import { selfTest } from './self-test.ts';
import { probeServer } from './server-probe.ts';
import { lockPage, prepareSession, registerScheme } from './session.ts';
import { type Face, type Shell, value } from './shell.ts';
import { signInFiles } from './sign-in-files.ts';
import { spellingReport } from './spelling-desk.ts';
import { openMemory, openSettings } from './store.ts';
import { setSwitches } from './switches.ts';
import { trayPlace } from './tray/place.ts';
import { unreadMessages } from './unread-messages.ts';
import { type MainWindow, openWindow } from './window.ts';
import { words } from './words.ts';

const here = path.dirname(fileURLToPath(import.meta.url));
const commandLine = readCommandLine(process.argv, process.cwd());
const folder = chooseProfile(commandLine);
const isWayland = isWaylandSession(process.platform, process.env);

if (commandLine.order !== null) {
  const write = (to: NodeJS.WriteStream) => (text: string) => void to.write(`${text}\n`);
  const code = await runOrder(commandLine.order, { folder, print: write(process.stdout), printError: write(process.stderr) });
  await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((resolve) => stream.write('', resolve))));
  // Within the top level: once it is evaluated Electron would go on starting.
  app.exit(code);
} else {
  app.enableSandbox();
  registerScheme();
  // As the installer names its shortcut (`appId` in electron-builder.yml): Windows shows notifications of such an app only.
  if (process.platform === 'win32') app.setAppUserModelId('example.offhook');
  setSwitches(app.commandLine, isWayland);
  if (commandLine.isSelfTest || app.requestSingleInstanceLock(handOver(commandLine.dial, commandLine.signInFile))) start();
  else app.exit(0);
}

/** Seconds without keyboard and mouse after which nobody is taken to sit here. */
const AWAY = 60;

type Foundation = ReturnType<typeof layFoundation>;

/** What needs no window: log, wire, settings, and the shell that system modules stand on. */
function layFoundation() {
  const logFolder = path.join(folder, 'logs');
  const log = openLog({ folder: logFolder, level: process.env.OFFHOOK_LOG === 'debug' ? 'debug' : 'info' });
  process.on('uncaughtException', (error) => log.error(describeError(error)));
  process.on('unhandledRejection', (error) => log.error(describeError(error)));
  log.info(`Offhook ${app.getVersion()} on ${process.platform} ${os.release()}, Electron ${process.versions.electron}`);

  const url = appUrl({ isPackaged: app.isPackaged, devServer: process.env.VITE_DEV_SERVER_URL });
  const told = projections();
  const face = value<Face>('hidden');
  const hotkeyReport = value(firstReport(process.platform, isWayland));
  const onPageGone = (): void => {
    told.onPageGone();
    desk.onPageGone();
  };
  const wire = ipc({ url, log, onPageGone });
  const desk = asking({ tell: (asked) => wire.tell('command:asked', asked), isHeard: wire.isHeard });
  const onSetAside = (file: string, movedTo: string): void => {
    log.warn(`${file} could not be used and is kept as ${movedTo}`);
    wire.tell('notice:raised', { kind: 'file-set-aside', file, movedTo });
  };
  const settings = openSettings({ folder, onSetAside });
  const memory = openMemory({ folder, onSetAside });
  const past = watchPastCalls({
    history: openHistory({ folder, log, onSetAside, onUnavailable: () => wire.tell('notice:raised', { kind: 'history-unavailable' }) }),
    memory,
    face,
    isShown: told.isHistoryShown,
    isAway: () => powerMonitor.getSystemIdleTime() > AWAY,
  });
  forgetWithWish(settings, told.openDevices);
  let window: MainWindow | undefined;
  const shell: Shell = {
    ...told,
    recent: past.recent,
    missed: past.missed,
    unread: unreadMessages({ calls: told.calls, face }),
    face,
    settings,
    memory,
    command: (command) => wire.tell('command', command),
    ask: desk.ask,
    notify: (notice) => wire.tell('notice:raised', notice),
    show: () => window?.show(),
    overlay: (text) => window?.overlay(text),
    quit: () => app.quit(),
    log,
  };
  const showWindow = (opened: MainWindow): void => {
    window = opened;
  };
  return {
    log,
    logFolder,
    url,
    wire,
    ...told,
    face,
    history: past.history,
    settings,
    memory,
    onSetAside,
    shell,
    showWindow,
    onDone: desk.onDone,
    hotkeys: hotkeyReport,
  };
}

function start(): void {
  const base = layFoundation();
  const { shell, log } = base;
  const stops: (() => void)[] = [];
  const ready = app.whenReady().then(() => begin(base, stops));
  const importLater = (file: string): void => {
    void ready
      .then(({ importSignIn }) => importSignIn(file))
      .then((accountId) => {
        if (accountId !== null) shell.command({ kind: 'open-account', accountId });
      });
  };
  stops.push(links(shell, { importSignIn: importLater }));
  app.on('activate', shell.show);
  app.once('will-quit', () => {
    stopAll(stops);
    log.info('stopped');
  });
  ready.catch((error: unknown) => {
    log.error(`could not start: ${describeError(error)}`);
    dialog.showErrorBox(words.startFailedTitle, error instanceof Error ? error.message : String(error));
    app.exit(1);
  });
}

/** The last one that began is the first to end. */
function stopAll(stops: (() => void)[]): void {
  for (const stop of stops.splice(0).reverse()) stop();
}

/** Once the system is ready: services, then the window, then what the command line asked for. Not awaited at the top level: `ready` comes after it. */
async function begin(base: Foundation, stops: (() => void)[]) {
  const { shell, wire, url, log, logFolder } = base;
  const locateRecording = (id: string): string | null => services.locateRecording(id);
  prepareSession(session.defaultSession, { url, folder: path.join(here, '../renderer'), log, locateRecording });
  const template = menuTemplate(process.platform, app.isPackaged);
  Menu.setApplicationMenu(template && Menu.buildFromTemplate(template));
  const services = provideServices(base);
  stops.push(...services.stops);
  // Before there is a page: it finds the account when it looks for one.
  if (commandLine.signInFile !== null) await services.importSignIn(commandLine.signInFile);
  const isVisible = !commandLine.isSelfTest;
  const place = trayPlace(process.platform);
  const onClosed = (): void => {
    // The small window lives as long as the main one and would keep the app from ending.
    stopAll(stops);
    app.quit();
  };
  const window = openWindow(shell, {
    url,
    folder: here,
    isVisible,
    startsHidden: commandLine.isHidden || (process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin),
    logFolder,
    face: base.face,
    trayPlace: place,
    onClosed,
  });
  lockPage(window.page, { url, log });
  wire.attach(window.page);
  base.showWindow(window);
  stops.push(
    power(shell),
    ...(isVisible ? [tray(shell, place), smallWindow({ ...base, folder: here }), notifications(shell), badge(shell)] : []),
  );
  stops.push(offerLinks(shell, process.platform), autostart(shell), screenLock(shell), shortcutsMenu(shell));
  stops.push(spelling(shell, { page: window.page, session: session.defaultSession }));
  if (process.platform === 'linux') stops.push(music(shell, sessionPlayers()));
  dialFrom(shell, commandLine.dial);
  if (commandLine.isSelfTest) services.runSelfTest();
  else {
    stops.push(control(shell, { folder }), hooks(shell), hotkeys(shell, { report: base.hotkeys, isPaused: base.isHotkeyRecorded }));
    stops.push(programWindow({ ...base, folder: here }));
  }
  return services;
}

/** Everything that answers the page. */
function provideServices(base: Foundation) {
  const { log, wire, settings, onSetAside, shell, history } = base;
  const storage = secretStorage(safeStorage, { platform: process.platform });
  const onLost = (accountId: string): void => shell.notify({ kind: 'password-lost', accountId });
  const secrets = openSecrets({ folder, box: safeStorage, storage, log, onLost, onSetAside });
  const own = accounts({ settings, secrets, storage, log });
  const contacts = openContacts({ folder, log, onSetAside, onUnavailable: () => shell.notify({ kind: 'contacts-unavailable' }) });
  const recordings = recordingDesk({ ...base, folder });
  const serviceName = 'Offhook practice line';
  const line = practiceLine({ fork: () => utilityProcess.fork(path.join(here, 'practice.js'), [], { serviceName }) });
  const test = selfTest({ command: shell.command, print: (text) => process.stdout.write(`${text}\n`), exit: exitWith });
  wire.serve(
    handlers({
      ...base,
      version: app.getVersion(),
      platform: process.platform,
      storage,
      accounts: own,
      practice: practiceAccount({ line, secrets, log }),
      history,
      contacts,
      recording: recordings.handlers,
      media: mediaDesk(),
      screen: screenDesk({ ...base, session: session.defaultSession, isWayland }).handlers,
      headsets: headsetDesk({ ...base, session: session.defaultSession }).handlers,
      program: programDesk({ shell, state: base.programState }),
      probe: probeServer,
      command: shell.command,
      quit: shell.quit,
      show: shell.show,
      hooks: hookKeeper({ settings, mayStart, tryHook }),
      spelling: () => spellingReport(settings, session.defaultSession),
      links: { read: readLinks, take: () => takeLinks(process.platform) },
      writeClipboard: (text) => clipboard.writeText(text),
      log: log.named('page'),
      selfTest: test,
    }),
  );
  const stops = [
    settings.subscribe((all) => wire.tell('settings:changed', all)),
    base.openDevices.subscribe((open) => wire.tell('devices:in-use', open)),
    base.hotkeys.subscribe((report) => wire.tell('hotkeys:changed', report)),
    storage.subscribe((state) => wire.tell('secrets:changed', state)),
    base.programState.subscribe((state) => wire.tell('program:changed', state)),
    wire.stop,
    history.close,
    contacts.close,
    recordings.close,
  ];
  return {
    importSignIn: signInFiles(shell, { accounts: own, storage }),
    runSelfTest: test.start,
    locateRecording: recordings.locate,
    stops,
  };
}
