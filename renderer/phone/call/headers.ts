import { PhoneError } from '../errors.ts';
import type { ExtraHeaders } from '../line.ts';

/** RFC 3261 25.1 `token`, begun by X-: no program can reach a header that SIP itself reads. */
const validName = /^X-[A-Za-z0-9\-.!%*_+`'~]+$/i;

const longestValue = 1_024;

/** Control characters but the tab: a line break would begin another header. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controlCharacter = /[\u0000-\u0008\u000a-\u001f\u007f]/;

/** Returns the options of a request with its headers, checked. Throws a PhoneError `bad-header`. */
export function checkHeaders(headers: ExtraHeaders | undefined): { headers?: ExtraHeaders } {
  if (!headers) return {};
  for (const [name, value] of Object.entries(headers)) {
    if (!validName.test(name)) throw new PhoneError('bad-header', `The name of an extra header begins with X-: ${name.slice(0, 40)}`);
    if (controlCharacter.test(value)) throw new PhoneError('bad-header', `The value of ${name} holds a control character.`);
    if (value.length > longestValue) throw new PhoneError('bad-header', `The value of ${name} is too long.`);
  }
  return { headers };
}
