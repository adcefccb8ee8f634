import { defineStore } from 'pinia';
import { computed, onScopeDispose, shallowRef } from 'vue';
import type { Account } from '../../shared/account.ts';
import type { RegistrationState } from '../../shared/registration.ts';
import { phoneKey, use } from '../ports.ts';

/** The connection light: which account is open, and how it stands with its server. */
export const useRegistration = defineStore('registration', () => {
  const phone = use(phoneKey);
  const state = shallowRef<RegistrationState>(phone.registration);
  const account = shallowRef<Account | null>(phone.account);
  /** The account that could not be opened because no password is kept for it. */
  const passwordMissing = shallowRef<Account | null>(null);

  onScopeDispose(
    phone.on('registration', (change) => {
      state.value = change.new;
      account.value = phone.account;
      passwordMissing.value = null;
    }),
  );

  const isPractice = computed(() => account.value?.kind === 'practice');
  const isOpen = computed(() => account.value !== null && state.value.kind !== 'offline');

  function askForPassword(of: Account): void {
    passwordMissing.value = of;
  }

  /** Ends a wait for the next try, and tries again where the server had refused. */
  const retry = (): void => phone.retryNow();

  return { state, account, isPractice, isOpen, passwordMissing, askForPassword, retry };
});
