import type { CallRecord, CallSnapshot } from '../shared/call.ts';
import type { Command, CommandOutcome } from '../shared/command.ts';
import type { DeviceList, OpenDevices } from '../shared/devices.ts';
import type { Notice } from '../shared/ipc.ts';
import type { Favourite } from '../shared/presence.ts';
import type { RegistrationState } from '../shared/registration.ts';
import type { Settings } from '../shared/settings.ts';
import type { Log } from './log.ts';
import type { Memory } from './memory.ts';

/** A value that can be read at any time and watched. */
export interface Value<T> {
  get: () => T;
  /** Tells nobody when nothing changed (`Object.is`). */
  set: (next: T) => void;
  /** The listener hears the current value at once, then every new one. Returns the function that stops it. */
  subscribe: (listener: (value: T) => void) => () => void;
}

/** A value that its reader cannot change. */
export type Readable<T> = Omit<Value<T>, 'set'>;

export function value<T>(initial: T): Value<T> {
  let current = initial;
  const listeners = new Set<(value: T) => void>();
  return {
    get: () => current,
    set: (next) => {
      if (Object.is(next, current)) return;
      current = next;
      for (const listener of [...listeners]) listener(next);
    },
    subscribe: (listener) => {
      const own = (next: T): void => listener(next);
      listeners.add(own);
      own(current);
      return () => {
        listeners.delete(own);
      };
    },
  };
}

/** One field of a value as a value of its own. */
export function field<T extends object, Key extends keyof T>(whole: Value<T>, key: Key): Value<T[Key]> {
  return {
    get: () => whole.get()[key],
    set: (next) => {
      if (!Object.is(next, whole.get()[key])) whole.set({ ...whole.get(), [key]: next });
    },
    subscribe: (listener) => whole.subscribe((all) => listener(all[key])),
  };
}

/** How the main window is seen: not at all (hidden, minimised), perhaps behind others, or in front with the keyboard. */
export type Face = 'hidden' | 'behind' | 'front';

/** All that a module of the operating system (`os/`) receives: what it may watch, and how it acts. */
export interface Shell {
  /** The phone's two projections, as the page last told them. */
  readonly registration: Readable<RegistrationState>;
  readonly calls: Readable<readonly CallSnapshot[]>;
  readonly settings: Readable<Settings>;
  /** Past calls, newest first, and how many of them were missed and not looked at yet. */
  readonly recent: Readable<readonly CallRecord[]>;
  readonly missed: Readable<number>;
  /** Messages of live calls that came while nobody looked. */
  readonly unread: Readable<number>;
  /** What there is to speak into and to listen to, as the page last told it. */
  readonly devices: Readable<DeviceList>;
  /** What of it is open, by the page's word. */
  readonly openDevices: Readable<OpenDevices>;
  /** Whom the user wants at hand, with their busy lamps. */
  readonly favourites: Readable<readonly Favourite[]>;
  readonly face: Readable<Face>;
  /** What the app remembers for itself from start to start. */
  readonly memory: Value<Memory>;
  /** Asks the page to act; waits until the page listens. */
  readonly command: (command: Command) => void;
  /** The same at once or not at all, with what came of it. */
  readonly ask: (command: Command) => Promise<CommandOutcome>;
  /** Tells the user something. */
  readonly notify: (notice: Notice) => void;
  /** Brings the window to the front. */
  readonly show: () => void;
  /** Windows: a mark on the window's taskbar button that means this, none for an empty text. */
  readonly overlay: (text: string) => void;
  /** Asks while a call is up. */
  readonly quit: () => void;
  readonly log: Log;
}
