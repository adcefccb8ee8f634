'use strict';
const { EventEmitter } = require('node:events');
const fs = require('node:fs');
const chromium = require('./chromium.cjs');
const { capture } = require('./desktop-capturer.cjs');
const { frameTree } = require('./frames.cjs');
const { ipcMain, invoke } = require('./ipc-main.cjs');
const page = require('./page.cjs');
const permissions = require('./permissions.cjs');
const scheme = require('./scheme.cjs');
const { event, knows, prevented, state, strict } = require('./support.cjs');

const { encode, decode } = page.makeCodec();
const world = 'electron-preload';
const events = [
  'console-message',
  'destroyed',
  'did-fail-load',
  'did-finish-load',
  'did-navigate',
  'did-navigate-in-page',
  'did-start-navigation',
  'dom-ready',
  'render-process-gone',
  'will-frame-navigate',
  'will-navigate',
  // Known, and never to happen here: no webview tag, no window is created by a page, no menu, no key is taken before the page.
  'before-input-event',
  'context-menu',
  'did-create-window',
  'preload-error',
  'responsive',
  'unresponsive',
  'will-attach-webview',
  'will-redirect',
];

/** One page: a Chromium target with its own DevTools session. */
class WebContents extends EventEmitter {
  constructor(window, id, session, preferences) {
    super();
    knows(this, 'webContents', events);
    Object.assign(this, { window, id, session, preferences, dead: false, contexts: new Map(), byPage: new Set(), throttled: true });
    Object.assign(this, { cdp: undefined, targetId: undefined, opened: undefined, onOpen: undefined });
    this.tree = frameTree();
  }

  /** Resolves when the page can navigate. */
  async open({ targetId, ...size }) {
    this.targetId = targetId ?? (await chromium.cdp('Target.createTarget', { url: 'about:blank', newWindow: true, ...size })).targetId;
    const { sessionId } = await chromium.cdp('Target.attachToTarget', { targetId: this.targetId, flatten: true });
    this.cdp = (method, params) => chromium.cdp(method, params, sessionId);
    chromium.listen(sessionId, (method, params) => method in this && this[method](params));
    this.tree.add(this.targetId); // a page's main frame carries the id of its target
    const { preload } = this.preferences;
    const versions = { ...process.versions, platform: process.platform };
    await Promise.all([
      this.cdp('Page.enable'),
      this.cdp('Runtime.enable'),
      this.cdp('Fetch.enable', { patterns: [{ urlPattern: '*', resourceType: 'Document' }, { urlPattern: scheme.mappedPattern }] }),
      this.cdp('Runtime.addBinding', { name: '__electronHost', executionContextName: world }),
      this.cdp('Page.addScriptToEvaluateOnNewDocument', { source: page.mainSource }),
      this.cdp('Page.addScriptToEvaluateOnNewDocument', {
        source: page.preloadSource(versions, preload ? fs.readFileSync(preload, 'utf8') : ''),
        worldName: world,
      }),
    ]);
  }

  // Events of the DevTools protocol, each under its own name.
  'Runtime.executionContextCreated'({ context }) {
    if (context.name === world) this.contexts.set(context.id, context.auxData.frameId);
  }
  'Runtime.executionContextDestroyed'({ executionContextId }) {
    this.contexts.delete(executionContextId);
  }
  'Runtime.executionContextsCleared'() {
    this.contexts.clear();
  }
  'Runtime.exceptionThrown'({ exceptionDetails: { exception, text } }) {
    console.error('[renderer]', exception?.description ?? text);
  }
  'Runtime.consoleAPICalled'({ type, args, stackTrace }) {
    const level = { debug: 'debug', warning: 'warning', error: 'error' }[type] ?? 'info';
    const message = args.map((arg) => arg.value ?? arg.description).join(' ');
    const { url = '', lineNumber = 0 } = stackTrace?.callFrames[0] ?? {};
    this.emit('console-message', event({ level, message, lineNumber, sourceId: scheme.fromChromium(url), frame: this.mainFrame }));
  }
  'Runtime.bindingCalled'({ payload, executionContextId }) {
    void this.called(payload, executionContextId);
  }
  'Page.frameAttached'({ frameId, parentFrameId }) {
    this.tree.add(frameId, parentFrameId);
  }
  'Page.frameDetached'({ frameId, reason }) {
    if (reason !== 'swap') this.tree.detached(frameId);
  }
  'Page.frameRequestedNavigation'({ frameId }) {
    this.byPage.add(frameId); // sent only for what the page starts, and before its request is paused
  }
  'Page.frameStartedNavigating'({ frameId, url, navigationType }) {
    const details = {
      url: scheme.fromChromium(url),
      isMainFrame: frameId === this.targetId,
      isSameDocument: navigationType === 'sameDocument',
    };
    this.emit(
      'did-start-navigation',
      event({ ...details, frame: this.tree.get(frameId) }),
      details.url,
      details.isSameDocument,
      details.isMainFrame,
    );
  }
  'Page.frameNavigated'({ frame }) {
    this.tree.navigated(frame);
    if (!frame.parentId) this.emit('did-navigate', event(), this.getURL(), 200, 'OK');
  }
  'Page.navigatedWithinDocument'({ frameId, url }) {
    this.tree.get(frameId).chromiumUrl = url;
    this.emit('did-navigate-in-page', event(), scheme.fromChromium(url), frameId === this.targetId);
  }
  'Page.domContentEventFired'() {
    this.emit('dom-ready', event());
  }
  'Page.loadEventFired'() {
    this.emit('did-finish-load', event());
  }
  'Page.windowOpen'({ url }) {
    this.opens(url); // a link with target=_blank; the window itself is closed as soon as Chromium tells of it
  }
  'Fetch.requestPaused'(request) {
    void this.paused(request);
  }

