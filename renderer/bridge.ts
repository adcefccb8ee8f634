import type { Bridge } from '../shared/ipc.ts';

declare global {
  interface Window {
    /** Put there by `electron/preload.ts`. */
    readonly bridge: Bridge;
  }
}

export const { bridge } = window;
