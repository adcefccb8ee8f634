'use strict';
// One Chromium, driven over a pipe: it ends by itself when the pipe closes, so that a killed app leaves none behind.
const { spawn } = require('node:child_process');
const path = require('node:path');
const { mergeSwitches } = require('./support.cjs');

const waiting = new Map();
const sessions = new Map();
let child;
let sequence = 0;
let onTarget;
let closing = false;

/** Sends one command of the DevTools protocol; rejects with the browser's message. */
const cdp = (method, params = {}, sessionId = undefined) =>
  new Promise((resolve, reject) => {
    const id = ++sequence;
    waiting.set(id, (answer) => (answer.error ? reject(new Error(`${method}: ${answer.error.message}`)) : resolve(answer.result)));
    child.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
  });

function receive(message) {
  if (message.id && closing && message.error) return; // as in Electron, an app that is exiting hears of nothing any more
  if (message.id) {
    waiting.get(message.id)(message);
    waiting.delete(message.id);
  } else if (message.sessionId) sessions.get(message.sessionId)?.(message.method, message.params);
  else onTarget(message.method, message.params);
}

function readPipe(stream) {
  let rest = '';
  stream.setEncoding('utf8').on('data', (text) => {
    const parts = (rest + text).split('\0');
    rest = parts.pop();
    for (const part of parts) receive(JSON.parse(part));
  });
}

/** The flags that make Chromium behave as inside Electron: nothing but the app's own windows, sound without a gesture, no throttling. */
const electronLike = [
  '--remote-debugging-pipe',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-sync',
  '--disable-search-engine-choice-screen',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--allow-file-access-from-files',
  '--autoplay-policy=no-user-gesture-required',
  '--use-fake-ui-for-media-stream', // the app's own permission handlers are asked instead
  '--password-store=basic',
];

/** Starts Chromium; `headed` shows windows. Resolves when it takes commands. */
async function launch({ profile, switches, headed, onEvent, onExit }) {
  onTarget = onEvent;
  const root = process.getuid?.() === 0;
  const flags = mergeSwitches([
    ...(headed ? ['--app=data:text/html,', '--test-type'] : ['--headless=new', '--no-startup-window']),
    ...(root ? ['--no-sandbox'] : []), // Chromium's sandbox does not work for root
    ...electronLike,
    `--user-data-dir=${path.join(profile, 'chromium')}`,
    ...switches,
  ]);
  child = spawn(process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', flags, { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] });
  child.on('error', (error) => onExit(`Chromium did not start: ${error.message}`));
  child.on('exit', (code) => onExit(`Chromium ended (${code})`));
  child.stdio[3].on('error', () => undefined); // written to while it exits; `exit` tells
  child.stderr.on('data', (text) => {
    if (process.env.STAND_IN_DEBUG || /DevTools listening/.test(text)) process.stderr.write(text);
  });
  readPipe(child.stdio[4]);
  await cdp('Target.setDiscoverTargets', { discover: true });
  return flags;
}

/** Asks Chromium to end and waits, two seconds at most. */
async function close() {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  closing = true;
  cdp('Browser.close').catch(() => undefined); // it may be gone before it answers
  await new Promise((resolve) => {
    child.once('exit', resolve);
    setTimeout(resolve, 2000);
  });
}

/** `listener(method, params)` hears the events of one session. */
const listen = (sessionId, listener) => sessions.set(sessionId, listener);
const kill = () => child?.kill('SIGKILL');
const isStarted = () => child !== undefined;
module.exports = { cdp, launch, close, kill, listen, isStarted };
