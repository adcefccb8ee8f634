import type { RegistrationState } from '../shared/registration.ts';
import type { Settings } from '../shared/settings.ts';
import { words } from './words.ts';

/** Who is signed in: `1000 at pbx.example.com`, or the practice line; empty for nobody. */
export function accountInWords({ accounts, activeAccountId }: Settings, { kind }: RegistrationState): string {
  const account = accounts.find(({ id }) => id === activeAccountId);
  if (account) return words.tray.accountAt(account.user, account.domain);
  return kind === 'registered' ? words.tray.practice : '';
}
