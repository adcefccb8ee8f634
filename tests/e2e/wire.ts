import type { Page } from 'playwright-core';

interface Wire {
  __put?: string[];
  /** See `growEars`. */
  __connections?: Set<RTCPeerConnection>;
}

/** From now on notes each microphone that the call gets, and the state of the one before it when that was opened. Its result tells. */
export async function watchWire(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const put: string[] = [];
    (globalThis as Wire).__put = put;
    let before = 'none';
    const { getUserMedia } = MediaDevices.prototype;
    MediaDevices.prototype.getUserMedia = async function (...constraints) {
      const stream = await getUserMedia.apply(this, constraints);
      const senders = [...((globalThis as Wire).__connections ?? [])]
        .filter(({ connectionState }) => connectionState === 'connected')
        .flatMap((connection) => connection.getSenders());
      before = senders.find(({ track }) => track?.kind === 'audio')?.track?.readyState ?? 'none';
      return stream;
    };
    const { replaceTrack } = RTCRtpSender.prototype;
    RTCRtpSender.prototype.replaceTrack = function (track) {
      put.push(`${track?.readyState ?? 'none'} after ${before}`);
      return replaceTrack.call(this, track);
    };
  });
  return () => page.evaluate(() => (globalThis as Wire).__put ?? []);
}

/** The next answer of the page to a call says nothing of where its sound can be reached; as many bytes are sent. */
export async function hideNextAnswer(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { send } = WebSocket.prototype;
    WebSocket.prototype.send = function (data) {
      const text = String(data);
      const isAnswer = text.startsWith('SIP/2.0 200') && text.includes('\r\na=candidate:');
      if (isAnswer) WebSocket.prototype.send = send;
      send.call(this, isAnswer ? text.replaceAll('\r\na=candidate:', '\r\na=x-candidat:') : data);
    };
  });
}
