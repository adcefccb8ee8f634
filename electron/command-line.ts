import path from 'node:path';
import { parseDialTarget } from '../shared/dial-target.ts';
import { LINK_SCHEMES } from '../shared/links.ts';
import { HIDDEN } from './autostart.ts';
import { type Given, readOrder } from './control/read-order.ts';

export interface CommandLine {
  /** `--user-data-dir=DIR`, absolute; null where the system decides. */
  readonly userData: string | null;
  /** `--sign-in=FILE`, absolute. */
  readonly signInFile: string | null;
  readonly isSelfTest: boolean;
  /** Started with the user's session: no window until it is asked for. */
  readonly isHidden: boolean;
  /** The first argument that is a link or a number. */
  readonly dial: DialRequest | null;
  /** A verb for the app that runs already; then nothing else counts. */
  readonly order: Given | null;
}

/** What somebody wants to call from outside of the page: text that `parseDialTarget` reads, or a link in which it found nothing. */
export type DialRequest = { readonly kind: 'dial'; readonly target: string } | { readonly kind: 'bad-link'; readonly link: string };

/** `argv` with the program's own path in front, relative paths from `cwd`. Chromium's own switches (`--remote-debugging-port`) pass by. */
export function readCommandLine(argv: readonly string[], cwd: string): CommandLine {
  const args = argv.slice(1);
  const switchValue = (name: string): string | null => {
    const given = args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
    return given === undefined || given === '' ? null : path.resolve(cwd, given);
  };
  const order = readOrder(args);
  return {
    userData: switchValue('user-data-dir'),
    signInFile: switchValue('sign-in'),
    isSelfTest: args.includes('--self-test'),
    isHidden: args.includes(HIDDEN),
    dial: order === null ? (args.map(readDial).find((found) => found !== null) ?? null) : null,
    order,
  };
}

/** Null for what asks for no call: switches, the app's own folder while developing, anything else. */
export function readDial(arg: string): DialRequest | null {
  if (LINK_SCHEMES.some((scheme) => arg.toLowerCase().startsWith(`${scheme}:`))) {
    const isGood = parseDialTarget(arg).kind !== 'unknown';
    return isGood ? { kind: 'dial', target: arg } : { kind: 'bad-link', link: arg.slice(0, 100) };
  }
  // A path may consist of nothing but digits and separators.
  if (/^[-./\\]|\\|^[a-z]:/i.test(arg)) return null;
  return parseDialTarget(arg).kind === 'unknown' ? null : { kind: 'dial', target: arg };
}
