import { expect, test } from 'vitest';
import { testAccount } from '../phone/testing/test-phone.ts';
import { makeTestApp } from '../testing/app.ts';
import { useRegistration } from './registration.ts';

test('the light follows the phone, and a retry goes out at once', () => {
  const { pinia, line } = makeTestApp();
  const registration = useRegistration(pinia);
  expect([registration.state.kind, registration.account]).toEqual(['registered', testAccount]);
  line().lose();
  expect(registration.state).toMatchObject({ kind: 'waiting', problem: { kind: 'lost' } });
  const opened = line().opened;
  registration.retry();
  expect(registration.state.kind).toBe('connecting');
  expect(line().opened).toBe(opened + 1);
});

test('a closed phone shows no account', async () => {
  const { pinia, phone } = makeTestApp();
  const registration = useRegistration(pinia);
  await phone.close();
  expect([registration.state.kind, registration.account, registration.isOpen]).toEqual(['offline', null, false]);
});

test('a missing password is asked for until an account opens', () => {
  const { pinia, phone } = makeTestApp();
  const registration = useRegistration(pinia);
  registration.askForPassword(testAccount);
  expect(registration.passwordMissing).toEqual(testAccount);
  phone.open(testAccount, { password: 'secret', turnPassword: '' });
  expect(registration.passwordMissing).toBeNull();
});
