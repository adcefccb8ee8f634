import type { Account } from '../shared/account.ts';
import { parseDialTarget } from '../shared/dial-target.ts';
import { ExtraHeader } from '../shared/rules.ts';

/** What is wrong with something typed into the settings; `settings.problem` has the words. */
export type SettingProblem =
  | 'empty'
  | 'too-long'
  | 'duplicate'
  | 'not-a-number'
  | 'out-of-range'
  | 'no-destination'
  | 'own-number'
  | 'everyone'
  | 'no-domain'
  | 'no-code'
  | 'no-address'
  | 'no-country-code'
  | 'no-prefix'
  | 'header-name'
  | 'header-value'
  | 'dial-pattern'
  | 'dial-result'
  | 'no-days'
  | 'no-time'
  | 'full';

/** A bare user name, as phone systems with names instead of numbers have them (RFC 3261 25.1, the unreserved characters). */
const userName = /^[A-Za-z0-9\-_.!~*']{1,64}$/;

/** A number or an address to which calls go. Empty is fine: nowhere. */
export function checkDestination(text: string, account: Pick<Account, 'user' | 'domain'> | null): SettingProblem | null {
  const typed = text.trim();
  if (typed === '') return null;
  if (typed.length > 256) return 'too-long';
  const target = parseDialTarget(typed);
  if (target.kind === 'unknown' && !userName.test(typed)) return 'no-destination';
  const isOwn = target.kind === 'uri' ? target.user === account?.user && target.host === account?.domain : typed === account?.user;
  return isOwn ? 'own-number' : null;
}

/** A caller by number or address, with `*` for any characters, as an addition to those that are there. */
export function checkPattern(text: string, others: readonly string[]): SettingProblem | null {
  const typed = text.trim();
  if (typed === '') return 'empty';
  if (typed.length > 256) return 'too-long';
  if (/^[*\s]+$/.test(typed)) return 'everyone';
  return others.includes(typed) ? 'duplicate' : null;
}

export function checkDomain(text: string, others: readonly string[]): SettingProblem | null {
  const typed = text.trim().toLowerCase();
  if (typed === '') return 'empty';
  if (typed.length > 255 || !/^(\[[0-9a-f:.]+\]|[\p{L}\d]([\p{L}\d.-]*[\p{L}\d])?)$/u.test(typed)) return 'no-domain';
  return others.includes(typed) ? 'duplicate' : null;
}

export function checkSentence(text: string, others: readonly string[]): SettingProblem | null {
  const typed = text.trim();
  if (typed === '') return 'empty';
  if (typed.length > 200) return 'too-long';
  return others.includes(typed) ? 'duplicate' : null;
}

/** A whole number, both ends included. */
export function checkInteger(text: string, { min, max }: { min: number; max: number }): SettingProblem | null {
  if (!/^\s*\d{1,6}\s*$/.test(text)) return 'not-a-number';
  return Number(text) < min || Number(text) > max ? 'out-of-range' : null;
}

export const checkFeatureCode = (text: string): SettingProblem | null => (/^[\d*#]{0,16}$/.test(text.trim()) ? null : 'no-code');

export const checkCountryCode = (text: string): SettingProblem | null =>
  /^([1-9]\d{0,3})?$/.test(countryCodeOf(text)) ? null : 'no-country-code';

/** `+49` and `0049` are `49`. */
export const countryCodeOf = (text: string): string => text.replace(/\s/g, '').replace(/^(\+|00)/, '');

export const checkTrunkPrefix = (text: string): SettingProblem | null => (/^\d{0,4}$/.test(text.trim()) ? null : 'no-prefix');

export const checkOutsidePrefix = (text: string): SettingProblem | null => (/^[\d*#]{0,8}$/.test(text.trim()) ? null : 'no-code');

export function checkHeaderName(name: string, others: readonly string[]): SettingProblem | null {
  if (name.trim() === '') return 'empty';
  if (!ExtraHeader.shape.name.safeParse(name.trim()).success) return 'header-name';
  return others.some((other) => other.toLowerCase() === name.trim().toLowerCase()) ? 'duplicate' : null;
}

export const checkHeaderValue = (value: string): SettingProblem | null =>
  ExtraHeader.shape.value.safeParse(value.trim()).success ? null : 'header-value';

/** What a rewrite makes of a number: what can be dialled, and `$1` to `$9`. */
export const checkRewriteResult = (to: string): SettingProblem | null =>
  /^[A-Za-z0-9\-_.!~*'+#$]{1,128}$/.test(to.trim()) ? null : 'dial-result';

/** Whoever collects reports: a SIP address, with or without its scheme. Empty is fine: nobody. */
export function checkCollector(text: string): SettingProblem | null {
  const address = collectorOf(text);
  if (address.length > 256) return 'too-long';
  return address === '' || parseDialTarget(address).kind === 'uri' ? null : 'no-address';
}

/** `reports@example.com` is `sip:reports@example.com`. */
export const collectorOf = (text: string): string => text.trim().replace(/^(?!sips?:)(?=.)/i, 'sip:');
