'use strict';
// The app's two permission handlers decide what Chromium grants. Chromium enforces the rest by itself.
const { cdp } = require('./chromium.cjs');
const { fromChromium, toChromium } = require('./scheme.cjs');

const handlers = { request: null, check: null };

/** Chromium's name, Electron's name, Electron's details. */
const table = [
  ['audioCapture', 'media', { mediaType: 'audio' }],
  ['videoCapture', 'media', { mediaType: 'video' }],
  ['speakerSelection', 'speaker-selection'],
  ['displayCapture', 'display-capture'],
  ['notifications', 'notifications'],
  ['clipboardReadWrite', 'clipboard-read'],
  ['clipboardSanitizedWrite', 'clipboard-sanitized-write'],
  ['geolocation', 'geolocation'],
  ['idleDetection', 'idle-detection'],
  ['wakeLockScreen', 'screen-wake-lock'],
  ['windowManagement', 'window-management'],
  ['localNetworkAccess', 'local-network-access'],
  ['localNetwork', 'local-network'],
  ['loopbackNetwork', 'loopback-network'],
];
/** Chromium asks for these itself, out of the page's sight, so the request handler must allow them as well as the check handler. */
const asked = new Set(['local-network-access', 'local-network', 'loopback-network', 'speaker-selection', 'geolocation', 'idle-detection']);

/** Without a handler Electron grants. */
const request = (webContents, permission, details) =>
  new Promise((resolve) => {
    if (handlers.request) handlers.request(webContents, permission, resolve, details);
    else resolve(true);
  });

/** Called before a document loads: hands the app's answers for its origin to Chromium. */
async function grant(webContents, documentUrl, isMainFrame) {
  const url = fromChromium(documentUrl);
  const scheme = url.slice(0, url.indexOf(':'));
  const origin = scheme === 'file' ? 'file:///' : `${scheme}://${new URL(url).host}/`; // URL.origin is 'null' for app:
  const granted = [];
  for (const [name, permission, more] of table) {
    const details = { requestingUrl: url, securityOrigin: origin, isMainFrame, ...more };
    const allowed = handlers.check ? handlers.check(webContents, permission, origin, details) : true;
    if (allowed && (!asked.has(permission) || (await request(webContents, permission, details)))) granted.push(name);
  }
  await cdp('Browser.grantPermissions', {
    permissions: granted,
    ...(scheme === 'file' ? {} : { origin: new URL(toChromium(origin)).origin }),
  });
}

module.exports = { handlers, grant, request };
