import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeTestPhone } from '../testing/test-phone.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('the extension of a link is keyed in after the answer, once, and dialled to nobody', async () => {
  const { phone, line } = makeTestPhone();
  phone.dial('tel:+1-212-555-0101;ext=42-1');
  const { uri, leg } = line().invites[0]!;
  expect(uri).not.toContain('ext');
  const tones = () => leg.asked.flatMap((asked) => (asked.kind === 'tones' ? [asked.tones] : []));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(tones()).toEqual([]);
  leg.pickUp();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(tones()).toEqual([',421']);
});

test('a number without one sends nothing', async () => {
  const { phone, line } = makeTestPhone();
  phone.dial('+12125550101');
  line().invites[0]?.leg.pickUp();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(line().invites[0]?.leg.asked.filter(({ kind }) => kind === 'tones')).toEqual([]);
});
