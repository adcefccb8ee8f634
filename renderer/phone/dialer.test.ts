import { expect, test } from 'vitest';
import { makeTestPhone } from './testing/test-phone.ts';

const headers = [{ name: 'X-Desk', value: '7' }];

test('every call of an account carries its headers; those of the call itself come first', () => {
  const { phone, line } = makeTestPhone({ outgoing: { headers } });
  phone.dial('600');
  phone.dial('601', { headers: { 'X-Desk': '8', 'X-Ticket': '4711' } });
  expect(line().invites.map(({ leg }) => leg.headers)).toEqual([{ 'X-Desk': '7' }, { 'X-Desk': '8', 'X-Ticket': '4711' }]);
});

test('headers change with the next call, and a bad one is told before anything is sent', () => {
  const { phone, line } = makeTestPhone();
  phone.outgoing = { ...phone.outgoing, headers };
  phone.dial('600');
  expect(line().invites[0]?.leg.headers).toEqual({ 'X-Desk': '7' });
  phone.outgoing = { ...phone.outgoing, headers: [{ name: 'Via', value: 'x' }] };
  expect(() => phone.dial('601')).toThrowError(expect.objectContaining({ reason: 'bad-header' }));
  expect(line().invites).toHaveLength(1);
});

test('a hidden number is hidden from people, shown to the phone system, and shown in a call that says so', () => {
  const { phone, line } = makeTestPhone({ outgoing: { hidesNumber: true } });
  phone.dial('600');
  phone.dial('*72601');
  phone.dial('#31');
  phone.dial('601', { anonymous: false });
  expect(line().invites.map(({ leg }) => leg.isAnonymous)).toEqual([true, false, false, false]);
});
