'use strict';
// What `import … from 'electron'` gives in the main process.
const fs = require('node:fs');
const path = require('node:path');
const { app, rawApp, paths } = require('./app.cjs');
const { BrowserWindow, webContents, host: windows } = require('./browser-window.cjs');
const chromium = require('./chromium.cjs');
const { desktopCapturer } = require('./desktop-capturer.cjs');
const { ipcMain } = require('./ipc-main.cjs');
const safe = require('./safe-storage.cjs');
const { session, protocol, net } = require('./session.cjs');
const { event, state } = require('./support.cjs');
const system = require('./system.cjs');
const { makeUtilityProcess } = require('./utility-process.cjs');

const { Menu, Tray, Notification, globalShortcut, dialog, clipboard, shell, nativeImage, nativeTheme, screen } = system;
const { powerMonitor, powerSaveBlocker, crashReporter, systemPreferences } = system;
const { safeStorage } = safe;
const utilityProcess = makeUtilityProcess(app);

Object.assign(windows, { app: rawApp, session: session.defaultSession });
state.quit = () => app.quit();
/** nativeTheme.themeSource decides what the pages' prefers-color-scheme says. */
state.themed = (source) => {
  const features = source === 'system' ? [] : [{ name: 'prefers-color-scheme', value: source }];
  for (const window of BrowserWindow.getAllWindows())
    window.webContents.opened.then(() => window.webContents.cdp('Emulation.setEmulatedMedia', { features })).catch(() => undefined); // closed
};

let onFirstWindow = () => undefined;
/** Chromium's news about its targets. */
function onTarget(method, { targetId, targetInfo, status, errorCode }) {
  if (method === 'Target.targetDestroyed') webContents.fromDevToolsTargetId(targetId)?.window.destroy();
  if (method === 'Target.targetCreated' && targetInfo.type === 'page') onFirstWindow(targetInfo.targetId);
  if (method === 'Target.targetCrashed') {
    const crashed = webContents.fromDevToolsTargetId(targetId);
    const details = { reason: status === 'killed' ? 'killed' : 'crashed', exitCode: errorCode };
    crashed?.crashed(details.reason, details.exitCode);
    if (crashed) app.emit('render-process-gone', event(), crashed, details);
  }
  // A window that a page opened: the app's window-open handler was asked, and only 'deny' is implemented.
  if (method === 'Target.targetCreated' && targetInfo.openerId && webContents.fromDevToolsTargetId(targetInfo.openerId))
    chromium.cdp('Target.closeTarget', { targetId: targetInfo.targetId }).catch(() => undefined); // closed by itself
}

/** Before the app's main module is evaluated. */
function init(root, manifest, switches) {
  const given = switches.findLast((text) => text.startsWith('--user-data-dir='))?.slice('--user-data-dir='.length);
  Object.assign(rawApp, { manifest, name: manifest.productName ?? manifest.name, root });
  windows.root = root;
  paths.userData = given ? path.resolve(given) : path.join(paths.appData, rawApp.name);
  fs.mkdirSync(paths.userData, { recursive: true });
  state.switches.push(...switches);
  const { version } = require('electron/package.json');
  Object.defineProperty(process, 'versions', { value: { ...process.versions, electron: version, chrome: 'stand-in' } });
  Object.assign(process, { type: 'browser', defaultApp: true, resourcesPath: path.dirname(root) });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => app.quit());
  process.on('exit', () => {
    chromium.kill();
    if (chromium.isStarted() || app.isLeaving()) return;
    console.error('The main module was never evaluated to its end: a top-level await of app.whenReady()?');
    process.exitCode = 13;
  });
}

/** After it: Chromium starts, then `ready`. */
async function start() {
  if (app.isLeaving()) return;
  windows.headed = process.env.STAND_IN_HEADED === '1';
  const onExit = (why) => {
    if (app.isLeaving()) return;
    if (windows.headed) return app.quit(); // the user closed the last window
    console.error(why);
    process.exit(1);
  };
  const firstWindow = new Promise((resolve) => {
    onFirstWindow = resolve;
  });
  const switches = state.switches.filter((text) => !text.startsWith('--user-data-dir='));
  await chromium.launch({ profile: paths.userData, switches, headed: windows.headed, onEvent: onTarget, onExit });
  if (windows.headed) windows.firstTarget = await firstWindow;
  safe.start();
  rawApp.start();
}

const host = { state, init, start };
module.exports = {
  app,
  BrowserWindow,
  clipboard,
  crashReporter,
  desktopCapturer,
  dialog,
  globalShortcut,
  host,
  ipcMain,
  Menu,
  nativeImage,
  nativeTheme,
  net,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  systemPreferences,
  Tray,
  utilityProcess,
  webContents,
};
