import { type Headset, isSameHeadset, telephonyPage } from '../../shared/headset.ts';
import type { Hid, HidDevice } from './hid.ts';
import { type HeadsetPorts, isOfUse, type OpenHeadset, openHeadset } from './open-headset.ts';

/** `busy`: another program has it for itself. `useless`: it has no button that means something to a call. */
export type HeadsetState = 'working' | 'missing' | 'busy' | 'useless';

export interface Headsets {
  /** From now on the buttons of these drive the calls, whenever they are there. */
  allow: (paired: readonly Headset[]) => Promise<void>;
  /** The calls changed. */
  show: () => void;
  state: (headset: Headset) => HeadsetState;
  stop: () => Promise<void>;
}

type Ports = Omit<HeadsetPorts, 'onLost'> & {
  readonly hid: Hid;
  readonly onChanged: () => void;
  readonly log: (message: string) => void;
};

/** All headsets that the user paired, as they come and go. */
export function makeHeadsets({ hid, onChanged, log, ...ports }: Ports): Headsets {
  const open = new Map<HidDevice, OpenHeadset>();
  const busy = new Set<HidDevice>();
  let paired: readonly Headset[] = [];
  let here: readonly HidDevice[] = [];
  /** One look after the other: a device must not be opened twice. */
  let looking = Promise.resolve();

  const letGo = async (device: HidDevice): Promise<void> => {
    const headset = open.get(device);
    open.delete(device);
    await headset?.close();
  };
  const take = async (device: HidDevice): Promise<void> => {
    const onLost = (error: unknown) => {
      log(`a headset is lost: ${error}`);
      void letGo(device).then(onChanged);
    };
    try {
      open.set(device, await openHeadset(device, { ...ports, onLost }));
      busy.delete(device);
    } catch (error) {
      busy.add(device);
      log(`a headset cannot be opened: ${error}`);
    }
  };
  const lookOnce = async (): Promise<void> => {
    const all = paired.length > 0 ? await hid.getDevices() : [];
    here = all.filter(
      (device) =>
        paired.some((one) => isSameHeadset(one, device)) && device.collections.some(({ usagePage }) => usagePage === telephonyPage),
    );
    for (const device of [...open.keys()]) if (!here.includes(device)) await letGo(device);
    for (const device of [...busy]) if (!here.includes(device)) busy.delete(device);
    for (const device of here) if (!open.has(device) && isOfUse(device)) await take(device);
    onChanged();
  };
  const look = (): Promise<void> => {
    looking = looking.then(lookOnce).catch((error: unknown) => log(`the headsets cannot be listed: ${error}`));
    return looking;
  };
  const onPlug = () => void look();
  hid.addEventListener('connect', onPlug);
  hid.addEventListener('disconnect', onPlug);

  return {
    allow(next) {
      paired = next;
      return look();
    },
    show() {
      for (const headset of open.values()) headset.show();
    },
    state(headset) {
      const devices = here.filter((device) => isSameHeadset(headset, device));
      if (devices.length === 0) return 'missing';
      if (devices.some((device) => open.has(device))) return 'working';
      return devices.some((device) => busy.has(device)) ? 'busy' : 'useless';
    },
    async stop() {
      hid.removeEventListener('connect', onPlug);
      hid.removeEventListener('disconnect', onPlug);
      paired = [];
      await look();
    },
  };
}
