import type { CallSnapshot } from '../shared/call.ts';
import type { Command } from '../shared/command.ts';
import type { RegistrationState } from '../shared/registration.ts';
import type { Readable } from './shell.ts';

type Ports = {
  readonly calls: Readable<readonly CallSnapshot[]>;
  readonly registration: Readable<RegistrationState>;
  readonly command: (command: Command) => void;
  /** Milliseconds for hanging up and un-registering; the line itself gives up after two seconds. */
  readonly deadline?: number;
};

export const isUp = ({ state }: CallSnapshot): boolean => state.kind !== 'ended';

/** Has the phone hang up and sign out at the server, so that nobody rings a phone that is gone. Resolves when it has, or when it took too long. */
export async function closePhone({ calls, registration, command, deadline = 2500 }: Ports): Promise<void> {
  const isClosed = (): boolean => registration.get().kind === 'offline' && !calls.get().some(isUp);
  if (isClosed()) return;
  command({ kind: 'close-phone' });
  const stops: (() => void)[] = [];
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (isClosed()) resolve();
    };
    const timer = setTimeout(resolve, deadline);
    stops.push(calls.subscribe(look), registration.subscribe(look), () => clearTimeout(timer));
  });
  for (const stop of stops) stop();
}
