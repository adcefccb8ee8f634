import { type Headset, telephonyPage } from '../shared/headset.ts';
import type { HeadsetState, Headsets } from './headset/headsets.ts';
import type { Hid } from './headset/hid.ts';
import type { Log } from './phone/log.ts';
import type { Phone } from './phone/phone.ts';
import type { Execute } from './ports.ts';

/** The headsets whose buttons drive the phone; nothing of it is loaded while there are none. */
export interface HeadsetDesk {
  /** Those that the user paired, and no others. */
  allow: (paired: readonly Headset[]) => Promise<void>;
  state: (headset: Headset) => HeadsetState;
  /** Hears when a state may be another; returns the function that stops listening. */
  watch: (listener: () => void) => () => void;
  /** Has the user choose one, which then comes with the settings. False: none was there, or none chosen. Only from a click. */
  pair: () => Promise<boolean>;
}

type Ports = { readonly phone: Phone; readonly execute: Execute; readonly log: Log };

/** Looked up when it is used: the browser may be one without. */
const hidOf = (): Hid | undefined => (navigator as { hid?: Hid }).hid;

export function makeHeadsetDesk({ phone, execute, log }: Ports): HeadsetDesk {
  let headsets: Headsets | null = null;
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const load = async (hid: Hid): Promise<Headsets> => {
    const { makeHeadsets } = await import('./headset/headsets.ts');
    const calls = () => phone.snapshots;
    const made = makeHeadsets({ hid, calls, execute, now: Date.now, onChanged: tell, log: (message) => log.warn(message) });
    phone.on('calls', made.show);
    return made;
  };
  let loading: Promise<Headsets> | null = null;
  return {
    async allow(paired) {
      const hid = hidOf();
      if (!hid || (paired.length === 0 && !loading)) return;
      loading ??= load(hid);
      headsets = await loading;
      await headsets.allow(paired);
    },
    state: (headset) => headsets?.state(headset) ?? 'missing',
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async pair() {
      const chosen = (await hidOf()?.requestDevice({ filters: [{ usagePage: telephonyPage }] })) ?? [];
      return chosen.length > 0;
    },
  };
}
