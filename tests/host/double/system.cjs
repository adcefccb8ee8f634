'use strict';
// The parts of the system that need no Chromium: they record what the app does, and a test can trigger them.
const { EventEmitter } = require('node:events');
const { event, knows, state, strict } = require('./support.cjs');

class Menu {
  static buildFromTemplate(template) {
    const items = template.map((item) => ({
      enabled: true,
      visible: true,
      ...item,
      submenu: item.submenu && Menu.buildFromTemplate(item.submenu),
      click() {
        if (item.type === 'checkbox') this.checked = !this.checked;
        if (item.click) item.click(this);
        else if (item.role === 'quit') state.quit();
      },
    }));
    return strict(Object.assign(new Menu(), { items }), 'Menu');
  }
  static setApplicationMenu(menu) {
    state.appMenu = menu;
  }
  static getApplicationMenu() {
    return state.appMenu;
  }
  getMenuItemById(id) {
    return this.items.flatMap((item) => [item, item.submenu?.getMenuItemById(id)]).find((item) => item?.id === id) ?? null;
  }
  popup() {
    state.popups.push(this);
  }
}

class Tray extends EventEmitter {
  constructor(image) {
    super();
    if (process.env.STAND_IN_TRAY === 'broken') throw new Error('Failed to create the tray icon');
    knows(this, 'Tray', ['click', 'right-click', 'double-click', 'balloon-click']);
    Object.assign(this, { image, toolTip: '', title: '', menu: null });
    state.trays.push(this);
  }
  setToolTip(text) {
    this.toolTip = text;
  }
  setTitle(text) {
    this.title = text;
  }
  setImage(image) {
    this.image = image;
  }
  setContextMenu(menu) {
    this.menu = menu;
  }
  destroy() {
    state.trays = state.trays.filter((tray) => tray !== this);
  }
  isDestroyed() {
    return !state.trays.includes(this);
  }
}

class Notification extends EventEmitter {
  constructor(options) {
    super();
    knows(this, 'Notification', ['show', 'click', 'close', 'reply', 'action', 'failed']);
    Object.assign(this, options);
  }
  show() {
    state.notifications.push(this);
    this.emit('show', event());
  }
  close() {
    this.emit('close', event());
  }
  static isSupported() {
    return true;
  }
}

const modifier = /(Command|Cmd|Control|Ctrl|CommandOrControl|CmdOrCtrl|Alt|Option|AltGr|Shift|Super|Meta)\+/.source;
const key =
  /[!-~]|F([1-9]|1\d|2[0-4])|num\d|Plus|Space|Tab|Up|Down|Left|Right|Return|Enter|Backspace|Delete|Insert|Home|End|Page(Up|Down)|PrintScreen|Media\w+/
    .source;
const accelerators = new RegExp(`^(${modifier})*(${key})$`, 'i');

const globalShortcut = {
  // False where another program has it, and where the app itself has; what is no accelerator throws, as in Electron.
  register: (accelerator, callback) => {
    if (!accelerators.test(accelerator))
      throw new TypeError(`Error processing argument at index 0, conversion failure from ${accelerator}`);
    if (state.shortcuts.has(accelerator) || state.foreignShortcuts.has(accelerator)) return false;
    state.shortcuts.set(accelerator, callback);
    return true;
  },
  unregister: (accelerator) => void state.shortcuts.delete(accelerator),
  unregisterAll: () => state.shortcuts.clear(),
  isRegistered: (accelerator) => state.shortcuts.has(accelerator),
};

/** The window that a dialog belongs to may come first. */
const optionsOf = (args) => args.at(-1);
const ask = (kind, args, byDefault) => {
  const options = optionsOf(args);
  state.dialogs.push({ kind, options });
  return { ...byDefault(options), ...state.dialogAnswers.shift() };
};
const pressed = ({ defaultId = 0 }) => ({ response: defaultId, checkboxChecked: false });
const dialog = {
  showMessageBox: async (...args) => ask('message', args, pressed),
  showMessageBoxSync: (...args) => ask('message', args, pressed).response,
  showOpenDialog: async (...args) => ask('open', args, () => ({ canceled: true, filePaths: [] })),
  showSaveDialog: async (...args) => ask('save', args, () => ({ canceled: true, filePath: '' })),
  showErrorBox: (title, content) => {
    state.dialogs.push({ kind: 'error', options: { title, content } });
    console.error(`${title}: ${content}`);
  },
};

