'use strict';
// The first process of a profile holds a lock file; each further one leaves a message beside it and goes.
const fs = require('node:fs');
const path = require('node:path');

/** A process id alone is used again after a while: with its start time it names one process (proc(5), field 22). */
function identity(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    try {
      process.kill(pid, 0); // no /proc on macOS
      return `${pid} `;
    } catch {
      return null;
    }
  }
}

/** True: this is the first. False: `message` was handed to the first. `onMessage` hears those of later ones. */
function lock(userData, message, onMessage) {
  const inbox = path.join(userData, 'second-instance');
  const file = path.join(userData, 'lock');
  fs.mkdirSync(inbox, { recursive: true });
  const draft = path.join(userData, `draft-${process.pid}`);
  for (;;) {
    try {
      fs.writeFileSync(draft, identity(process.pid));
      fs.linkSync(draft, file); // atomic, and never seen half written
      fs.rmSync(draft);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = fs.readFileSync(file, 'utf8');
    if (identity(Number.parseInt(holder, 10)) === holder) {
      fs.writeFileSync(draft, JSON.stringify(message));
      fs.renameSync(draft, path.join(inbox, String(process.pid)));
      return false;
    }
    fs.rmSync(file, { force: true }); // its holder was killed
  }
  const read = () => {
    for (const name of fs.readdirSync(inbox)) {
      const text = fs.readFileSync(path.join(inbox, name), 'utf8');
      fs.rmSync(path.join(inbox, name));
      onMessage(JSON.parse(text));
    }
  };
  for (const name of fs.readdirSync(inbox)) fs.rmSync(path.join(inbox, name)); // meant for a process that is gone
  fs.watch(inbox, { persistent: false }, read);
  process.on('exit', () => fs.rmSync(file, { force: true }));
  return true;
}

module.exports = { lock };
