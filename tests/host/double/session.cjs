'use strict';
const { EventEmitter } = require('node:events');
const fs = require('node:fs/promises');
const path = require('node:path');
const { fileURLToPath } = require('node:url');
const permissions = require('./permissions.cjs');
const { protocol, answer, toChromium } = require('./scheme.cjs');
const { knows, state, strict } = require('./support.cjs');

const types = {
  ...{ '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.json': 'application/json' },
  ...{ '.svg': 'image/svg+xml', '.png': 'image/png', '.woff2': 'font/woff2', '.wasm': 'application/wasm', '.map': 'application/json' },
};

/** net.fetch: file: as Electron serves it, the app's own scheme through its handler, the rest over the network. */
async function netFetch(input, init) {
  const url = input instanceof Request ? input.url : String(input);
  if (url.startsWith('file:')) {
    const file = fileURLToPath(url);
    const body = await fs.readFile(file).catch((error) => {
      throw new Error(`net::ERR_FILE_NOT_FOUND (${error.code})`);
    });
    return new Response(body, { headers: { 'content-type': types[path.extname(file)] ?? 'application/octet-stream' } });
  }
  if (toChromium(url) === url) return fetch(input, init);
  const request = new Request(input, init);
  const headers = Object.fromEntries(request.headers);
  const [method, { responseCode, responseHeaders, body }] = await answer({ url: toChromium(url), method: request.method, headers });
  if (method === 'Fetch.failRequest') throw new Error('net::ERR_FAILED');
  return new Response(Buffer.from(body, 'base64'), {
    status: responseCode,
    headers: responseHeaders.map(({ name, value }) => [name, value]),
  });
}

const defaultSession = strict(
  Object.assign(
    knows(new EventEmitter(), 'session', [
      'select-hid-device',
      'will-download',
      'spellcheck-dictionary-initialized',
      'spellcheck-dictionary-download-failure',
    ]),
    {
      protocol: strict(protocol, 'protocol'),
      setPermissionRequestHandler: (handler) => {
        permissions.handlers.request = handler;
      },
      setPermissionCheckHandler: (handler) => {
        permissions.handlers.check = handler;
      },
      setDevicePermissionHandler: (handler) => {
        state.deviceHandler = handler;
      },
      setDisplayMediaRequestHandler: (handler) => {
        state.displayMediaHandler = handler;
      },
      setSpellCheckerEnabled: (enabled) => {
        state.spelling.isOn = enabled;
      },
      availableSpellCheckerLanguages: ['de', 'en-GB', 'en-US', 'fr'],
      setSpellCheckerLanguages: (languages) => {
        state.spelling.languages = languages;
      },
      setSpellCheckerDictionaryDownloadURL: (url) => {
        state.spelling.server = url;
      },
      addWordToSpellCheckerDictionary: (word) => {
        state.spelling.learned.push(word);
        return true;
      },
      fetch: netFetch,
    },
  ),
  'session',
);

module.exports = {
  session: strict({ defaultSession }, 'session'),
  protocol: defaultSession.protocol,
  net: strict({ fetch: netFetch, isOnline: () => true }, 'net'),
};
