/** What a bare page knows at start: the account, in its address. */
const query = new URLSearchParams(location.search);
const given = (name: string): string => query.get(name) ?? '';

export const account = {
  server: given('server'),
  uri: `sip:${given('user')}@${given('domain')}`,
  user: given('user'),
  domain: given('domain'),
  password: given('password'),
  /**
   * Always set, so that neither library reaches for a server of its own choice: SIP.js asks Google's by default and would only
   * get slower by it here.
   */
  iceServers: query.has('stun') ? [{ urls: given('stun') }] : [],
};

export const audio = new Audio();

/** What stands in the number field, as an address in the account's domain. */
export const target = (): string => `sip:${document.querySelector('input')!.value}@${account.domain}`;

export function button(name: string, press: () => unknown): HTMLButtonElement {
  const element = document.createElement('button');
  element.textContent = name;
  element.addEventListener('click', () => void press());
  document.body.append(element);
  return element;
}
