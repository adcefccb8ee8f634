'use strict';
const { fork } = require('node:child_process');
const { EventEmitter } = require('node:events');
const path = require('node:path');
const { knows, strict } = require('./support.cjs');

/** Electron's utilityProcess on Node's child_process: the same messages, events and endings. */
exports.makeUtilityProcess = (app) => {
  const running = new Set();
  app.on('quit', () => {
    for (const child of running) child.kill();
  });
  return strict(
    {
      fork(modulePath, args = [], { env = process.env, execArgv = [], cwd, stdio = 'inherit', serviceName = 'Node Utility Process' } = {}) {
        if (!app.isReady()) throw new Error('utilityProcess cannot be created before app is ready');
        const child = fork(modulePath, args, {
          cwd,
          env,
          execArgv: ['--require', path.join(__dirname, 'parent-port.cjs'), ...execArgv],
          serialization: 'advanced', // structured clone, as in Electron
          stdio: stdio === 'inherit' ? ['ignore', 'inherit', 'inherit', 'ipc'] : ['ignore', stdio, stdio, 'ipc'],
        });
        const utility = Object.assign(knows(new EventEmitter(), 'UtilityProcess', ['spawn', 'exit', 'message', 'error']), {
          pid: undefined,
          stdout: child.stdout,
          stderr: child.stderr,
          postMessage: (message) => void child.send(message, () => undefined), // lost when the child is gone, as in Electron
          kill: () => child.exitCode === null && child.kill('SIGTERM'),
        });
        running.add(child);
        child.on('spawn', () => {
          utility.pid = child.pid;
          utility.emit('spawn');
        });
        child.on('message', (message) => utility.emit('message', message));
        child.on('error', (error) => console.error(`${serviceName}: ${error.message}`));
        child.on('exit', (code, signal) => {
          running.delete(child);
          utility.pid = undefined;
          utility.emit('exit', code ?? (signal ? 15 : 0));
        });
        return strict(utility, 'UtilityProcess');
      },
    },
    'utilityProcess',
  );
};
