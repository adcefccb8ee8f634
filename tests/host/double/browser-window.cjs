'use strict';
const { EventEmitter } = require('node:events');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const chromium = require('./chromium.cjs');
const { event, knows, prevented, state, strict } = require('./support.cjs');
const { makeWebContents } = require('./web-contents.cjs');

const events = [
  ...['show', 'hide', 'focus', 'blur', 'minimize', 'restore', 'maximize', 'unmaximize', 'move', 'moved', 'resize', 'resized'],
  ...['ready-to-show', 'close', 'closed', 'page-title-updated', 'enter-full-screen', 'leave-full-screen', 'always-on-top-changed'],
  ...['session-end', 'query-session-end', 'responsive', 'unresponsive', 'app-command', 'system-context-menu'],
];
/** Set by the host: what a window needs of the rest. */
const host = { root: '', app: null, session: null, headed: false, firstTarget: undefined };
const all = [];
let lastId = 0;
/** A promise of what Chromium's windows have around the page, `{ width, height }`. */
let decoration;

/** As in Electron, a method of a closed window throws instead of doing nothing. */
const mortal = (window) =>
  new Proxy(window, {
    get(target, key, receiver) {
      const value = Reflect.get(target, key, receiver);
      if (typeof value !== 'function' || !target.webContents?.dead) return value;
      if (key in EventEmitter.prototype || ['isDestroyed', 'destroy'].includes(key)) return value;
      throw new TypeError('Object has been destroyed');
    },
  });

