import type { SecretStorage } from '../shared/ipc.ts';
import type { Accounts } from './accounts.ts';
import { describeError } from './log.ts';
import { field, type Readable, type Shell } from './shell.ts';
import { importSignInFile } from './sign-in-file.ts';

type Ports = { readonly accounts: Accounts; readonly storage: Readable<SecretStorage> };

/** Takes over a sign-in file and gives the account that it made, if any; what is wrong with one is told. */
export function signInFiles({ memory, notify, log }: Shell, ports: Ports): (file: string) => Promise<string | null> {
  const imported = field(memory, 'importedSignIn');
  return async (file) => {
    const { accountId, saved } = await importSignInFile(file, {
      ...ports,
      imported,
      onProblem: (name, problem, detail) => notify({ kind: 'sign-in-file', file: name, problem, detail }),
    });
    saved.catch((error: unknown) => log.error(`the password was not saved: ${describeError(error)}`));
    return accountId;
  };
}
