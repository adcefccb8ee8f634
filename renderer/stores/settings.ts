import { defineStore } from 'pinia';
import { computed, onScopeDispose, shallowRef } from 'vue';
import type { Account, SignIn } from '../../shared/account.ts';
import type { AppInfo, RequestOutput } from '../../shared/ipc.ts';
import type { Settings, SettingsPatch } from '../../shared/settings.ts';
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

  const signIn = (form: SignIn): Promise<RequestOutput<'account:sign-in'>> => bridge.request('account:sign-in', form);
  const signOut = ({ id }: Account): Promise<void> => bridge.request('account:sign-out', { accountId: id });

  return { settings, info, activeAccount, load, announce, update, signIn, signOut };
});
