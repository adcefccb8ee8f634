import { PhoneError } from '../errors.ts';

/** Digits, letters A to D, star, hash, and the comma that waits two seconds. Lower-case letters are meant as upper-case ones. */
const validTones = /^[0-9A-D*#,]+$/;

/** Returns the tones as a leg takes them. Throws a PhoneError: `no-tones` for nothing, `bad-tones` for what is on no key. */
export function checkTones(tones: string): string {
  const text = tones.toUpperCase();
  if (text === '') throw new PhoneError('no-tones', 'There is nothing to send.');
  if (!validTones.test(text)) throw new PhoneError('bad-tones', 'Only 0-9, A-D, * and # are tones; a comma is a pause.');
  return text;
}
