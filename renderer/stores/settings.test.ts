import { expect, test } from 'vitest';
import { defaultIncomingRules } from '../../shared/default-rules.ts';
import { defaultSettings, type Settings } from '../../shared/settings.ts';
import { testAccount } from '../phone/testing/test-phone.ts';
import { makeTestApp } from '../testing/app.ts';
import { FakeBridge } from '../testing/fake-bridge.ts';
import { useSettings } from './settings.ts';

test('a change is asked of main, and main’s answer is what counts', async () => {
  const bridge = new FakeBridge({
    'settings:update': (patch) => ({ ...defaultSettings, theme: patch.theme ?? 'system', callWaiting: false }),
  });
  const settings = useSettings(makeTestApp(bridge).pinia);
  await settings.update({ theme: 'dark' });
  expect(bridge.asked.at(-1)).toEqual(['settings:update', { theme: 'dark' }]);
  expect([settings.settings.theme, settings.settings.callWaiting]).toEqual(['dark', false]);
});

test('the active account is the one that main names', () => {
  const { pinia, bridge } = makeTestApp();
  const settings = useSettings(pinia);
  expect(settings.activeAccount).toBeNull();
  bridge.tell('settings:changed', { ...defaultSettings, accounts: [testAccount], activeAccountId: testAccount.id });
  expect(settings.activeAccount).toEqual(testAccount);
});

test('a keyring that comes late is noticed', async () => {
  const bridge = new FakeBridge({ 'app:ready': () => ({ version: '1.0.0', platform: 'linux', secretStorage: 'starting' }) });
  const settings = useSettings(makeTestApp(bridge).pinia);
  await settings.announce();
  bridge.tell('secrets:changed', 'encrypted');
  expect(settings.info).toEqual({ version: '1.0.0', platform: 'linux', secretStorage: 'encrypted' });
});

/** A main process that keeps what it is told. */
function keepingBridge(before: Settings): FakeBridge {
  let kept = before;
  return new FakeBridge({
    'settings:update': (patch) => {
      kept = { ...kept, ...patch } as Settings;
      return kept;
    },
    'account:update': ({ accountId, patch }) => {
      const accounts = kept.accounts.map((account) => (account.id === accountId ? ({ ...account, ...patch } as typeof account) : account));
      kept = { ...kept, accounts };
      return kept;
    },
    'settings:read': () => kept,
  });
}

test('two changes of the rules at the same moment are both kept', async () => {
  const settings = useSettings(makeTestApp(keepingBridge(defaultSettings)).pinia);
  await Promise.all([
    settings.changeIncoming(() => ({ rejectsAnonymous: true })),
    settings.changeIncoming(({ forward }) => ({ forward: { ...forward, always: '601' } })),
    settings.block('+49900*'),
    settings.block('+49900*'),
  ]);
  const forward = { ...defaultIncomingRules.forward, always: '601' };
  expect(settings.settings.incoming).toEqual({ ...defaultIncomingRules, rejectsAnonymous: true, forward, blocked: ['+49900*'] });
  await settings.unblock('+49900*');
  expect(settings.settings.incoming.blocked).toEqual([]);
});

test('a change that main refuses does not keep the next one from being made', async () => {
  let isFull = true;
  const bridge = new FakeBridge({
    'settings:update': (patch) => {
      if (isFull) throw new Error('the disk is full');
      return { ...defaultSettings, ...patch } as Settings;
    },
  });
  const settings = useSettings(makeTestApp(bridge).pinia);
  await expect(settings.block('1')).rejects.toThrow('full');
  isFull = false;
  await settings.block('2');
  expect(settings.settings.incoming.blocked).toEqual(['2']);
});

test('what is set for the account goes to the one that was signed in to', async () => {
  const other = { ...testAccount, id: 'other' };
  const settings = useSettings(
    makeTestApp(keepingBridge({ ...defaultSettings, accounts: [other, testAccount], activeAccountId: testAccount.id })).pinia,
  );
  await settings.load();
  await settings.changeAccount(({ outgoing }) => ({ outgoing: { ...outgoing, countryCode: '49' } }));
  expect(settings.settings.accounts.map(({ outgoing }) => outgoing.countryCode)).toEqual(['', '49']);
});
