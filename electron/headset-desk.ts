import { dialog, type Session } from 'electron';
import { type Headset, isSameHeadset, telephonyPage } from '../shared/headset.ts';
import type { Settings } from '../shared/settings.ts';
import type { AppUrl } from './app-url.ts';
import type { Handlers } from './ipc.ts';
import type { Value } from './shell.ts';
import { words } from './words.ts';

/** The requests about headsets. */
export type HeadsetHandlers = Pick<Handlers, Extract<keyof Handlers, `headset:${string}`>>;

type Ports = {
  readonly session: Pick<Session, 'on' | 'setDevicePermissionHandler'>;
  readonly url: AppUrl;
  readonly settings: Value<Settings>;
  /** Asks the user which one, outside of any page; null: none of them. */
  readonly choose?: (names: readonly string[]) => Promise<number | null>;
};

/** What Electron tells of a device (https://electronjs.org/docs/api/structures/hid-device). */
interface Found {
  readonly vendorId: number;
  readonly productId: number;
  readonly name: string;
  readonly collections?: readonly { readonly usagePage: number }[];
}

const isHeadset = ({ collections }: Found): boolean => (collections ?? []).some(({ usagePage }) => usagePage === telephonyPage);

/** As many as anybody has. */
const most = 20;

/**
 * Which headsets the page may hear. Keyboards and security keys are HID devices as well, so the page gets what has a telephone in it, and of
 * those the kinds that the user paired by a click; which ones is kept here, and the page can only ask for fewer.
 */
export function headsetDesk({ session, url, settings, choose = askWhich }: Ports): { readonly handlers: HeadsetHandlers } {
  const setHeadsets = (headsets: readonly Headset[]): Settings => {
    settings.set({ ...settings.get(), headsets: [...headsets] });
    return settings.get();
  };
  session.on('select-hid-device', async (event, { deviceList, frame }, answer) => {
    event.preventDefault();
    const isAllowed = frame && frame.parent === null && url.isPageOf('main', frame.url);
    // One headset is several devices to the system, all of one kind.
    const found = (isAllowed ? deviceList.filter(isHeadset) : []).filter(
      (device, index, all) => all.findIndex((other) => isSameHeadset(other, device)) === index,
    );
    const index = found.length > 1 ? await choose(found.map(({ name }) => name)) : 0;
    const chosen = index === null ? undefined : found[index];
    if (chosen) {
      const { vendorId, productId, name } = chosen;
      const others = settings.get().headsets.filter((other) => !isSameHeadset(other, chosen));
      setHeadsets([...others, { vendorId, productId, name: name.slice(0, 200) }].slice(-most));
    }
    answer(chosen?.deviceId ?? null);
  });
  session.setDevicePermissionHandler(
    ({ deviceType, origin, device }) =>
      deviceType === 'hid' && url.isOurs(origin) && settings.get().headsets.some((paired) => isSameHeadset(paired, device as Found)),
  );
  return {
    handlers: {
      'headset:forget': (headset) => setHeadsets(settings.get().headsets.filter((other) => !isSameHeadset(other, headset))),
    },
  };
}

async function askWhich(names: readonly string[]): Promise<number | null> {
  const { title, message, cancel } = words.headsets;
  const buttons = [...names, cancel];
  const { response } = await dialog.showMessageBox({ type: 'question', title, message, buttons, defaultId: 0, cancelId: names.length });
  return response < names.length ? response : null;
}
