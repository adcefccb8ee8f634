import { Account } from '../shared/account.ts';
import type { Log } from './log.ts';
import type { PracticeLine } from './practice/host.ts';
import type { Secrets } from './secrets.ts';

const PRACTICE = 'practice';

/** The practice line as an account like any other; it is in no settings, and its password is made anew each time. */
export function practiceAccount({ line, secrets, log }: { line: PracticeLine; secrets: Secrets; log: Log }) {
  return {
    start: async (): Promise<Account> => {
      const { url, user, password } = await line.start();
      const { hostname, host, pathname } = new URL(url);
      log.hide(pathname); // the secret that keeps other programs out
      await secrets.keep(PRACTICE, { password, turnPassword: '' }, { save: false });
      log.info(`the practice line is open at ${host}`);
      const none = { authUser: '', displayName: '', iceServers: [] };
      return Account.parse({ id: PRACTICE, kind: 'practice', server: url, user, domain: hostname, ...none });
    },
    stop: async (): Promise<void> => {
      secrets.forget(PRACTICE);
      await line.stop();
      log.info('the practice line is closed');
    },
  };
}