/** A window whose place and visibility are remembered rather than shown: there is no window manager. */
class BrowserWindow extends EventEmitter {
  constructor(options = {}) {
    super();
    if (!host.app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    knows(this, 'BrowserWindow', events);
    const { width = 800, height = 600, x = 100, y = 100, show = true, title = host.app.name } = options;
    Object.assign(this, {
      options,
      title,
      bounds: { x, y, width, height },
      visible: show,
      focused: show,
      minimized: false,
      maximized: false,
    });
    Object.assign(this, {
      alwaysOnTop: options.alwaysOnTop ?? false,
      backgroundColor: options.backgroundColor ?? '#FFFFFF',
      flashing: false,
      protected: false,
      level: 'floating',
      everywhere: { value: false },
      frame: { width: 0, height: 0 },
    });
    const self = mortal(strict(this, 'BrowserWindow'));
    all.push(self);
    this.webContents = makeWebContents(self, ++lastId, host.session, options.webPreferences ?? {});
    this.webContents.once('did-finish-load', () => self.emit('ready-to-show', event()));
    this.webContents.opened = this.open();
    this.webContents.opened.catch((error) => console.error('A window did not open:', error));
    // biome-ignore lint/correctness/noConstructorReturn: `new BrowserWindow` must give the guarded object
    return self;
  }
  async open() {
    const targetId = host.firstTarget; // headed, the first window is the one that Chromium opened without tabs
    host.firstTarget = undefined;
    await this.webContents.open({ targetId, width: this.bounds.width, height: this.bounds.height });
    if (!targetId) {
      // Measured at the first window: a second one tells the size of its page too late.
      decoration ??= this.webContents.cdp('Page.getLayoutMetrics').then(({ cssLayoutViewport: inner }) => ({
        width: this.bounds.width - inner.clientWidth,
        height: this.bounds.height - inner.clientHeight,
      }));
      this.frame = await decoration;
    }
    await this.place();
  }
  /** Gives the page the size that the window says it has. */
  async place() {
    const { windowId } = await chromium.cdp('Browser.getWindowForTarget', { targetId: this.webContents.targetId });
    const { width, height } = this.bounds;
    const bounds = { width: width + this.frame.width, height: height + this.frame.height };
    await chromium.cdp('Browser.setWindowBounds', { windowId, bounds });
  }

  get id() {
    return this.webContents.id;
  }
  loadURL(url) {
    return this.webContents.loadURL(url);
  }
  loadFile(file, { hash = '', search = '' } = {}) {
    return this.loadURL(Object.assign(pathToFileURL(path.resolve(host.root, file)), { hash, search }).href);
  }

  /** Changes one remembered thing and tells, once. */
  become(key, value, name) {
    if (this[key] === value) return;
    this[key] = value;
    this.emit(name, event());
  }
  show() {
    this.showInactive();
    this.focus();
  }
  showInactive() {
    this.become('visible', true, 'show');
    if (host.headed) void this.webContents.cdp?.('Page.bringToFront');
  }
  hide() {
    this.blur();
    this.become('visible', false, 'hide');
  }
  focus() {
    for (const other of all) if (other.id !== this.id) other.blur();
    this.become('focused', true, 'focus');
  }
  blur() {
    this.become('focused', false, 'blur');
  }
  minimize() {
    this.blur();
    this.become('minimized', true, 'minimize');
  }
  restore() {
    this.become('minimized', false, 'restore');
    this.become('maximized', false, 'unmaximize');
  }
  maximize() {
    this.become('maximized', true, 'maximize');
  }
  unmaximize() {
    this.become('maximized', false, 'unmaximize');
  }
  moveTop() {}
  isVisible() {
    return this.visible;
  }
  isFocused() {
    return this.focused;
  }
  isMinimized() {
    return this.minimized;
  }
  isMaximized() {
    return this.maximized;
  }
  isFullScreen() {
    return false;
  }
  isDestroyed() {
    return this.webContents.isDestroyed();
  }

  getBounds() {
    return { ...this.bounds };
  }
  getNormalBounds() {
    return { ...this.bounds };
  }
  getContentBounds() {
    return { ...this.bounds };
  }
  getSize() {
    return [this.bounds.width, this.bounds.height];
  }
  getPosition() {
    return [this.bounds.x, this.bounds.y];
  }
  setBounds(bounds) {
    const old = this.bounds;
    this.bounds = { ...old, ...bounds };
    if (old.x !== this.bounds.x || old.y !== this.bounds.y) for (const name of ['move', 'moved']) this.emit(name, event());
    if (old.width === this.bounds.width && old.height === this.bounds.height) return;
    this.webContents.opened.then(() => this.place()).catch(() => undefined); // closed meanwhile
    for (const name of ['resize', 'resized']) this.emit(name, event());
  }
  setSize(width, height) {
    this.setBounds({ width, height });
  }
  setPosition(x, y) {
    this.setBounds({ x, y });
  }
  center() {
    const { workArea } = state.displays[0];
    const { width, height } = this.bounds;
    this.setBounds({
      x: Math.round(workArea.x + (workArea.width - width) / 2),
      y: Math.round(workArea.y + (workArea.height - height) / 2),
    });
  }
  setMinimumSize(width, height) {
    Object.assign(this.options, { minWidth: width, minHeight: height });
  }
  getMinimumSize() {
    return [this.options.minWidth ?? 0, this.options.minHeight ?? 0];
  }

  setTitle(title) {
    this.title = title;
  }
  getTitle() {
    return this.title;
  }
  setBackgroundColor(color) {
    this.backgroundColor = color;
  }
  getBackgroundColor() {
    return this.backgroundColor;
  }
  setAlwaysOnTop(value, level = 'floating') {
    this.alwaysOnTop = value;
    this.level = level;
  }
  setContentProtection(enabled) {
    this.protected = enabled;
  }
  isContentProtected() {
    return this.protected;
  }
  setVisibleOnAllWorkspaces(value, options = {}) {
    this.everywhere = { value, ...options };
  }
  isAlwaysOnTop() {
    return this.alwaysOnTop;
  }
  flashFrame(flag) {
    this.flashing = flag;
  }
  setMenuBarVisibility() {}
  setMenu() {}
  removeMenu() {}
  setIcon() {}
  setSkipTaskbar() {}

  close() {
    if (!this.isDestroyed() && !prevented(this, 'close')) this.destroy();
  }
  /** Also called when Chromium itself closed the window: then `close` could not be asked. */
  destroy() {
    const { webContents } = this;
    if (webContents.dead) return;
    webContents.dead = true;
    all.splice(all.indexOf(BrowserWindow.fromWebContents(webContents)), 1);
    webContents.opened.then(() => chromium.cdp('Target.closeTarget', { targetId: webContents.targetId })).catch(() => undefined); // it is gone already
    webContents.emit('destroyed', event());
    this.emit('closed', event());
    host.app.windowClosed();
  }

  static getAllWindows() {
    return [...all];
  }
  static getFocusedWindow() {
    return all.find((window) => window.focused) ?? null;
  }
  static fromId(id) {
    return all.find((window) => window.id === id) ?? null;
  }
  static fromWebContents(webContents) {
    return all.find((window) => window.webContents === webContents) ?? null;
  }
}

const webContents = strict(
  {
    getAllWebContents: () => all.map((window) => window.webContents),
    fromId: (id) => BrowserWindow.fromId(id)?.webContents,
    fromDevToolsTargetId: (targetId) => all.find((window) => window.webContents.targetId === targetId)?.webContents,
    getFocusedWebContents: () => BrowserWindow.getFocusedWindow()?.webContents ?? null,
  },
  'webContents',
);

module.exports = { BrowserWindow, webContents, host };
