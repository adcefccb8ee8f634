import { bridge } from './bridge.ts';

/* What signing in waits for is asked of the main process while the rest of the app is still being read. */

export const firstSettings = bridge.request('settings:read', undefined);

/** Of the account that is opened at start; null where there is none, or where asking again must tell why not. */
export const firstCredentials = firstSettings
  .then(({ accounts, activeAccountId }) => {
    const account = accounts.find(({ id }) => id === activeAccountId);
    return account && account.kind !== 'guest' ? bridge.request('account:credentials', { accountId: account.id }) : null;
  })
  .catch(() => null);
