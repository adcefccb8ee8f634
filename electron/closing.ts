import { app, type BrowserWindow, dialog, type MessageBoxOptions } from 'electron';
import { closePhone, isUp } from './leave.ts';
import type { Shell } from './shell.ts';
import { words } from './words.ts';

type Ports = {
  readonly hasTray: () => Promise<boolean>;
  /** The window goes away, and may come back. */
  readonly onLeaving: () => void;
  /** The user is told where the window went; once in the life of a profile. */
  readonly explain: (where: 'tray' | 'minimised') => void;
};

/**
 * Closing the window leaves the phone ringing in the tray, or minimised where the desktop has none; quitting ends the calls, so it asks,
 * and then takes the time to sign out at the server.
 */
export function guardClosing(window: BrowserWindow, shell: Shell, ports: Ports): void {
  let step: 'open' | 'asking' | 'leaving' | 'left' = 'open';
  let isQuitting = false;
  const leave = async (): Promise<void> => {
    step = 'leaving';
    ports.onLeaving();
    window.hide();
    await closePhone(shell);
    step = 'left';
    if (!window.isDestroyed()) window.close();
  };
  const ask = async (): Promise<void> => {
    step = 'asking';
    if (await mayHangUp(window)) return leave();
    step = 'open';
    isQuitting = false;
  };
  const quit = (): void => void (shell.calls.get().some(isUp) ? ask() : leave());
  const onQuit = (): void => {
    isQuitting = true;
  };
  app.on('before-quit', onQuit);
  window.once('closed', () => app.off('before-quit', onQuit));
  window.on('close', (event) => {
    if (step === 'left') return;
    event.preventDefault();
    if (step !== 'open') return;
    if (isQuitting || shell.settings.get().closing === 'quit') quit();
    else void goOn(window, ports);
  });
  // The system is shutting down: a question would only be in the way.
  window.on('session-end', () => {
    step = 'left';
  });
}

/** A sheet on a hidden window would not be seen. */
async function mayHangUp(window: BrowserWindow): Promise<boolean> {
  const question: MessageBoxOptions = {
    type: 'question',
    title: words.hangUpTitle,
    message: words.hangUpQuestion,
    detail: words.hangUpDetail,
    buttons: [words.hangUp, words.keepCall],
    defaultId: 1,
    cancelId: 1,
  };
  const isSeen = window.isVisible() && !window.isMinimized();
  const { response } = await (isSeen ? dialog.showMessageBox(window, question) : dialog.showMessageBox(question));
  return response === 0;
}

async function goOn(window: BrowserWindow, { hasTray, onLeaving, explain }: Ports): Promise<void> {
  const isTray = await hasTray();
  if (window.isDestroyed()) return;
  onLeaving();
  if (isTray) hide(window);
  else window.minimize();
  explain(isTray ? 'tray' : 'minimised');
}

/** macOS leaves a black space where a full-screen window was hidden. */
function hide(window: BrowserWindow): void {
  if (!window.isFullScreen()) {
    window.hide();
    return;
  }
  window.once('leave-full-screen', () => window.hide());
  window.setFullScreen(false);
}
