'use strict';
// Code that runs in the page, sent there as source text: each function here must stand alone. makeCodec also runs in the main process.

/** Text form of what the structured clone algorithm carries; a function is an error unless `give` maps it to a number. */
const makeCodec = () => {
  const kinds = [
    ['date', Date, Number, (v) => new Date(v)],
    ['map', Map, (v) => [...v], (v) => new Map(v)],
    ['set', Set, (v) => [...v], (v) => new Set(v)],
    ['error', Error, (v) => [v.name, v.message], ([name, message]) => Object.assign(new Error(message), { name })],
    ['bytes', Uint8Array, (v) => [...v], (v) => new Uint8Array(v)],
    ['object', Object, (v) => Object.entries({ ...v }), Object.fromEntries],
  ];
  const pack = (value, give) => {
    if (value === undefined) return { $: 'undefined' };
    if (typeof value === 'number' && !Number.isFinite(value)) return { $: 'number', v: String(value) };
    if (typeof value === 'bigint') return { $: 'bigint', v: String(value) };
    if (typeof value === 'function' && give) return { $: 'function', v: give(value) };
    if (typeof value === 'function' || typeof value === 'symbol') throw new Error('An object could not be cloned.');
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map((item) => pack(item, give));
    const [$, , out] = kinds.find((kind) => value instanceof kind[1]) ?? kinds.at(-1);
    return { $, v: pack(out(value), give) };
  };
  const unpack = (packed, take) => {
    if (packed === null || typeof packed !== 'object') return packed;
    if (Array.isArray(packed)) return packed.map((item) => unpack(item, take));
    if (packed.$ === 'undefined') return undefined;
    if (packed.$ === 'number') return Number(packed.v);
    if (packed.$ === 'bigint') return BigInt(packed.v);
    if (packed.$ === 'function') return take(packed.v);
    return kinds.find((kind) => kind[0] === packed.$)[3](unpack(packed.v, take));
  };
  return { encode: (value, give) => JSON.stringify(pack(value, give)), decode: (text, take) => unpack(JSON.parse(text), take) };
};

/** One end of contextBridge: copies values, proxies functions and promises, over synchronous DOM events between the two worlds. */
const makeBridge = (me, peer, codec) => {
  const functions = [];
  const proxies = new Map();
  const waiting = new Map();
  const on = {};
  let sequence = 0;
  const idOf = (f) => (functions.includes(f) ? functions.indexOf(f) : functions.push(f) - 1);
  const encode = (value) => codec.encode(value, idOf);
  const decode = (text) =>
    codec.decode(text, (id) => {
      if (!proxies.has(id)) proxies.set(id, (...args) => call(id, args));
      return proxies.get(id);
    });
  const post = (...message) => document.dispatchEvent(new CustomEvent(`stand-in:${peer}`, { detail: JSON.stringify(message) }));
  const call = (id, args) => {
    const n = ++sequence;
    let got;
    waiting.set(n, (...result) => {
      got = result;
    });
    post('call', n, id, encode(args));
    waiting.delete(n);
    if (got[0] === 'later')
      return new Promise((resolve, reject) =>
        waiting.set(n, (how, text) => {
          waiting.delete(n);
          (how === 'ok' ? resolve : reject)(decode(text));
        }),
      );
    if (got[0] === 'throw') throw decode(got[1]);
    return decode(got[1]);
  };
  on.result = (n, ...result) => waiting.get(n)(...result);
  on.call = (n, id, args) => {
    const answer = (how) => (value) => post('result', n, how, encode(value));
    try {
      const value = functions[id](...decode(args));
      if (!(value instanceof Promise)) return answer('ok')(value);
      post('result', n, 'later');
      value.then(answer('ok'), answer('throw'));
    } catch (error) {
      answer('throw')(error);
    }
  };
  document.addEventListener(`stand-in:${me}`, (event) => {
    const [type, ...rest] = JSON.parse(event.detail);
    on[type](...rest);
  });
  return { on, post, encode, decode };
};

