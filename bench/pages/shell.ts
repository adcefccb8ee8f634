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

/** What is asked of the camera; false unless the harness wants a call with video. */
export const camera: MediaTrackConstraints | false = 'withVideo' in globalThis && {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30 },
};

/** The far end's picture and our own, as large as ours shows them. */
export const pictures = camera ? { remote: picture(320), local: picture(86) } : null;

function picture(width: number): HTMLVideoElement {
  const video = document.createElement('video');
  Object.assign(video, { width, autoplay: true, playsInline: true });
  document.body.append(video);
  return video;
}

/** What stands in the number field, as an address in the account's domain. */
export const target = (): string => `sip:${document.querySelector('input')!.value}@${account.domain}`;

export function button(name: string, press: () => unknown): HTMLButtonElement {
  const element = document.createElement('button');
  element.textContent = name;
  element.addEventListener('click', () => void press());
  document.body.append(element);
  return element;
}
