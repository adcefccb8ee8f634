import { collectionsOf, keypadInside } from '../../renderer/headset/testing/descriptors.ts';
import type { Offhook } from './offhook.ts';

/** A bit of the report that the headset sends, and one of those that it is told: see `keypadInside`. */
const buttons = { hook: 1, mute: 4, flash: 8 };
const lights = { offHook: 1, mute: 2, ring: 4, hold: 8 };
export type Light = keyof typeof lights;

type InPage = { headset: { send: (bits: number) => void; bits: number; told: number; opened: boolean } };
type InMain = {
  host: { state: { deviceHandler: (details: object) => boolean } };
  session: { defaultSession: { emit: (...event: unknown[]) => void } };
  BrowserWindow: { getAllWindows: () => { webContents: { getURL: () => string; mainFrame: object } }[] };
};

/**
 * A headset with the descriptor of a real one, put into the page in place of WebHID, because no device can be made up on a machine without
 * /dev/uhid. What it is given, and whether it may be opened, the app's main process decides as it does for Electron.
 */
export class FakeHeadset {
  readonly #phone: Offhook;

  private constructor(phone: Offhook) {
    this.#phone = phone;
  }

  /** @param vendorId whose it is, by USB's number; Jabra's */
  static async plugIn(phone: Offhook, vendorId = 0x0b0e): Promise<FakeHeadset> {
    const device = { vendorId, productId: 0x24c8, collections: collectionsOf(keypadInside) };
    await phone.page.exposeFunction('selectHeadset', () =>
      phone.app.evaluate(
        (electron, found) => {
          const { session, BrowserWindow } = electron as unknown as InMain;
          const frame = BrowserWindow.getAllWindows().find(
            ({ webContents }) => webContents.getURL().endsWith('/index.html') && !webContents.getURL().includes('ring'),
          )?.webContents.mainFrame;
          return new Promise((answer) =>
            session.defaultSession.emit('select-hid-device', { preventDefault: () => {} }, { deviceList: [found], frame }, answer),
          );
        },
        { ...device, deviceId: 'fake', name: 'Jabra Link 380' },
      ),
    );
    await phone.page.exposeFunction('mayOpenHeadset', () =>
      phone.app.evaluate((electron, found) => {
        const { deviceHandler } = (electron as unknown as InMain).host.state;
        return deviceHandler({ deviceType: 'hid', origin: 'app://offhook', device: found });
      }, device),
    );
    await phone.page.evaluate((found) => {
      const ask = globalThis as unknown as Record<'selectHeadset' | 'mayOpenHeadset', () => Promise<unknown>>;
      const headset = Object.assign(new EventTarget(), {
        ...found,
        productName: 'Jabra Link 380',
        opened: false,
        bits: 0,
        told: 0,
        send(bits: number) {
          headset.bits = bits;
          const data = new DataView(Uint8Array.of(bits, 0).buffer);
          if (headset.opened) headset.dispatchEvent(Object.assign(new Event('inputreport'), { reportId: 2, data }));
        },
        open: async () => void Object.assign(headset, { opened: true }),
        close: async () => void Object.assign(headset, { opened: false }),
        sendReport: async (_id: number, [told = 0]: Uint8Array) => {
          headset.told = told;
          // As the real ones, it confirms that it went off hook, or on.
          if ((told & 1) !== (headset.bits & 1)) headset.send((headset.bits & ~1) | (told & 1));
        },
      });
      const getDevices = async () => ((await ask.mayOpenHeadset()) ? [headset] : []);
      const requestDevice = async () => ((await ask.selectHeadset()) === 'fake' ? [headset] : []);
      const hid = Object.assign(new EventTarget(), { getDevices, requestDevice });
      Object.defineProperty(navigator, 'hid', { value: hid });
      Object.assign(globalThis, { headset });
    }, device);
    return new FakeHeadset(phone);
  }

  /** Presses and lets go; the hook stays where it was put. */
  press(button: keyof typeof buttons): Promise<void> {
    return this.#phone.page.evaluate(
      ([bit, isHook]) => {
        const { headset } = globalThis as unknown as InPage;
        headset.send(headset.bits ^ bit);
        if (!isHook) headset.send(headset.bits ^ bit);
      },
      [buttons[button], button === 'hook'] as const,
    );
  }

  isOpen(): Promise<boolean> {
    return this.#phone.page.evaluate(() => (globalThis as unknown as InPage).headset.opened);
  }

  /** What is lit. */
  async lit(): Promise<Light[]> {
    const told = await this.#phone.page.evaluate(() => (globalThis as unknown as InPage).headset.told);
    return (Object.keys(lights) as Light[]).filter((light) => told & lights[light]);
  }
}
