import { describe, expect, test } from 'vitest';
import { SignIn } from '../shared/account.ts';
import { parseSignIn } from './sign-in.ts';

const typed = (some: Partial<SignIn>): SignIn => SignIn.parse({ server: 'pbx.example.com', user: '1000', password: 'pw', ...some });
const account = (some: Partial<SignIn>) => {
  const result = parseSignIn(typed(some));
  return result.kind === 'account' ? result.account : result.problem;
};

test('three fields make an account; the password is no part of it', () => {
  const result = parseSignIn(typed({ password: ' p w ' }));
  expect(result).toEqual({
    kind: 'account',
    account: {
      id: 'sip:1000@pbx.example.com',
      kind: 'sip',
      server: 'wss://pbx.example.com/',
      furtherServers: [],
      user: '1000',
      domain: 'pbx.example.com',
      authUser: '',
      displayName: '',
      iceServers: [],
    },
    credentials: { password: ' p w ', turnPassword: '' },
  });
});

describe('further servers', () => {
  test.each([
    [
      ['pbx2.example.com', ' wss://pbx3.example.com:8089/ws ', ''],
      ['wss://pbx2.example.com/', 'wss://pbx3.example.com:8089/ws'],
    ],
    [['pbx2.example.com', 'wss://pbx2.example.com', 'PBX.example.com'], ['wss://pbx2.example.com/']],
    [['ws://127.0.0.1:5066'], ['ws://127.0.0.1:5066/']],
  ])('%j are %j', (furtherServers, urls) => {
    expect(account({ furtherServers })).toMatchObject({ server: 'wss://pbx.example.com/', furtherServers: urls });
  });

  test.each(['https://pbx2.example.com', 'ws://pbx2.example.com', 'wss://u:p@pbx2.example.com', 'pbx 2'])('%s is a problem', (server) => {
    expect(account({ furtherServers: ['pbx2.example.com', server] })).toBe('bad-further-server');
  });
});

describe('user and domain', () => {
  test.each([
    [{ user: ' 1000 ' }, '1000@pbx.example.com'],
    [{ user: 'alice@example.org' }, 'alice@example.org'],
    [{ user: 'sip:alice@example.org' }, 'alice@example.org'],
    [{ user: 'alice@example.org', domain: 'voice.example.org' }, 'alice@voice.example.org'],
    [{ domain: 'Büro.example' }, '1000@xn--bro-hoa.example'],
    [{ domain: '[2001:db8::1]' }, '1000@[2001:db8::1]'],
    [{ server: 'ws://127.0.0.1:8088/ws' }, '1000@127.0.0.1'],
  ])('%j is %s', (some, aor) => {
    expect(account(some)).toMatchObject({ id: `sip:${aor}` });
  });
});

test('a display name loses what could break a header', () => {
  expect(account({ displayName: ' Ada "the\r\nfirst" \u202eLovelace ' })).toMatchObject({ displayName: "Ada 'the first'  Lovelace" });
});

describe('ICE server', () => {
  test.each([
    [{ iceServer: 'stun.example.com' }, 'stun:stun.example.com', ''],
    [{ iceServer: 'stun.example.com:3478' }, 'stun:stun.example.com:3478', ''],
    [{ iceServer: 'stun:192.0.2.1:3478' }, 'stun:192.0.2.1:3478', ''],
    [
      { iceServer: 'turns:turn.example.com:5349?transport=tcp', iceUser: 'u', icePassword: 'p' },
      'turns:turn.example.com:5349?transport=tcp',
      'u',
    ],
    [{ iceServer: 'turn:[2001:db8::1]', iceUser: 'u', icePassword: 'p' }, 'turn:[2001:db8::1]', 'u'],
  ])('%j', (some, url, user) => {
    expect(account(some)).toMatchObject({ iceServers: [{ url, user }] });
  });
});

describe('what cannot be tried names its field', () => {
  test.each([
    [{ server: '' }, 'no-server'],
    [{ server: 'https://pbx.example.com' }, 'server-scheme'],
    [{ server: 'ws://pbx.example.com' }, 'plain-ws'],
    [{ server: 'wss://u:p@pbx.example.com' }, 'server-credentials'],
    [{ server: 'pbx example' }, 'bad-server'],
    [{ user: ' ' }, 'no-user'],
    [{ user: '@example.org' }, 'no-user'],
    [{ user: 'a@b@c' }, 'bad-user'],
    [{ user: 'a b' }, 'bad-user'],
    [{ user: 'a\r\nX: 1' }, 'bad-user'],
    [{ user: '<script>' }, 'bad-user'],
    [{ user: 'a;method=x' }, 'bad-user'],
    [{ authUser: 'a"b' }, 'bad-user'],
    [{ authUser: 'a\nb' }, 'bad-user'],
    [{ domain: 'a b' }, 'bad-domain'],
    [{ domain: 'example.org:5060' }, 'bad-domain'],
    [{ domain: 'example.org/x' }, 'bad-domain'],
    [{ user: 'alice@exa mple' }, 'bad-domain'],
    [{ iceServer: 'https://x' }, 'bad-ice-server'],
    [{ iceServer: 'stun:' }, 'bad-ice-server'],
    [{ iceServer: 'stun:x y' }, 'bad-ice-server'],
    [{ iceServer: 'stun:x?transport=udp' }, 'bad-ice-server'],
    [{ iceServer: 'turn:turn.example.com' }, 'bad-ice-server'],
    [{ iceServer: 'turn:turn.example.com?transport=sctp', iceUser: 'u', icePassword: 'p' }, 'bad-ice-server'],
  ])('%j: %s', (some, expected) => {
    expect(account(some)).toBe(expected);
  });
});
