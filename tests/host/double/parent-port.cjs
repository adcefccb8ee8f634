'use strict';
// Required before the module of a utility process: `process.parentPort`, as Electron gives it.
const { EventEmitter } = require('node:events');

const early = [];
const port = new EventEmitter();
const deliver = (data) => port.emit('message', { data, ports: [] });
process.on('message', (data) => {
  if (port.listenerCount('message') > 0) deliver(data);
  else early.push(data); // Electron queues until someone listens
});
port.on('newListener', (name) => {
  if (name === 'message') queueMicrotask(() => early.splice(0).forEach(deliver));
});
process.on('disconnect', () => process.exit(0)); // never outlive the app
process.parentPort = Object.assign(port, {
  postMessage: (message) => void process.send(message, () => undefined), // lost when the app is gone
  start: () => undefined,
});
process.type = 'utility';
