import { PhoneError } from '../errors.ts';
import { makeSilence } from './silence.ts';

/** Milliseconds; RFC 4733 2.5.2.1 and Q.24 ask for 40 at least, slow gateways like more. */
const duration = 160;
const gap = 80;
/** How long RTCDTMFSender waits at a comma (WebRTC 1.0, 7.2). */
const pause = 2_000;

/** Sends tones as RTP events (RFC 4733). `done` settles when the last was sent, or was stopped. */
export function playTones(sender: RTCRtpSender, tones: string): { done: Promise<void>; stop: () => void } {
  const dtmf = sender.dtmf!;
  const silence = sender.track ? null : makeSilence();
  let stop = () => {};
  const done = play();
  return { done, stop: () => stop() };

  async function play(): Promise<void> {
    try {
      if (silence) await sender.replaceTrack(silence.track);
      await new Promise<void>((resolve, reject) => {
        stop = () => reject(new PhoneError('wrong-state', 'The call ended while tones were sent'));
        const length = [...tones].reduce((sum, tone) => sum + (tone === ',' ? pause : duration + gap), 0);
        const limit = setTimeout(() => reject(new PhoneError('media-failed', 'The tones were not sent')), length + 5_000);
        dtmf.ontonechange = ({ tone }) => {
          if (tone !== '') return;
          clearTimeout(limit);
          resolve();
        };
        dtmf.insertDTMF(tones, duration, gap);
      });
    } finally {
      dtmf.ontonechange = null;
      // The microphone may have come meanwhile; the owner puts on the wire what belongs there.
      if (silence && sender.track === silence.track) await sender.replaceTrack(null).catch(() => {});
      silence?.stop();
    }
  }
}

/** How long the way for tones may take to open once the sound flows, and how often it is looked at, in milliseconds. */
const openingLimit = 500;
const openingPause = 20;

/** Chromium is connected a moment before its sender takes tones, and tells nobody when. */
export async function opensForTones({ dtmf }: RTCRtpSender): Promise<boolean> {
  for (let waited = 0; dtmf?.canInsertDTMF === false && waited < openingLimit; waited += openingPause)
    await new Promise((resolve) => setTimeout(resolve, openingPause));
  return dtmf?.canInsertDTMF === true;
}
