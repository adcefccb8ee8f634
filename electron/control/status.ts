import { z } from 'zod';
import { type CallSnapshot, Direction, Hold } from '../../shared/call.ts';
import { OwnPresence } from '../../shared/presence.ts';
import type { RegistrationState } from '../../shared/registration.ts';
import type { Settings } from '../../shared/settings.ts';

/** What `offhook status --json` prints; `docs/control.md` tells users what they may rely on. Times are epoch milliseconds. */
export const Status = z.object({
  version: z.string(),
  registration: z.object({
    state: z.enum(['offline', 'connecting', 'registering', 'registered', 'waiting', 'refused']),
    user: z.string(),
    server: z.string(),
    /** Why it is not registered, as `unreachable` or `wrong-password`; null while nothing is wrong. */
    problem: z.string().nullable(),
  }),
  doNotDisturb: z.boolean(),
  /** What the user says of themselves; a call and do not disturb are not part of it. */
  presence: OwnPresence,
  calls: z.array(
    z.object({
      id: z.string(),
      direction: Direction,
      state: z.enum(['dialing', 'ringing', 'connecting', 'active']),
      hold: Hold,
      number: z.string(),
      name: z.string(),
      uri: z.string(),
      createdAt: z.number(),
      /** Null until the call is answered. */
      answeredAt: z.number().nullable(),
      isMuted: z.boolean(),
    }),
  ),
});
export type Status = z.infer<typeof Status>;

type Sources = {
  readonly version: string;
  readonly registration: RegistrationState;
  readonly calls: readonly CallSnapshot[];
  readonly settings: Settings;
};

/** How it stands with the phone, for a script. */
export function statusOf({ version, registration, calls, settings }: Sources): Status {
  const account = settings.accounts.find(({ id }) => id === settings.activeAccountId);
  return {
    version,
    registration: {
      state: registration.kind,
      user: account?.user ?? '',
      server: ('through' in registration ? registration.through : undefined) ?? account?.server ?? '',
      problem: 'problem' in registration ? registration.problem.kind : null,
    },
    doNotDisturb: settings.incoming.doNotDisturb.isOn,
    presence: settings.presence,
    calls: calls.flatMap(callStatus),
  };
}

function callStatus({ id, direction, state, peer, createdAt, isMicrophoneMuted }: CallSnapshot): Status['calls'] {
  if (state.kind === 'ended') return [];
  const { number, name, uri } = peer;
  const isActive = state.kind === 'active';
  return [
    {
      ...{ id, direction, state: state.kind, hold: isActive ? state.hold : 'none', number, name, uri, createdAt },
      ...{ answeredAt: isActive ? state.since : null, isMuted: isMicrophoneMuted },
    },
  ];
}