const clipboard = {
  selection: { readText: async () => state.selection },
  readText: async () => state.clipboard,
  writeText: async (text) => {
    state.clipboard = text;
  },
  clear: () => {
    state.clipboard = '';
  },
};

const shell = {
  openExternal: async (url) => void state.opened.push({ external: url }),
  openPath: async (path) => {
    state.opened.push({ path });
    return '';
  },
  showItemInFolder: (path) => void state.opened.push({ path }),
  beep: () => undefined,
};

const image = (from) => {
  const parts = [];
  return strict(
    {
      from,
      parts,
      isEmpty: () => from === '' && parts.length === 0,
      addRepresentation: (part) => void parts.push(part),
      setTemplateImage() {},
      getSize: () => ({ width: 16, height: 16 }),
      resize: () => image(from),
      toDataURL: () => from,
    },
    'NativeImage',
  );
};
const nativeImage = {
  createEmpty: () => image(''),
  createFromPath: (path) => image(path),
  createFromDataURL: (url) => image(url),
  createFromBuffer: () => image('buffer'),
};

const screen = Object.assign(knows(new EventEmitter(), 'screen', ['display-added', 'display-removed', 'display-metrics-changed']), {
  getAllDisplays: () => state.displays,
  getPrimaryDisplay: () => state.displays[0],
  getDisplayMatching: ({ x, y }) => screen.getDisplayNearestPoint({ x, y }),
  getDisplayNearestPoint: ({ x, y }) => {
    const inside = ({ bounds: b }) => x >= b.x && x < b.x + b.width && y >= b.y && y < b.y + b.height;
    return state.displays.find(inside) ?? state.displays[0];
  },
  getCursorScreenPoint: () => ({ x: 0, y: 0 }),
});

const powerEvents = ['suspend', 'resume', 'lock-screen', 'unlock-screen', 'shutdown', 'on-ac', 'on-battery', 'user-did-become-active'];
const powerMonitor = Object.assign(
  knows(new EventEmitter(), 'powerMonitor', [...powerEvents, 'user-did-resign-active', 'thermal-state-change']),
  {
    getSystemIdleTime: () => 0,
    getSystemIdleState: () => 'active',
    isOnBatteryPower: () => false,
  },
);

let lastBlocker = 0;
const powerSaveBlocker = {
  start: (kind) => {
    state.powerSaveBlockers.set(++lastBlocker, kind);
    return lastBlocker;
  },
  stop: (id) => state.powerSaveBlockers.delete(id),
  isStarted: (id) => state.powerSaveBlockers.has(id),
};

const crashReporter = {
  start: (options) => {
    state.crashReporter = options;
  },
};

/** The permission of the system, by kind; `granted` unless a test says otherwise. */
const systemPreferences = {
  getMediaAccessStatus: (kind) => state.mediaAccess[kind] ?? 'granted',
  // macOS alone has it, and asks its user.
  askForMediaAccess: async (kind) => (state.mediaAccess[kind] ?? 'granted') === 'granted',
};

let themeSource = 'system';
const nativeTheme = Object.defineProperties(knows(new EventEmitter(), 'nativeTheme', ['updated']), {
  themeSource: {
    get: () => themeSource,
    set: (value) => {
      themeSource = value;
      state.themed(value);
      nativeTheme.emit('updated');
    },
  },
  shouldUseDarkColors: { get: () => themeSource === 'dark' },
  shouldUseDarkColorsForSystemIntegratedUI: { get: () => false },
  shouldUseHighContrastColors: { get: () => false },
  shouldUseInvertedColorScheme: { get: () => false },
});

module.exports = {
  ...{ Menu: strict(Menu, 'Menu'), Tray: strict(Tray, 'Tray'), Notification: strict(Notification, 'Notification') },
  ...{
    globalShortcut: strict(globalShortcut, 'globalShortcut'),
    dialog: strict(dialog, 'dialog'),
    clipboard: strict(clipboard, 'clipboard'),
  },
  ...{ shell: strict(shell, 'shell'), nativeImage: strict(nativeImage, 'nativeImage'), nativeTheme: strict(nativeTheme, 'nativeTheme') },
  ...{ screen: strict(screen, 'screen'), powerMonitor: strict(powerMonitor, 'powerMonitor') },
  ...{ powerSaveBlocker: strict(powerSaveBlocker, 'powerSaveBlocker'), crashReporter: strict(crashReporter, 'crashReporter') },
  systemPreferences: strict(systemPreferences, 'systemPreferences'),
};
