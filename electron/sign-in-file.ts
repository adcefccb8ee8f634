import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { SignIn, type SignInFileProblem } from '../shared/account.ts';
import type { SecretStorage } from '../shared/ipc.ts';
import type { Accounts } from './accounts.ts';
import { whenSettled } from './secret-storage.ts';
import type { Readable, Value } from './shell.ts';

const MAX_BYTES = 65_536;

type Ports = {
  readonly accounts: Accounts;
  readonly storage: Readable<SecretStorage>;
  /** What was imported before, as `seal` made it; null before the first time. */
  readonly imported: Value<string | null>;
  /** `detail`: the names of the fields at fault where `problem` is `bad-field`, else empty. */
  readonly onProblem: (file: string, problem: SignInFileProblem, detail: string) => void;
};

export interface Import {
  /** The account that is now the active one; null: nothing changed. Its password is known, but not written yet. */
  readonly accountId: string | null;
  /** Settles when the password is on the disk, or is known not to get there: a keyring may be late, and nobody should wait for it. */
  readonly saved: Promise<void>;
}

const nothing: Import = { accountId: null, saved: Promise.resolve() };

/**
 * Takes over a `--sign-in=FILE` once: the same content at a later start changes nothing, not even after the user has signed out. Where the
 * system cannot encrypt, nobody was asked whether the password may lie on the disk, so it is kept in memory only and imported each time.
 */
export async function importSignInFile(file: string, ports: Ports): Promise<Import> {
  const { accounts, imported, onProblem } = ports;
  const fail = (problem: SignInFileProblem, detail = ''): Import => {
    onProblem(path.basename(file), problem, detail);
    return nothing;
  };
  const content = await read(file);
  if (content.kind === 'problem') return fail(content.problem);
  const before = imported.get();
  if (before !== null && (await isSealOf(content.text, before))) return nothing;
  const signIn = parse(content.text);
  if (signIn.kind === 'problem') return fail(signIn.problem, signIn.detail);
  const answer = await accounts.signIn({ ...signIn.value, savePassword: false });
  if (!answer.ok) return fail(answer.problem);
  const { id } = answer.account;
  const isWanted = signIn.value.savePassword;
  return { accountId: id, saved: isWanted ? save(id, content.text, ports, () => fail('not-saved')) : Promise.resolve() };
}

async function save(accountId: string, text: string, { accounts, storage, imported }: Ports, onImpossible: () => void): Promise<void> {
  if ((await whenSettled(storage)) !== 'encrypted') return onImpossible();
  await accounts.savePassword(accountId);
  imported.set(await seal(text));
}

type Read = { kind: 'text'; text: string } | { kind: 'problem'; problem: SignInFileProblem };

async function read(file: string): Promise<Read> {
  try {
    const handle = await fs.open(file, 'r');
    try {
      // One byte more than allowed tells a file that is too large, and /dev/zero never ends.
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(MAX_BYTES + 1), 0, MAX_BYTES + 1, 0);
      if (bytesRead > MAX_BYTES) return { kind: 'problem', problem: 'too-large' };
      return { kind: 'text', text: buffer.toString('utf8', 0, bytesRead).replace(/^\ufeff/, '') };
    } finally {
      await handle.close();
    }
  } catch (error) {
    return { kind: 'problem', problem: (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : 'unreadable' };
  }
}

/** Names fields, never what stands in them. */
function parse(text: string): { kind: 'ok'; value: SignIn } | { kind: 'problem'; problem: SignInFileProblem; detail: string } {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { kind: 'problem', problem: 'not-json', detail: '' }; // the parser's own message quotes the file
  }
  const parsed = SignIn.safeParse(raw);
  if (parsed.success) return { kind: 'ok', value: parsed.data };
  const fields = parsed.error.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : [issue.path.join('.')]));
  return { kind: 'problem', problem: 'bad-field', detail: [...new Set(fields)].join(', ').slice(0, 100) };
}

const derive = promisify<string, Buffer, number, Buffer>(scrypt);

/** Recognises the content without revealing it: there is a password in it, and a plain hash could be tried against a word list. */
async function seal(text: string): Promise<string> {
  const salt = randomBytes(16);
  return `${salt.toString('hex')}:${(await derive(text, salt, 32)).toString('hex')}`;
}

async function isSealOf(text: string, sealed: string): Promise<boolean> {
  const [salt = '', hash = ''] = sealed.split(':');
  const expected = Buffer.from(hash, 'hex');
  return expected.length === 32 && timingSafeEqual(await derive(text, Buffer.from(salt, 'hex'), 32), expected);
}
