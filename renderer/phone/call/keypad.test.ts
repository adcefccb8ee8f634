import { expect, it } from 'vitest';
import { PhoneError, type PhoneErrorReason } from '../errors.ts';
import { active } from '../testing/scenes.ts';

const refusal = (reason: PhoneErrorReason) => expect.objectContaining({ name: 'PhoneError', reason });
const tones = (text: string) => ({ kind: 'tones', tones: text });

it('what stands behind a semicolon waits until the user goes on', async () => {
  const { call, leg } = active();
  await call.sendTones('12,;34;;5;');
  expect(call.snapshot).toMatchObject({ tonesSent: '12,', tonesWaiting: '34;;5' });
  await call.continueTones();
  expect(call.snapshot).toMatchObject({ tonesSent: '12,34', tonesWaiting: '5' });
  await call.continueTones();
  expect(call.snapshot).toMatchObject({ tonesSent: '12,345', tonesWaiting: '' });
  expect(leg.asked).toEqual([tones('12,'), tones('34'), tones('5')]);
  await expect(call.continueTones()).rejects.toThrow(refusal('no-tones'));
});

it('a sequence may begin by waiting', async () => {
  const { call, leg } = active();
  await call.sendTones(';12');
  expect(leg.asked).toEqual([]);
  expect(call.snapshot.tonesWaiting).toBe('12');
});

it('keys pressed meanwhile are sent at once, and the rest waits on', async () => {
  const { call, leg } = active();
  await call.sendTones('1;2');
  await call.sendTones('9');
  expect(leg.asked).toEqual([tones('1'), tones('9')]);
  expect(call.snapshot.tonesWaiting).toBe('2');
});

it('what could not be sent waits as before', async () => {
  const { call, leg } = active();
  await call.sendTones('1;2');
  leg.attitude = new PhoneError('rejected', 'No', { code: 415 });
  await expect(call.continueTones()).rejects.toThrow(refusal('rejected'));
  expect(call.snapshot).toMatchObject({ tonesSent: '1', tonesWaiting: '2', notice: 'tones-refused' });
});

it('nothing waits after the call, nor where there is nothing to send', async () => {
  const { call, leg } = active();
  for (const text of ['', ';', ';;']) await expect(call.sendTones(text)).rejects.toThrow(refusal('no-tones'));
  await call.sendTones('1;2');
  leg.end();
  expect(call.snapshot.tonesWaiting).toBe('');
});
