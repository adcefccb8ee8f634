import type { CallRecord, CallSnapshot } from '../../shared/call.ts';
import type { Command } from '../../shared/command.ts';
import { everyDevice, findDevice, isStandIn, shownDevice, standInOf, systemDefault } from '../../shared/device-order.ts';
import type { DeviceList, OpenDevices } from '../../shared/devices.ts';
import { redialTarget } from '../../shared/past-call.ts';
import type { Favourite } from '../../shared/presence.ts';
import type { AudioSettings, DeviceChoice } from '../../shared/settings.ts';
import { isCameraOn, isSharing } from '../../shared/which-call.ts';
import { isUp } from '../leave.ts';
import { words } from '../words.ts';
import { callWords, isRinging, nameOf, registrationWords, type TrayFacts } from './state.ts';

/** What an item does. Everything that concerns the phone is a command; the rest concerns the app's own window. */
export type TrayAction =
  | { readonly kind: 'command'; readonly command: Command }
  /** The same, and the window comes to the front for it. */
  | { readonly kind: 'show'; readonly command: Command | null }
  | { readonly kind: 'dial-clipboard' }
  | { readonly kind: 'quit' };

/** One line of the menu, as plain data. Without an action and a submenu it only says something. */
export type TrayItem =
  | 'separator'
  | {
      readonly label: string;
      readonly action?: TrayAction;
      /** Given where the line can be ticked. */
      readonly isTicked?: boolean;
      /** One of several, of which one is always ticked. */
      readonly isChoice?: boolean;
      readonly items?: readonly TrayItem[];
    };

export type TrayMenu = TrayFacts & {
  readonly recent: readonly CallRecord[];
  readonly favourites: readonly Favourite[];
  readonly devices: DeviceList;
  readonly open: OpenDevices;
  readonly audio: AudioSettings;
  /** Who is signed in, in words; empty for nobody. */
  readonly account: string;
};

const { tray } = words;
const LONGEST = 60;
const MOST_RECENT = 8;

/** A stranger's text as a label: `&` would underline the next letter, a tab would set a key. */
function label(text: string): string {
  const line = text.replace(/\p{Cc}/gu, ' ');
  return (line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line).replaceAll('&', '&&');
}

const run = (text: string, command: Command): TrayItem => ({ label: text, action: { kind: 'command', command } });

/** The whole menu, from what rings now to quitting. */
export function trayMenu(facts: TrayMenu): readonly TrayItem[] {
  const groups: readonly (readonly TrayItem[])[] = [
    ...facts.calls.filter(isUp).map(callItems),
    missedItems(facts.missed),
    [
      ...favouriteItems(facts.favourites),
      ...recentItems(facts.recent),
      { label: tray.dialClipboard, action: { kind: 'dial-clipboard' } },
      { label: tray.dial, action: { kind: 'show', command: { kind: 'show-command-bar' } } },
    ],
    statusItems(facts),
    [deviceItems('microphone', facts), deviceItems('speaker', facts), deviceItems('ringer', facts)],
    [
      { label: tray.show, action: { kind: 'show', command: null } },
      { label: tray.settings, action: { kind: 'show', command: { kind: 'show-view', view: 'settings' } } },
      { label: tray.quit, action: { kind: 'quit' } },
    ],
  ];
  return groups.filter((group) => group.length > 0).flatMap((group, index) => (index === 0 ? group : ['separator' as const, ...group]));
}

function callItems(call: CallSnapshot): readonly TrayItem[] {
  const { id: callId, state } = call;
  const title: TrayItem = { label: label(callWords(call)) };
  if (isRinging(call)) {
    return [title, run(tray.answer, { kind: 'answer', callId }), run(tray.decline, { kind: 'decline', callId, mode: 'decline' })];
  }
  const isActive = state.kind === 'active';
  const isHeld = isActive && (state.hold === 'local' || state.hold === 'both');
  const mute: TrayItem = {
    label: tray.mute,
    action: { kind: 'command', command: { kind: 'toggle-microphone', callId } },
    isTicked: call.isMicrophoneMuted,
  };
  const hold = run(isHeld ? tray.resume : tray.hold, { kind: isHeld ? 'resume' : 'hold', callId });
  const stop = run(tray.stopSharing, { kind: 'stop-sharing', callId });
  const hide = run(tray.stopCamera, { kind: 'turn-camera', callId, on: false });
  const seen = [...(isSharing(call) ? [stop] : []), ...(isCameraOn(call) ? [hide] : [])];
  return [title, ...seen, mute, ...(isActive ? [hold] : []), run(tray.hangUp, { kind: 'hang-up', callId })];
}

