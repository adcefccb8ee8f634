'use strict';
const { EventEmitter } = require('node:events');
const os = require('node:os');
const path = require('node:path');
const chromium = require('./chromium.cjs');
const { BrowserWindow } = require('./browser-window.cjs');
const { event, knows, prevented, state, strict } = require('./support.cjs');
const singleInstance = require('./single-instance.cjs');

const events = [
  ...['will-finish-launching', 'ready', 'window-all-closed', 'before-quit', 'will-quit', 'quit', 'activate', 'open-url', 'open-file'],
  ...['second-instance', 'browser-window-created', 'web-contents-created', 'render-process-gone', 'child-process-gone'],
  ...['browser-window-focus', 'browser-window-blur', 'certificate-error', 'gpu-info-update', 'continue-activity', 'did-become-active'],
];
let becomeReady;
const whenReady = new Promise((resolve) => {
  becomeReady = resolve;
});
const home = os.homedir();
const paths = {
  home,
  appData: process.env.XDG_CONFIG_HOME ?? path.join(home, process.platform === 'darwin' ? 'Library/Application Support' : '.config'),
  temp: os.tmpdir(),
  exe: process.execPath,
  module: process.execPath,
  ...Object.fromEntries(['desktop', 'documents', 'downloads', 'music', 'pictures', 'videos'].map((name) => [name, path.join(home, name)])),
};
const inProfile = { sessionData: '', logs: 'logs', crashDumps: 'Crashpad' };
let ready = false;
let quitting = false;
let leaving = false;

const commandLine = strict(
  {
    appendSwitch: (key, value) => void state.switches.push(`--${key}${value ? `=${value}` : ''}`),
    appendArgument: (text) => void state.switches.push(text),
    hasSwitch: (key) => state.switches.some((text) => text === `--${key}` || text.startsWith(`--${key}=`)),
    getSwitchValue: (key) => state.switches.findLast((text) => text.startsWith(`--${key}=`))?.slice(key.length + 3) ?? '',
    removeSwitch: (key) => {
      state.switches = state.switches.filter((text) => text !== `--${key}` && !text.startsWith(`--${key}=`));
    },
  },
  'app.commandLine',
);

const app = Object.assign(knows(new EventEmitter(), 'app', events), {
  commandLine,
  isPackaged: false,
  name: '',
  badgeCount: 0,
  whenReady: () => whenReady,
  isReady: () => ready,
  getName: () => app.name,
  setName: (name) => {
    app.name = name;
  },
  getVersion: () => app.manifest.version,
  getAppPath: () => app.root,
  getLocale: () => app.commandLine.getSwitchValue('lang') || 'en-US',
  getSystemLocale: () => 'en-US',
  getPreferredSystemLanguages: () => ['en-US'],
  getLocaleCountryCode: () => 'US',
  getPath: (name) => {
    if (name in paths) return paths[name];
    if (name in inProfile) return path.join(paths.userData, inProfile[name]);
    throw new Error(`Failed to get '${name}' path`);
  },
  setPath: (name, value) => {
    paths[name] = value;
  },
  setAppLogsPath() {},
  setAppUserModelId() {},
  setDesktopName() {},
  enableSandbox() {},
  isAccessibilitySupportEnabled: () => false,
  setAsDefaultProtocolClient: (scheme) => Boolean(state.defaultProtocols.add(scheme)),
  removeAsDefaultProtocolClient: (scheme) => state.defaultProtocols.delete(scheme),
  isDefaultProtocolClient: (scheme) => state.defaultProtocols.has(scheme),
  setLoginItemSettings: (settings) => {
    state.loginItem = settings;
  },
  getLoginItemSettings: () => ({ openAtLogin: false, ...state.loginItem }),
  setBadgeCount: (count = 0) => {
    app.badgeCount = count;
    return true;
  },
  getBadgeCount: () => app.badgeCount,
  focus() {},
  hasSingleInstanceLock: () => Boolean(app.locked),
  requestSingleInstanceLock(data = {}) {
    const message = [process.argv, process.cwd(), data];
    app.locked ||= singleInstance.lock(paths.userData, message, (args) => app.emit('second-instance', event(), ...args));
    return app.locked;
  },
  relaunch: (options = {}) => {
    state.relaunch = options;
  },
  quit() {
    if (quitting || prevented(app, 'before-quit')) return;
    quitting = true;
    for (const window of BrowserWindow.getAllWindows()) window.close();
    quitting = BrowserWindow.getAllWindows().length === 0 && !prevented(app, 'will-quit');
    if (quitting) app.exit(0);
  },
  exit(code = 0) {
    if (leaving) return;
    leaving = true;
    app.emit('quit', event(), code);
    void chromium.close().then(() => process.exit(code));
  },

  // For the stand-in itself.
  isLeaving: () => leaving,
  windowClosed() {
    if (BrowserWindow.getAllWindows().length === 0 && !quitting && !app.emit('window-all-closed')) app.quit();
  },
  start() {
    ready = true;
    app.emit('ready', event(), {});
    becomeReady();
  },
});

module.exports = { app: strict(app, 'app'), rawApp: app, paths };
