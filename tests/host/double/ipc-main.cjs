'use strict';
const { EventEmitter } = require('node:events');
const { strict } = require('./support.cjs');

const handlers = new Map();

const ipcMain = Object.assign(new EventEmitter(), {
  handle(channel, handler) {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    handlers.set(channel, handler);
  },
  handleOnce(channel, handler) {
    ipcMain.handle(channel, (...args) => {
      handlers.delete(channel);
      return handler(...args);
    });
  },
  removeHandler: (channel) => void handlers.delete(channel),
});

/** What `ipcRenderer.invoke` gets, with the texts that Electron gives to failures. */
async function invoke(event, channel, args) {
  const handler = handlers.get(channel);
  try {
    if (!handler) throw new Error(`No handler registered for '${channel}'`);
    return await handler(event, ...args);
  } catch (error) {
    throw new Error(`Error invoking remote method '${channel}': ${error}`, { cause: error });
  }
}

module.exports = { ipcMain: strict(ipcMain, 'ipcMain'), invoke };
