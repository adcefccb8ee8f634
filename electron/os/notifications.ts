import { Notification, type NotificationConstructorOptions, powerMonitor } from 'electron';
import type { CallRecord, CallSnapshot } from '../../shared/call.ts';
import { isMissed } from '../../shared/past-call.ts';
import type { NotificationSettings } from '../../shared/settings.ts';
import type { Shell } from '../shell.ts';
import { isRinging, nameOf } from '../tray/state.ts';
import { words } from '../words.ts';

/** The system's own notifications: a second way to hear of a caller, and the way to hear of those who were missed. */
export function notifications(shell: Shell): () => void {
  if (!Notification.isSupported()) return () => {};
  const board = makeBoard();
  const stops = [announceCallers(shell, board), announceMissed(shell, board), board.closeAll];
  // What named somebody before the screen was locked would stay readable on it. Told on macOS and Windows only.
  const onLock = (): void => {
    if (shell.settings.get().notifications.caller !== 'always') board.closeAll();
  };
  powerMonitor.on('lock-screen', onLock);
  return () => {
    powerMonitor.off('lock-screen', onLock);
    for (const stop of stops) stop();
  };
}

type Board = ReturnType<typeof makeBoard>;
type Reactions = { readonly onClick: () => void; readonly onAction?: (index: number) => void };

/** What is shown now, by name. It also keeps the objects alive: a notification that was collected hears no click. */
function makeBoard() {
  const shown = new Map<string, Notification>();
  const close = (key: string): void => {
    shown.get(key)?.close();
    shown.delete(key);
  };
  return {
    show: (key: string, options: NotificationConstructorOptions, { onClick, onAction }: Reactions): void => {
      close(key);
      const notification = new Notification(options);
      shown.set(key, notification);
      notification.on('click', onClick);
      if (onAction) notification.on('action', (_event, index) => onAction(index));
      notification.on('close', () => {
        if (shown.get(key) === notification) shown.delete(key);
      });
      notification.show();
    },
    close,
    closeAll: (): void => {
      for (const key of [...shown.keys()]) close(key);
    },
  };
}

/** Once for each caller; it goes when the ringing does. In front, the main window says it. */
function announceCallers({ calls, settings, face, show, command }: Shell, board: Board): () => void {
  let announced: ReadonlySet<string> = new Set();
  return calls.subscribe((all) => {
    const ringing = all.filter(isRinging);
    for (const id of announced) if (!ringing.some((call) => call.id === id)) board.close(id);
    const { ringing: isWanted, caller } = settings.get().notifications;
    for (const call of ringing) {
      if (announced.has(call.id) || !isWanted || face.get() === 'front') continue;
      board.show(call.id, callerOptions(call, mayName(caller), process.platform), {
        onClick: show,
        onAction: (index) =>
          command(index === 0 ? { kind: 'answer', callId: call.id } : { kind: 'decline', callId: call.id, mode: 'decline' }),
      });
    }
    announced = new Set(ringing.map(({ id }) => id));
  });
}

/** Buttons are there on macOS and Windows; on Linux Electron has none, and the small window has them. */
export function callerOptions({ peer }: CallSnapshot, isNamed: boolean, platform: NodeJS.Platform): NotificationConstructorOptions {
  const hasButtons = platform === 'darwin' || platform === 'win32';
  return {
    title: isNamed ? nameOf(peer) : words.appName,
    body: words.notification.rings,
    // The phone rings by itself.
    silent: true,
    urgency: 'critical',
    timeoutType: 'never',
    ...(hasButtons && {
      actions: [
        { type: 'button', text: words.tray.answer },
        { type: 'button', text: words.tray.decline },
      ],
    }),
  };
}

/** One notification for all who were missed since the user last looked. */
function announceMissed({ missed, recent, settings, show, command }: Shell, board: Board): () => void {
  let before = missed.get();
  return missed.subscribe((count) => {
    const isMore = count > before;
    before = count;
    if (count === 0) return board.close('missed');
    const { missed: isWanted, caller } = settings.get().notifications;
    if (!isMore || !isWanted) return;
    board.show('missed', missedOptions(recent.get(), count, mayName(caller)), {
      onClick: () => {
        show();
        command({ kind: 'show-view', view: 'phone' });
      },
    });
  });
}

export function missedOptions(recent: readonly CallRecord[], count: number, isNamed: boolean): NotificationConstructorOptions {
  const last = recent.find(isMissed);
  const name = isNamed && last ? nameOf(last.peer) : '';
  return { title: words.tray.missed(count), body: name === '' ? '' : words.notification.lastMissed(name), silent: true };
}

/** Whether a notification may say who it is about. Where the system does not tell that it is locked (Linux), only `never` is sure. */
function mayName(caller: NotificationSettings['caller']): boolean {
  if (caller === 'unlocked') return powerMonitor.getSystemIdleState(1) !== 'locked';
  return caller === 'always';
}