const missedItems = (missed: number): readonly TrayItem[] =>
  missed === 0 ? [] : [{ label: tray.missed(missed), action: { kind: 'show', command: { kind: 'show-view', view: 'phone' } } }];

/** The last people who were called or who called, each once. */
function recentItems(recent: readonly CallRecord[]): readonly TrayItem[] {
  const people = new Map<string, TrayItem>();
  for (const record of recent) {
    const target = redialTarget(record);
    if (target === '' || people.has(target) || people.size === MOST_RECENT) continue;
    const name = nameOf(record.peer);
    people.set(target, run(label(name === target ? name : `${name} (${target})`), { kind: 'dial', target, confirm: false }));
  }
  return people.size === 0 ? [] : [{ label: tray.call, items: [...people.values()] }];
}

/** With their busy lamps in words: a menu has no colours that everybody sees. */
function favouriteItems(favourites: readonly Favourite[]): readonly TrayItem[] {
  if (favourites.length === 0) return [];
  const items = favourites.map(({ name, target, lamp, note }) => {
    const known = lamp === 'unknown' ? name || target : tray.lamp[lamp](name || target);
    return run(label(note === '' ? known : `${known}, ${note}`), { kind: 'dial', target, confirm: false });
  });
  return [{ label: tray.favourites, items }];
}

/** How others see the user; do not disturb stands among it, because it ends the others and is ended by them. */
function presenceItem({ doNotDisturb, presence }: TrayMenu): TrayItem {
  const now = doNotDisturb ? 'dnd' : presence;
  return {
    label: tray.status(tray.presence[now]),
    items: (['available', 'away', 'busy', 'dnd'] as const).map((status) => ({
      label: tray.presence[status],
      action: { kind: 'command', command: { kind: 'set-presence', status } },
      isTicked: status === now,
      isChoice: true,
    })),
  };
}

function statusItems(facts: TrayMenu): readonly TrayItem[] {
  const { registration, account, doNotDisturb } = facts;
  const state = registrationWords(registration);
  return [
    { label: label(account === '' ? state : tray.account(state, account)) },
    presenceItem(facts),
    {
      label: tray.doNotDisturb,
      action: { kind: 'command', command: { kind: 'do-not-disturb', on: !doNotDisturb } },
      isTicked: doNotDisturb,
    },
  ];
}

/** Every device, in the order of preference; the one that is used is ticked. */
function deviceItems(role: 'microphone' | 'speaker' | 'ringer', { devices, open, audio }: TrayMenu): TrayItem {
  const present = (role === 'microphone' ? devices.microphones : devices.speakers).filter((device) => !isStandIn(device));
  const used = shownDevice(audio[role], present, open[role]);
  const refused = standInOf(audio[role], present, open[role]);
  let unnamed = 0;
  const nameOfDevice = ({ id, label }: DeviceChoice): string => {
    if (id === systemDefault.id) return tray.systemDefault;
    const name = label || tray.unnamed(tray[role], ++unnamed);
    if (!findDevice({ id, label }, present)) return tray.notConnected(name);
    return refused && findDevice(refused.wanted, [{ id, label }]) ? tray.notOpened(name) : name;
  };
  return {
    label: tray[role],
    items: everyDevice(audio[role], present).map((device) => ({
      label: label(nameOfDevice(device)),
      action: { kind: 'command', command: { kind: 'choose-device', role, device: device.id === systemDefault.id ? null : device } },
      isTicked: device.id === used.id,
      isChoice: true,
    })),
  };
}