  async paused({ requestId, request, frameId, resourceType }) {
    const isMainFrame = frameId === this.targetId;
    let [method, answer] = ['Fetch.continueRequest', {}];
    if (resourceType === 'Document' && !this.mayNavigate(frameId, isMainFrame, scheme.fromChromium(request.url))) {
      [method, answer] = ['Fetch.failRequest', { errorReason: 'Aborted' }];
    } else {
      if (resourceType === 'Document') await permissions.grant(this.window.webContents, request.url, isMainFrame);
      if (scheme.fromChromium(request.url) !== request.url) {
        [method, answer] = await scheme.answer(request).catch((error) => {
          console.error('The protocol handler failed:', error);
          return ['Fetch.failRequest', { errorReason: 'Failed' }];
        });
      }
    }
    await this.cdp(method, { requestId, ...answer }).catch(() => undefined); // the page may be gone
  }

  /** Asks the app about a navigation that the page started. */
  mayNavigate(frameId, isMainFrame, url) {
    if (!this.byPage.delete(frameId)) return true;
    const frame = this.tree.get(frameId);
    const details = { url, isMainFrame, isSameDocument: false, frame, initiator: frame };
    if (prevented(this, 'will-frame-navigate', event(details))) return false;
    return !isMainFrame || !prevented(this, 'will-navigate', event(details), url, false, true);
  }

  opens(url) {
    const { action = 'allow' } =
      this.onOpen?.({ url: scheme.fromChromium(url), frameName: '', features: '', disposition: 'foreground-tab' }) ?? {};
    if (action !== 'deny') throw new Error('stand-in for Electron: a window opened by a page is not implemented');
    state.opened.push({ window: scheme.fromChromium(url), action });
  }

  /** A message from a preload world: an invoke, a send, or a question of the page's doors. */
  async called(payload, contextId) {
    const [type, n, name, ...args] = decode(payload);
    const senderFrame = this.tree.get(this.contexts.get(contextId));
    const sent = { ...event(), sender: this.window.webContents, senderFrame, processId: 1, frameId: 1 };
    let answer;
    try {
      let value;
      if (type === 'permission') value = await this.asked(name, args[0], senderFrame);
      else if (type === 'capture') value = await capture(senderFrame, name);
      else if (type === 'open') this.opens(name);
      else if (type === 'send') ipcMain.emit(name, sent, ...args);
      else value = await invoke(sent, name, args);
      answer = encode(['answer', n, true, value]);
    } catch (error) {
      answer = encode(['answer', n, false, new Error(error.message)]);
    }
    this.post(contextId, answer);
  }

  asked(permission, details, frame) {
    const more = { requestingUrl: frame?.url ?? this.getURL(), isMainFrame: frame?.parent === null, securityOrigin: `${frame?.origin}/` };
    return permissions.request(this.window.webContents, permission, { ...more, ...details });
  }

  post(contextId, text) {
    // The same function for all: a text to evaluate would leave one more script in the page's heap with every message.
    const message = { functionDeclaration: 'function (text) { __electronReceive(text); }', arguments: [{ value: text }] };
    this.cdp('Runtime.callFunctionOn', { executionContextId: contextId, ...message }).catch(() => undefined); // the page may have navigated away
  }

  send(channel, ...args) {
    const text = encode(['send', channel, args]);
    for (const [contextId, frameId] of this.contexts) if (frameId === this.targetId) this.post(contextId, text);
  }

  get mainFrame() {
    return this.tree.get(this.targetId);
  }

  async loadURL(url) {
    await this.opened;
    const finished = new Promise((resolve) => this.once('did-finish-load', resolve));
    const { errorText } = await this.cdp('Page.navigate', { url: scheme.toChromium(url) });
    if (errorText) {
      this.emit('did-fail-load', event(), -2, errorText, url, true);
      throw Object.assign(new Error(`${errorText} loading '${url}'`), { code: errorText.replace('net::', ''), url });
    }
    await finished;
  }

  async executeJavaScript(expression, userGesture = false) {
    const { result, exceptionDetails } = await this.cdp('Runtime.evaluate', {
      expression,
      userGesture,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Called by the browser when the process behind the page is gone. */
  crashed(reason, exitCode) {
    this.contexts.clear();
    this.emit('render-process-gone', event(), { reason, exitCode });
  }
  /** Chromium never answers this one. */
  forcefullyCrashRenderer() {
    void this.cdp('Page.crash').catch(() => undefined);
  }
  reload() {
    void this.cdp('Page.reload').catch(() => undefined); // the window may close meanwhile
  }
  replaceMisspelling(text) {
    state.spelling.replaced.push(text);
  }
  getURL() {
    return this.mainFrame?.url ?? '';
  }
  setWindowOpenHandler(handler) {
    this.onOpen = handler;
  }
  setBackgroundThrottling(allowed) {
    this.throttled = allowed;
  }
  getBackgroundThrottling() {
    return this.throttled;
  }
  openDevTools() {
    state.opened.push({ devTools: this.id });
  }
  isDevToolsOpened() {
    return false;
  }
  isDestroyed() {
    return this.dead;
  }
  focus() {}
  close() {
    this.window.close();
  }
}

exports.makeWebContents = (...args) => strict(new WebContents(...args), 'webContents');
