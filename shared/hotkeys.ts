import { z } from 'zod';

/** What a key does that works while another program has the keyboard. */
export const HotkeyAction = z.enum([
  'mute',
  'push-to-talk',
  'push-to-mute',
  'answer',
  'hang-up',
  'hold',
  'dial-clipboard',
  'dial-selection',
  'show',
]);
export type HotkeyAction = z.infer<typeof HotkeyAction>;

/** An accelerator as Electron writes it (`Control+Alt+M`); empty for none. */
export const Accelerator = z.string().max(64);

export const Hotkeys = z.record(HotkeyAction, Accelerator);
export type Hotkeys = z.infer<typeof Hotkeys>;

/** None at first: every key that we take is taken away from all other programs. */
export const defaultHotkeys: Hotkeys = {
  mute: '',
  'push-to-talk': '',
  'push-to-mute': '',
  answer: '',
  'hang-up': '',
  hold: '',
  'dial-clipboard': '',
  'dial-selection': '',
  show: '',
};

/** `refused`: another program has it, or the system itself. `duplicate`: an action above has it. `invalid`: no key that can be registered. */
export const HotkeyState = z.enum(['off', 'registered', 'refused', 'duplicate', 'invalid']);
export type HotkeyState = z.infer<typeof HotkeyState>;

export const HotkeyReport = z.object({
  states: z.record(HotkeyAction, HotkeyState),
  /** False under Wayland: there the desktop decides, asks the user, and tells us nothing. */
  isSure: z.boolean(),
  /** Whether a key that is held down can be told from one that is tapped while another program has the keyboard. */
  feelsHolding: z.boolean(),
  /** Whether what is selected in other programs can be read: under X11 alone. Elsewhere `dial-selection` is not to be had. */
  readsSelection: z.boolean(),
});
export type HotkeyReport = z.infer<typeof HotkeyReport>;