/** The page's own world: what the preload exposes, and the doors that ask the app's permission handler. */
const mainWorld = (codec, makeBridge) => {
  const bridge = makeBridge('main', 'preload', codec);
  const { mediaDevices } = navigator;
  let ask;
  const freeze = (value) => {
    if (value && typeof value === 'object') Object.values(value).forEach(freeze);
    return Object.freeze(value);
  };
  bridge.on.host = (text) => {
    ask = bridge.decode(text);
  };
  bridge.on.expose = (key, text) => Object.defineProperty(window, key, { value: freeze(bridge.decode(text)), enumerable: true });
  const guard = (name, permission) => {
    if (!mediaDevices) return; // not a secure context
    const real = MediaDevices.prototype[name];
    MediaDevices.prototype[name] = async function (constraints) {
      const mediaTypes = ['audio', 'video'].filter((kind) => constraints?.[kind]);
      if (await ask('permission', permission, { mediaTypes })) return real.call(this, constraints);
      throw new DOMException('Permission denied', 'NotAllowedError');
    };
  };
  guard('getUserMedia', 'media');
  if (mediaDevices) {
    const real = MediaDevices.prototype.getDisplayMedia;
    // What the app's handler gives: the picture, and the sound only where it gives that as well.
    MediaDevices.prototype.getDisplayMedia = async function ({ video = true, audio = false } = {}) {
      const given = await ask('capture', { video: Boolean(video), audio: Boolean(audio) });
      if (given.video) return real.call(this, { video, audio: given.audio && audio });
      throw new DOMException('Permission denied', 'NotAllowedError');
    };
    guard('getDisplayMedia', 'display-capture');
  }
  const requestFullscreen = Element.prototype.requestFullscreen;
  Element.prototype.requestFullscreen = async function (options) {
    if (await ask('permission', 'fullscreen', {})) return requestFullscreen.call(this, options);
    throw new TypeError('Permissions check failed');
  };
  Notification.requestPermission = async () => ((await ask('permission', 'notifications', {})) ? 'granted' : 'denied');
  window.open = (url = 'about:blank') => {
    void ask('open', String(new URL(url, location.href)));
    return null;
  };
  bridge.post('hello');
};

/** The preload's world: `require('electron')` with ipcRenderer and contextBridge. `run` is null in a frame that gets no preload. */
const preloadWorld = (codec, makeBridge, versions, run) => {
  const bridge = makeBridge('preload', 'main', codec);
  const waiting = new Map();
  const listeners = new Map();
  const shown = [];
  let sequence = 0;
  const listenersOf = (channel) => listeners.get(channel) ?? [];
  const toHost = (type, ...args) =>
    new Promise((resolve, reject) => {
      waiting.set(++sequence, [reject, resolve]);
      globalThis.__electronHost(codec.encode([type, sequence, ...args]));
    });
  globalThis.__electronReceive = (text) => {
    const [type, first, ...rest] = codec.decode(text);
    if (type === 'send') for (const listener of listenersOf(first)) listener({ sender: ipcRenderer, ports: [] }, ...rest[0]);
    else {
      waiting.get(first)[Number(rest[0])](rest[1]);
      waiting.delete(first);
    }
  };
  const show = (...message) => {
    shown.push(message);
    bridge.post(...message);
  };
  bridge.on.hello = () => {
    for (const message of shown) bridge.post(...message); // in case this world was set up first
  };
  show('host', bridge.encode(toHost));
  const ipcRenderer = {
    invoke: (channel, ...args) => toHost('invoke', channel, ...args),
    send: (channel, ...args) => void toHost('send', channel, ...args),
    on: (channel, listener) => {
      listeners.set(channel, [...listenersOf(channel), listener]);
      return ipcRenderer;
    },
    once: (channel, listener) =>
      ipcRenderer.on(channel, function once(...args) {
        ipcRenderer.off(channel, once);
        listener(...args);
      }),
    off: (channel, listener) => {
      listeners.set(
        channel,
        listenersOf(channel).filter((other) => other !== listener),
      );
      return ipcRenderer;
    },
    removeListener: (channel, listener) => ipcRenderer.off(channel, listener),
  };
  const electron = { ipcRenderer, contextBridge: { exposeInMainWorld: (key, api) => show('expose', key, bridge.encode(api)) } };
  const need = (id) => {
    if (/^electron(\/renderer)?$/.test(id)) return electron;
    throw new Error(`module not found: ${id}`);
  };
  const module = { exports: {} };
  run?.(need, module, module.exports, { versions, platform: versions.platform, type: 'renderer', sandboxed: true, contextIsolated: true });
};

const shared = `(${makeCodec})(), ${makeBridge}`;
const mainSource = `(${mainWorld})(${shared})`;
/** `code` runs in the top frame only, as in Electron without nodeIntegrationInSubFrames. */
const preloadSource = (versions, code) =>
  `(${preloadWorld})(${shared}, ${JSON.stringify(versions)}, window.top !== window ? null : function (require, module, exports, process) {\n${code}\n})`;

module.exports = { makeCodec, mainSource, preloadSource };
