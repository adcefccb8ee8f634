import { PhoneError } from '../errors.ts';
import { iceUserOf } from './sdp.ts';
import { makeSilence } from './silence.ts';

/** Milliseconds; RFC 4733 2.5.2.1 and Q.24 ask for 40 at least, slow gateways like more. */
const duration = 160;
const gap = 80;
/** How long RTCDTMFSender waits at a comma (WebRTC 1.0, 7.2). */
const pause = 2_000;

/** Sends tones as RTP events (RFC 4733). `done` settles when the last was sent, or was stopped. */
export function playTones(pc: RTCPeerConnection, sender: RTCRtpSender, tones: string): { done: Promise<void>; stop: () => void } {
  const dtmf = sender.dtmf!;
  const silence = sender.track ? null : makeSilence();
  const stopping = new AbortController();
  const done = play();
  return { done, stop: () => stopping.abort(new PhoneError('wrong-state', 'The call ended while tones were sent')) };

  async function play(): Promise<void> {
    const { signal } = stopping;
    try {
      if (silence) await sender.replaceTrack(silence.track);
      await untilWayIsKnown(pc, signal);
      signal.throwIfAborted();
      await new Promise<void>((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
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
  for (let waited = 0; dtmf?.canInsertDTMF === false && waited < openingLimit; waited += openingPause) await aMoment();
  return dtmf?.canInsertDTMF === true;
}

/** How long a restart of ICE may take to find a way, in milliseconds; then the tones go out whichever way there is. */
const wayLimit = 3_000;

/** Of 20 ms each: Asterisk drops the first four that come by a way that is new to it, and a busy computer sends several at once. */
const packetsToBeKnown = 10;

/**
 * Resolves when the far end hears what goes out. During a restart of ICE it drops what still comes by the old way before we know the new
 * one, and a tone that falls into that gap is lost with all its repetitions.
 */
async function untilWayIsKnown(pc: RTCPeerConnection, signal: AbortSignal): Promise<void> {
  for (let waited = 0; waited < wayLimit && !signal.aborted && !(await isWayKnown(pc)); waited += openingPause) await aMoment();
}

async function isWayKnown(pc: RTCPeerConnection): Promise<boolean> {
  const report = await pc.getStats();
  const entries = [...report.values()];
  const { selectedCandidatePairId } = entries.find(({ type }) => type === 'transport') ?? {};
  const { localCandidateId, packetsSent = 0 } = report.get(selectedCandidatePairId) ?? {};
  return packetsSent >= packetsToBeKnown && report.get(localCandidateId)?.usernameFragment === iceUserOf(pc.localDescription?.sdp);
}

const aMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, openingPause));
