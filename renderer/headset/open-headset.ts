import type { CallSnapshot } from '../../shared/call.ts';
import type { Command } from '../../shared/command.ts';
import { atRest, hungUp, press } from './buttons.ts';
import type { HidDevice, HidInput } from './hid.ts';
import { layoutOf, readButtons, writeLights } from './layout.ts';
import { dark, type Lights, lightsOf } from './lights.ts';

export interface HeadsetPorts {
  /** As they are right now. */
  readonly calls: () => readonly CallSnapshot[];
  readonly execute: (command: Command) => unknown;
  /** It could not be told something, and is of no use any more. */
  readonly onLost: (error: unknown) => void;
  readonly now: () => number;
}

/** A headset whose buttons drive the calls and whose lights follow them. */
export interface OpenHeadset {
  /** The calls changed. */
  show: () => void;
  /** Lights out, and gone; never rejects. */
  close: () => Promise<void>;
}

/** Whether it has a button or a light that means something to a call. */
export const isOfUse = ({ collections }: HidDevice): boolean => layoutOf(collections).buttons.length > 0;

/** Rejects when another program has the device for itself. */
export async function openHeadset(device: HidDevice, { calls, execute, onLost, now }: HeadsetPorts): Promise<OpenHeadset> {
  const layout = layoutOf(device.collections);
  const isHookState = layout.buttons.find(({ button }) => button === 'hook')?.isState ?? false;
  let hand = atRest;
  let shown: Lights = dark;
  const told = new Map<number, string>();
  /** One report after the other: two at once may overtake each other. */
  let telling = Promise.resolve();

  const tell = (lights: Lights): void => {
    if (shown.offHook && !lights.offHook) hand = hungUp(hand, now());
    shown = lights;
    for (const { reportId, data } of writeLights(layout, lights)) {
      // What was never said is dark, and is not said: a headset that nobody calls with is left alone.
      if ((told.get(reportId) ?? String(new Uint8Array(data.length))) === String(data)) continue;
      told.set(reportId, String(data));
      telling = telling.then(() => device.sendReport(reportId, data)).catch(onLost);
    }
  };
  const show = (): void => {
    if (!hand.isForeign) tell(lightsOf(calls()));
  };
  const onReport = (event: Event): void => {
    const { reportId, data } = event as HidInput;
    const buttons = readButtons(layout, reportId, data);
    if (buttons.size === 0) return;
    const { hand: next, commands } = press(hand, { buttons, isHookState, at: now() }, calls());
    hand = next;
    for (const command of commands) void execute(command);
    show();
  };

  if (!device.opened) await device.open();
  device.addEventListener('inputreport', onReport);
  show();
  return {
    show,
    async close() {
      device.removeEventListener('inputreport', onReport);
      if (!hand.isForeign) tell(dark);
      await telling;
      await device.close().catch(() => {}); // it is gone already
    },
  };
}
