import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, clipboard, dialog, Menu, safeStorage, session, utilityProcess } from 'electron';
import type { CallSnapshot } from '../shared/call.ts';
import type { SecretStorage } from '../shared/ipc.ts';
import type { RegistrationState } from '../shared/registration.ts';
import { type Accounts, accounts } from './accounts.ts';
import { appUrl } from './app-url.ts';
import { asking } from './ask.ts';
import { readCommandLine } from './command-line.ts';
import { openContacts } from './data/contacts.ts';
import { openHistory } from './data/history.ts';
import { handlers } from './handlers.ts';
import { ipc } from './ipc.ts';
import { describeError, openLog } from './log.ts';
import { openMemory } from './memory.ts';
import { menuTemplate } from './menu.ts';
import { dialFrom, handOver, links, registerLinks } from './os/links.ts';
import { power } from './os/power.ts';
import { practiceLine } from './practice/host.ts';
import { practiceAccount } from './practice-account.ts';
import { secretStorage } from './secret-storage.ts';
import { openSecrets } from './secrets.ts';
import { selfTest } from './self-test.ts';
import { probeServer } from './server-probe.ts';
import { lockPage, prepareSession, registerScheme } from './session.ts';
import { field, type Readable, type Shell, value } from './shell.ts';
import { importSignInFile } from './sign-in-file.ts';
import { openSettings } from './store.ts';
import { setSwitches } from './switches.ts';
import { type MainWindow, openWindow } from './window.ts';
import { words } from './words.ts';

const here = path.dirname(fileURLToPath(import.meta.url));
const commandLine = readCommandLine(process.argv, process.cwd());
const folder = chooseProfile();

app.enableSandbox();
registerScheme();
setSwitches(app.commandLine);
if (commandLine.isSelfTest || app.requestSingleInstanceLock(handOver(commandLine.dial, commandLine.signInFile))) start();
else app.exit(0);

/** Where everything is kept. A self-test leaves no trace unless a folder is named. */
function chooseProfile(): string {
  const temporary =
    commandLine.isSelfTest && commandLine.userData === null ? mkdtempSync(path.join(os.tmpdir(), 'offhook-self-test-')) : null;
  if (temporary !== null) process.once('exit', () => rmSync(temporary, { recursive: true, force: true, maxRetries: 5 }));
  const chosen = temporary ?? commandLine.userData;
  if (chosen !== null) {
    mkdirSync(chosen, { recursive: true });
    app.setPath('userData', chosen);
  }
  return app.getPath('userData');
}

type Foundation = ReturnType<typeof layFoundation>;

/** What needs no window: log, wire, settings, and the shell that system modules stand on. */
function layFoundation() {
  const logFolder = path.join(folder, 'logs');
  const log = openLog({ folder: logFolder, level: process.env.OFFHOOK_LOG === 'debug' ? 'debug' : 'info' });
  process.on('uncaughtException', (error) => log.error(describeError(error)));
  process.on('unhandledRejection', (error) => log.error(describeError(error)));
  log.info(`Offhook ${app.getVersion()} on ${process.platform} ${os.release()}, Electron ${process.versions.electron}`);

  const url = appUrl({ isPackaged: app.isPackaged, devServer: process.env.VITE_DEV_SERVER_URL });
  const registration = value<RegistrationState>({ kind: 'offline' });
  const calls = value<readonly CallSnapshot[]>([]);
  const ringHeight = value(0);
  const onPageGone = (): void => {
    registration.set({ kind: 'offline' });
    calls.set([]);
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
  let window: MainWindow | undefined;
  const shell: Shell = {
    registration,
    calls,
    settings,
    memory,
    command: (command) => wire.tell('command', command),
    ask: desk.ask,
    notify: (notice) => wire.tell('notice:raised', notice),
    show: () => window?.show(),
    log,
  };
  const showWindow = (opened: MainWindow): void => {
    window = opened;
  };
  const projections = { registration, calls, ringHeight };
  return { log, logFolder, url, wire, ...projections, settings, memory, onSetAside, shell, showWindow, onDone: desk.onDone };
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
    for (const stop of stops.splice(0).reverse()) stop();
    log.info('stopped');
  });
  ready.catch((error: unknown) => {
    log.error(`could not start: ${describeError(error)}`);
    dialog.showErrorBox(words.startFailedTitle, error instanceof Error ? error.message : String(error));
    app.exit(1);
  });
}

/** Once the system is ready: services, then the window, then what the command line asked for. Not awaited at the top level: `ready` comes after it. */
async function begin(base: Foundation, stops: (() => void)[]) {
  const { shell, wire, url, log, logFolder } = base;
  prepareSession(session.defaultSession, { url, folder: path.join(here, '../renderer'), log });
  const template = menuTemplate(process.platform, app.isPackaged);
  Menu.setApplicationMenu(template && Menu.buildFromTemplate(template));
  const services = provideServices(base);
  stops.push(...services.stops);
  // Before there is a page: it finds the account when it looks for one.
  if (commandLine.signInFile !== null) await services.importSignIn(commandLine.signInFile);
  const isVisible = !commandLine.isSelfTest;
  const window = openWindow(shell, { url, folder: here, isVisible, logFolder, onClosed: () => app.quit() });
  lockPage(window.page, { url, log });
  wire.attach(window.page);
  base.showWindow(window);
  stops.push(...[power].map((module) => module(shell)));
  registerLinks(shell, process.platform);
  dialFrom(shell, commandLine.dial);
  if (commandLine.isSelfTest) services.runSelfTest();
  return services;
}

/** Everything that answers the page. */
function provideServices(base: Foundation) {
  const { log, wire, settings, onSetAside, shell } = base;
  const storage = secretStorage(safeStorage, { platform: process.platform });
  const onLost = (accountId: string): void => shell.notify({ kind: 'password-lost', accountId });
  const secrets = openSecrets({ folder, box: safeStorage, storage, log, onLost, onSetAside });
  const own = accounts({ settings, secrets, storage, log });
  const history = openHistory({ folder, log, onSetAside, onUnavailable: () => shell.notify({ kind: 'history-unavailable' }) });
  const contacts = openContacts({ folder, log, onSetAside, onUnavailable: () => shell.notify({ kind: 'contacts-unavailable' }) });
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
      probe: probeServer,
      command: shell.command,
      writeClipboard: (text) => clipboard.writeText(text),
      log: log.named('page'),
      selfTest: test,
    }),
  );
  const stops = [
    settings.subscribe((all) => wire.tell('settings:changed', all)),
    storage.subscribe((state) => wire.tell('secrets:changed', state)),
    wire.stop,
    history.close,
    contacts.close,
  ];
  return { importSignIn: signInFiles(base, own, storage), runSelfTest: test.start, stops };
}

/** Takes over a sign-in file and gives the account that it made, if any. */
function signInFiles(
  { shell, memory, log }: Foundation,
  own: Accounts,
  storage: Readable<SecretStorage>,
): (file: string) => Promise<string | null> {
  const imported = field(memory, 'importedSignIn');
  return async (file) => {
    const { accountId, saved } = await importSignInFile(file, {
      accounts: own,
      storage,
      imported,
      onProblem: (name, problem, detail) => shell.notify({ kind: 'sign-in-file', file: name, problem, detail }),
    });
    saved.catch((error: unknown) => log.error(`the password was not saved: ${describeError(error)}`));
    return accountId;
  };
}

/** What was printed must get through the pipe first. */
function exitWith(code: number): void {
  process.stdout.write('', () => app.exit(code));
}
