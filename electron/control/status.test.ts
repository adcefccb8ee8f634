import { expect, test } from 'vitest';
import { Account } from '../../shared/account.ts';
import type { RegistrationState } from '../../shared/registration.ts';
import { defaultSettings } from '../../shared/settings.ts';
import { statusOf } from './status.ts';

const account = Account.parse({
  ...{ id: 'a', kind: 'sip', server: 'wss://pbx1/', furtherServers: ['wss://pbx2/'] },
  ...{ user: '1000', domain: 'pbx1', authUser: '', displayName: '', iceServers: [] },
});

const serverIn = (registration: RegistrationState): string =>
  statusOf({
    version: '1.0.0',
    registration,
    calls: [],
    settings: { ...defaultSettings, accounts: [account], activeAccountId: 'a' },
  }).registration.server;

test('the server is the one in use', () => {
  expect(serverIn({ kind: 'registered', since: 0 })).toBe('wss://pbx1/');
  expect(serverIn({ kind: 'registered', since: 0, through: 'wss://pbx2/' })).toBe('wss://pbx2/');
  expect(serverIn({ kind: 'offline' })).toBe('wss://pbx1/');
});
