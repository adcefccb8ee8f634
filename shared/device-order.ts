import type { Device } from './devices.ts';
import type { DeviceChoice, DeviceOrder } from './settings.ts';

/* How a device is found again and which one is used: asked by the phone, the page and the tray, so that all three say the same. */

/** In an order: whatever the system uses by default at the time. What stands behind it is never used. */
export const systemDefault: DeviceChoice = { id: 'default', label: '' };

/** Chromium's own entries for what the system uses by default, beside the devices themselves. */
export const isStandIn = ({ id }: DeviceChoice): boolean => id === 'default' || id === 'communications';

/** The device that was meant: the one with that id, else with that label, because ids change between profiles. */
export function findDevice(meant: DeviceChoice, list: readonly DeviceChoice[]): DeviceChoice | null {
  const byId = list.find(({ id }) => id === meant.id);
  return byId ?? list.find(({ label }) => label !== '' && label === meant.label) ?? null;
}

/** Those of the order that are to be had, best first. They end before the system's default, which can always be had. */
export function usable(order: DeviceOrder, list: readonly DeviceChoice[]): readonly DeviceChoice[] {
  const end = order.findIndex(({ id }) => id === systemDefault.id);
  return order.slice(0, end < 0 ? order.length : end).flatMap((meant) => findDevice(meant, list) ?? []);
}

/** The one that is used; null is the system's default. */
export const inUse = (order: DeviceOrder, list: readonly DeviceChoice[]): DeviceChoice | null => usable(order, list)[0] ?? null;

/** The one that all places show as used: what is open, else what the order makes of those that are there. */
export function shownDevice(order: DeviceOrder, list: readonly DeviceChoice[], open: DeviceChoice | null): DeviceChoice {
  if (open && isStandIn(open)) return systemDefault;
  return (open && findDevice(open, list)) ?? inUse(order, list) ?? systemDefault;
}

/** What the system uses by default, as far as the browser tells: by the name of its own entry for it, or by the hardware. */
export function defaultDevice(list: readonly Device[]): Device | null {
  const standIn = list.find(({ id }) => id === systemDefault.id);
  const real = list.filter((device) => !isStandIn(device));
  const named = real.filter(({ label }) => label !== '' && standIn?.label.endsWith(` - ${label}`));
  const same = real.filter(({ group }) => group !== undefined && group === standIn?.group);
  return [named, same].find(({ length }) => length === 1)?.[0] ?? null;
}

/** Another device than the one that is wished for most. */
export interface StandIn {
  readonly wanted: DeviceChoice;
  readonly used: DeviceChoice;
  /** The wanted one is not connected; else it is, and could not be opened. */
  readonly isAway: boolean;
}

/** Where the wish and what is used differ; null where they agree. */
export function standInOf(order: DeviceOrder, list: readonly DeviceChoice[], open: DeviceChoice | null): StandIn | null {
  const [wanted] = order;
  const used = shownDevice(order, list, open);
  if (!wanted || isStandIn(wanted) || findDevice(wanted, [used])) return null;
  return { wanted, used, isAway: findDevice(wanted, list) === null };
}

/** How far down a device stands, 0 for the first. What the order does not name counts as the system's default. */
export function rankOf(order: DeviceOrder, device: DeviceChoice): number {
  const rank = isStandIn(device) ? -1 : order.findIndex((meant) => findDevice(meant, [device]) !== null);
  if (rank >= 0) return rank;
  const byDefault = order.findIndex(({ id }) => id === systemDefault.id);
  return byDefault < 0 ? order.length : byDefault;
}

/** As many as are remembered; the least wanted are forgotten first. */
const most = 20;

/** The order after a device was chosen; null is the system's default. The others keep their places behind it. */
export function putFirst(order: DeviceOrder, device: DeviceChoice | null): DeviceOrder {
  const { id, label } = device ?? systemDefault;
  const others = order.filter((other) => findDevice({ id, label }, [other]) === null);
  return [{ id, label }, ...others].slice(0, most);
}

/** Everything that can be put into an order: what it names, the system's default, and then whatever else is there. */
export function everyDevice(order: DeviceOrder, list: readonly DeviceChoice[]): DeviceOrder {
  const named = order.map((meant) => findDevice(meant, list) ?? meant);
  const withDefault = named.some(({ id }) => id === systemDefault.id) ? named : [...named, systemDefault];
  const rest = list.filter((device) => !isStandIn(device) && findDevice(device, withDefault) === null);
  return [...withDefault, ...rest];
}
