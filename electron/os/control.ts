import { app } from 'electron';
import { commandFor } from '../control/orders.ts';
import type { Order, Reply } from '../control/protocol.ts';
import { controlServer } from '../control/server.ts';
import { statusOf } from '../control/status.ts';
import { isUp } from '../leave.ts';
import type { Shell } from '../shell.ts';

/** Lets this user's scripts drive the phone: `offhook VERB`. */
export function control(shell: Shell, { folder }: { folder: string }): () => void {
  return controlServer({ folder, log: shell.log, answer: (order) => carryOut(order, shell) });
}

async function carryOut(order: Order, { calls, registration, settings, show, ask }: Shell): Promise<Reply> {
  const no = (reason: string): Reply => ({ ok: false, reason, code: null });
  const done: Reply = { ok: true, callId: null };
  const now = { calls: calls.get(), registration: registration.get(), settings: settings.get() };
  switch (order.verb) {
    case 'status':
      return { ok: true, status: statusOf({ ...now, version: app.getVersion() }) };
    case 'show':
      show();
      return done;
    case 'quit':
      // A question in a window would wait for somebody who is not there.
      if (now.calls.some(isUp)) return no('call-up');
      setImmediate(() => app.quit());
      return done;
    default: {
      const command = commandFor(order, now.calls, now.settings.incoming.doNotDisturb.isOn);
      return command === null ? no('no-call') : ask(command);
    }
  }
}
