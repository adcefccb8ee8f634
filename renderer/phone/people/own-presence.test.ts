// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import type { Announced } from '../../../shared/announced-presence.ts';
import { PhoneError } from '../errors.ts';
import { makeTestPhone, testAccount } from '../testing/test-phone.ts';
import { OwnPresence } from './own-presence.ts';
import { readPidf } from './pidf.ts';

const is = (status: Announced['status'], note = ''): Announced => ({ status, note });

function setUp(isRegistered = true) {
  const { phone, line } = makeTestPhone({ isRegistered });
  const refusals: (number | null)[] = [];
  const presence = new OwnPresence({ phone, onRefused: (code) => refusals.push(code) });
  /** The lamps that others would see; null where it was taken back. */
  const seen = () => line().presence.announced.map((one) => one && readPidf(one.body)?.lamp);
  return { phone, line, presence, refusals, seen };
}
const settle = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve));

test('every change is said once, and taken back when nobody is to know any more', () => {
  const { presence, line, seen } = setUp();
  for (const one of [is('available'), is('available'), is('in-call'), is('dnd'), is('away', 'Lunch'), null, null]) presence.say(one);
  expect(seen()).toEqual(['idle', 'busy', 'dnd', 'away', null]);
  expect(line().presence.announced[0]).toMatchObject({
    event: 'presence',
    body: expect.stringContaining('entity="sip:alice@pbx.example.com"'),
  });
});

test('it waits for the registration, and is said anew with the next one', () => {
  const { phone, presence, line, seen } = setUp(false);
  presence.say(is('away'));
  phone.open(testAccount, { password: 'secret', turnPassword: '' });
  expect(seen()).toEqual([]);
  line().register();
  line().lose();
  presence.say(is('busy'));
  expect(seen()).toEqual(['away']);
  phone.retryNow();
  line().register();
  expect(seen()).toEqual(['away', 'occupied']);
});

test('a server that refuses is told nothing more, and that once, until the account is opened anew', async () => {
  const { phone, presence, line, refusals, seen } = setUp();
  line().presence.refusal = new PhoneError('rejected', 'no', { code: 489 });
  presence.say(is('away'));
  await settle();
  presence.say(is('busy'));
  await settle();
  expect([refusals, seen()]).toEqual([[489], ['away']]);
  phone.reopen();
  line().register();
  expect(seen()).toEqual(['occupied']);
});

test('a connection that is just lost is no refusal', async () => {
  const { presence, line, refusals } = setUp();
  line().presence.refusal = new PhoneError('not-connected', 'gone');
  presence.say(is('away'));
  await settle();
  expect(refusals).toEqual([]);
});

test('the practice line hears nothing of it', () => {
  const { phone, presence, line, seen } = setUp();
  phone.open({ ...testAccount, kind: 'practice' }, { password: '', turnPassword: '' });
  line().register();
  presence.say(is('away'));
  expect(seen()).toEqual([]);
});

test('closed, it takes back what it said and says nothing more', () => {
  const { phone, presence, line, seen } = setUp();
  presence.say(is('away'));
  presence.close();
  line().lose();
  phone.retryNow();
  line().register();
  expect(seen()).toEqual(['away', null]);
});
