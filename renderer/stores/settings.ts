import { defineStore } from 'pinia';
import { computed, onScopeDispose, shallowRef } from 'vue';
import type { Account, AccountPatch, SignIn } from '../../shared/account.ts';
import type { DeviceRole } from '../../shared/devices.ts';
import type { AppInfo, RequestOutput } from '../../shared/ipc.ts';
import type { IncomingRules } from '../../shared/rules.ts';
import type { DeviceChoice, Settings, SettingsPatch } from '../../shared/settings.ts';
import { bridgeKey, settingsKey, use } from '../ports.ts';

/** Settings mirrored from main, which alone writes them; and what main knows of this computer. */
export const useSettings = defineStore('settings', () => {
  const bridge = use(bridgeKey);
  const settings = shallowRef<Settings>(use(settingsKey));
  const info = shallowRef<AppInfo | null>(null);
  const activeAccount = computed(() => settings.value.accounts.find(({ id }) => id === settings.value.activeAccountId) ?? null);

  const stops = [
    bridge.on('settings:changed', (next) => {
      settings.value = next;
    }),
    bridge.on('secrets:changed', (secretStorage) => {
      if (info.value) info.value = { ...info.value, secretStorage };
    }),
  ];
  onScopeDispose(() => {
    for (const stop of stops) stop();
  });

  async function load(): Promise<void> {
    settings.value = await bridge.request('settings:read', undefined);
  }

  /** Tells main that this page listens: what it kept comes now. */
  async function announce(): Promise<void> {
    info.value = await bridge.request('app:ready', undefined);
  }

  async function update(patch: SettingsPatch): Promise<void> {
    settings.value = await bridge.request('settings:update', patch);
  }

  /** Before all others of its role from now on; null is the system's default. */
  async function chooseDevice(role: DeviceRole, device: DeviceChoice | null): Promise<void> {
    settings.value = await bridge.request('devices:choose', { role, device });
  }

  let last: Promise<unknown> = Promise.resolve();
  /** Rules are given whole, so each change is made of what the one before it left. */
  function inTurn(change: () => Promise<void>): Promise<void> {
    const next = last.then(change);
    last = next.catch(() => {});
    return next;
  }

  const changeIncoming = (change: (before: IncomingRules) => Partial<IncomingRules>): Promise<void> =>
    inTurn(() => update({ incoming: { ...settings.value.incoming, ...change(settings.value.incoming) } }));

  /** Of the account that the user signed in to. Nothing happens where there is none. */
  const changeAccount = (change: (before: Account) => AccountPatch): Promise<void> =>
    inTurn(async () => {
      const account = activeAccount.value;
      if (account) settings.value = await bridge.request('account:update', { accountId: account.id, patch: change(account) });
    });

  /** Named once, however often it is asked for. */
  const block = (pattern: string): Promise<void> => changeIncoming(({ blocked }) => ({ blocked: [...new Set([...blocked, pattern])] }));
  const unblock = (pattern: string): Promise<void> =>
    changeIncoming(({ blocked }) => ({ blocked: blocked.filter((other) => other !== pattern) }));

  /** As from the tray: asks while a call is up. */
  const quit = (): Promise<void> => bridge.request('app:quit', undefined);
  const signIn = (form: SignIn): Promise<RequestOutput<'account:sign-in'>> => bridge.request('account:sign-in', form);
  const signOut = ({ id }: Account): Promise<void> => bridge.request('account:sign-out', { accountId: id });

  return {
    settings,
    info,
    activeAccount,
    load,
    announce,
    update,
    chooseDevice,
    changeIncoming,
    changeAccount,
    block,
    unblock,
    quit,
    signIn,
    signOut,
  };
});
