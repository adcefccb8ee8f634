'use strict';
const { fromChromium } = require('./scheme.cjs');
const { strict } = require('./support.cjs');

/** Electron's WebFrameMain: one per frame, the same object for as long as the frame lives. */
class WebFrameMain {
  constructor(tree, id, parentId) {
    Object.assign(this, { tree, frameToken: id, parentId, chromiumUrl: 'about:blank', detached: false });
  }
  get url() {
    return fromChromium(this.chromiumUrl);
  }
  get origin() {
    const [, scheme, host] = /^([a-z][a-z0-9+.-]*):\/\/([^/]*)/i.exec(this.url) ?? [];
    return scheme && scheme !== 'file' ? `${scheme}://${host}` : 'null';
  }
  get parent() {
    return this.parentId ? this.tree.get(this.parentId) : null;
  }
  get top() {
    return this.parent?.top ?? this.self;
  }
  get frames() {
    return this.tree.all().filter((frame) => frame.parentId === this.frameToken);
  }
  isDestroyed() {
    return this.detached;
  }
}

/** The frames of one page, kept by the events of Chromium's Page domain. */
exports.frameTree = () => {
  const frames = new Map();
  const add = (id, parentId) => {
    if (!frames.has(id)) {
      const frame = new WebFrameMain(tree, id, parentId);
      frame.self = strict(frame, 'WebFrameMain');
      frames.set(id, frame.self);
    }
    return frames.get(id);
  };
  const tree = {
    get: (id) => frames.get(id) ?? null,
    all: () => [...frames.values()],
    add,
    navigated: ({ id, parentId, url, urlFragment = '' }) => {
      add(id, parentId).chromiumUrl = url + urlFragment;
    },
    detached: (id) => {
      const frame = frames.get(id);
      if (!frame) return;
      for (const child of frame.frames) tree.detached(child.frameToken);
      frame.detached = true;
      frames.delete(id);
    },
  };
  return tree;
};
