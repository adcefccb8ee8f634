import { Notification, type NotificationConstructorOptions, powerMonitor } from 'electron';
import type { CallRecord, CallSnapshot } from '../../shared/call.ts';
import { isMissed } from '../../shared/past-call.ts';
import type { NotificationSettings } from '../../shared/settings.ts';
import type { Shell } from '../shell.ts';
import { isRinging, nameOf } from '../tray/state.ts';
import { newestMessageAt } from '../unread-messages.ts';
import { words } from '../words.ts';

/** The system's own notifications: a second way to hear of a caller, and the way to hear of those who were missed or wrote. */
export function notifications(shell: Shell): () => void {
  if (!Notification.isSupported()) return () => {};
  const board = makeBoard();
  const stops = [announceCallers(shell, board), announceMissed(shell, board), announceMessages(shell, board), board.closeAll];
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
export function callerOptions({ peer, video }: CallSnapshot, isNamed: boolean, platform: NodeJS.Platform): NotificationConstructorOptions {
  const hasButtons = platform === 'darwin' || platform === 'win32';
  return {
    title: isNamed ? nameOf(peer) : words.appName,
    body: video.isAsked ? words.notification.ringsWithVideo : words.notification.rings,
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
  return {
    title: words.tray.missed(count),
    body: name === '' ? '' : bodyText(words.notification.lastMissed(name), process.platform),
    silent: true,
  };
}

/** Milliseconds: who writes without end is announced now and then. */
const PAUSE = 1000;

/** The last message of each call, while the window is not in front; a click leads to where it can be answered. */
function announceMessages({ calls, settings, face, show, command }: Shell, board: Board): () => void {
  let toldAt: ReadonlyMap<string, number> = new Map();
  const stopCalls = calls.subscribe((all) => {
    const before = toldAt;
    toldAt = new Map(all.map((call) => [call.id, newestMessageAt(call)]));
    for (const id of before.keys()) if (!toldAt.has(id)) board.close(`message ${id}`);
    const { messages: isWanted, caller } = settings.get().notifications;
    if (!isWanted || face.get() === 'front') return;
    for (const call of all) {
      const last = before.get(call.id) ?? 0;
      const newest = newestMessageAt(call);
      if (newest <= last || (last > 0 && newest - last < PAUSE)) continue;
      board.show(`message ${call.id}`, messageOptions(call, mayName(caller), process.platform), {
        onClick: () => {
          show();
          command({ kind: 'show-messages', of: call.id });
        },
      });
    }
  });
  const stopFace = face.subscribe((now) => {
    if (now === 'front') for (const id of toldAt.keys()) board.close(`message ${id}`);
  });
  return () => {
    stopCalls();
    stopFace();
  };
}

/** Who may not be named is not quoted either. */
export function messageOptions(call: CallSnapshot, isNamed: boolean, platform: NodeJS.Platform): NotificationConstructorOptions {
  const text = call.messages.findLast(({ from }) => from === 'them')?.text ?? '';
  return {
    title: isNamed ? nameOf(call.peer) : words.appName,
    body: isNamed ? bodyText(text, platform) : words.notification.message,
  };
}

const LONGEST_BODY = 300;

/** A stranger's text in one line. On Linux bodies are markup (https://specifications.freedesktop.org/notification-spec): links and pictures in it come true. */
export function bodyText(text: string, platform: NodeJS.Platform): string {
  const line = text.replace(/\p{Cc}+/gu, ' ').slice(0, LONGEST_BODY);
  if (platform === 'darwin' || platform === 'win32') return line;
  return line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Whether a notification may say who it is about. Where the system does not tell that it is locked (Linux), only `never` is sure. */
function mayName(caller: NotificationSettings['caller']): boolean {
  if (caller === 'unlocked') return powerMonitor.getSystemIdleState(1) !== 'locked';
  return caller === 'always';
}
