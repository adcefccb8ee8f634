'use strict';

/** What the app asked of the system, for tests to read, and what tests want it to answer. */
exports.state = {
  /** Chromium's command line. */
  switches: [],
  trays: [],
  notifications: [],
  shortcuts: new Map(),
  /** Accelerators that other programs have. */
  foreignShortcuts: new Set(),
  appMenu: null,
  /** `{ external }` or `{ path }` given to shell, `{ window }` refused by the window-open handler. */
  opened: [],
  /** `{ kind, options }` of every dialog. */
  dialogs: [],
  /** Taken in order; without one a dialog answers as if its default button was pressed. */
  dialogAnswers: [],
  /** What the app set for the spelling checker; nothing is checked and nothing fetched. */
  spelling: { isOn: true, languages: [], server: '', learned: [], replaced: [] },
  /** Menus that were opened under the pointer, newest last. */
  popups: [],
  clipboard: '',
  selection: '',
  /** Ids of running power-save blockers and their kind. */
  powerSaveBlockers: new Map(),
  defaultProtocols: new Set(),
  /** What the system lets the app use, where a test says so: `{ screen: 'denied' }`. */
  mediaAccess: {},
  loginItem: {},
  displays: [
    {
      id: 1,
      label: 'Stand-in',
      scaleFactor: 1,
      rotation: 0,
      internal: true,
      bounds: { x: 0, y: 0, width: 1920, height: 1080 },
      workArea: { x: 0, y: 0, width: 1920, height: 1040 },
      size: { width: 1920, height: 1080 },
      workAreaSize: { width: 1920, height: 1040 },
    },
  ],
};

/** Electron's event argument. */
exports.event = (more = {}) => ({
  ...more,
  defaultPrevented: false,
  preventDefault() {
    this.defaultPrevented = true;
  },
});

/** Emits and tells whether a listener prevented the default. */
exports.prevented = (emitter, name, event = exports.event(), ...args) => {
  emitter.emit(name, event, ...args);
  return event.defaultPrevented;
};

/**
 * Reading a member that the stand-in lacks throws, so that no test passes on `undefined`.
 * `then` and `toJSON` are asked by the language and by Playwright of any object.
 */
exports.strict = (object, name) =>
  new Proxy(object, {
    get(target, key, receiver) {
      if (key in target || typeof key === 'symbol' || key === 'then' || key === 'toJSON') return Reflect.get(target, key, receiver);
      throw new Error(`stand-in for Electron: ${name}.${key} is not implemented`);
    },
  });

/** Listening to an event that the stand-in does not know throws: it would never come, and the test would not notice. */
exports.knows = (emitter, name, events) => {
  const known = new Set(events);
  const check = (event) => {
    if (typeof event === 'string' && !known.has(event)) throw new Error(`stand-in for Electron: ${name} has no event '${event}'`);
  };
  emitter.on('newListener', check);
  return emitter;
};

/** A Chromium command line in which `--disable-features` and `--enable-features` are given once each: only the last would count. */
exports.mergeSwitches = (switches) => {
  const features = new Map();
  const rest = switches.filter((text) => {
    const [, key, value] = /^--((?:en|dis)able-features)=(.*)$/s.exec(text) ?? [];
    if (key) features.set(key, [...(features.get(key) ?? []), ...value.split(',').filter(Boolean)]);
    return !key;
  });
  return [...rest, ...[...features].map(([key, values]) => `--${key}=${[...new Set(values)].join(',')}`)];
};
