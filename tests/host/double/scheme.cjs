'use strict';
// Chromium cannot navigate a scheme that it was not built with. `app://host/path` becomes `https://host.app.stand-in.invalid/path`:
// a secure origin, answered by the app's own handler, and mapped back wherever the main process sees it.
const suffix = '.stand-in.invalid';
const schemes = new Set();
const handlers = new Map();

/** `app://…` → the address that Chromium is given; any other URL as it is. */
function toChromium(url) {
  const [, scheme, host, rest] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]+)(.*)$/i.exec(url) ?? [];
  return scheme && schemes.has(scheme) ? `https://${host}.${scheme}${suffix}${rest.startsWith('/') ? rest : `/${rest}`}` : url;
}

/** The way back; any other URL as it is. */
function fromChromium(url) {
  const [, host, scheme, rest] = /^https:\/\/(.+)\.([a-z0-9+-]+)\.stand-in\.invalid(?=[/?#]|$)(.*)$/i.exec(url) ?? [];
  return scheme ? `${scheme}://${host}${rest}` : url;
}

/** Parameters of Fetch.fulfillRequest (or failRequest) for a request that the app's handler answers. */
async function answer(request) {
  const url = fromChromium(request.url);
  const handler = handlers.get(url.slice(0, url.indexOf(':')));
  if (!handler) return ['Fetch.failRequest', { errorReason: 'AddressUnreachable' }]; // Electron: ERR_UNKNOWN_URL_SCHEME
  const body = request.hasPostData ? request.postData : undefined;
  const response = await handler(new Request(url, { method: request.method, headers: request.headers, ...(body ? { body } : {}) }));
  if (response.type === 'error') return ['Fetch.failRequest', { errorReason: 'Failed' }];
  return [
    'Fetch.fulfillRequest',
    {
      responseCode: response.status,
      responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
      body: Buffer.from(await response.arrayBuffer()).toString('base64'),
    },
  ];
}

const protocol = {
  registerSchemesAsPrivileged(list) {
    for (const { scheme, privileges = {} } of list) {
      if (!privileges.standard || !privileges.secure)
        throw new Error('stand-in for Electron: only standard and secure schemes can be mapped');
      schemes.add(scheme);
    }
  },
  handle(scheme, handler) {
    if (!schemes.has(scheme)) throw new Error(`stand-in for Electron: scheme '${scheme}' was not registered as privileged`);
    if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    handlers.set(scheme, handler);
  },
  unhandle: (scheme) => void handlers.delete(scheme),
  isProtocolHandled: (scheme) => handlers.has(scheme),
};

module.exports = { protocol, toChromium, fromChromium, answer, mappedPattern: `https://*${suffix}/*` };
