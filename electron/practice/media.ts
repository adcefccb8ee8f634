import { randomInt } from 'node:crypto';
import type { BodyAndContentType, SessionDescriptionHandler } from 'sip.js';
import { RTCPeerConnection, RTCRtpCodecParameters, type RTCRtpTransceiver, RtpHeader, RtpPacket, useOPUS, usePCMU } from 'werift';

export type Voice = 'opus' | 'pcmu';

const SDP = 'application/sdp';
const voices = { opus: useOPUS, pcmu: usePCMU };

/** RFC 4733 digits, once beside Opus' clock and once beside G.711's: a sender picks the one with its voice's clock. */
const digits = [
  { payloadType: 110, clockRate: 48_000 },
  { payloadType: 101, clockRate: 8000 },
].map((codec) => new RTCRtpCodecParameters({ ...codec, mimeType: 'audio/telephone-event', parameters: '0-16' }));

/** True where an SDP offers audio in one of the voices (RFC 8866: a port of 0 is no offer). */
export function offersVoice(sdp: string, accepted: readonly Voice[]): boolean {
  const audio = sdp.split(/^(?=m=)/m).find((section) => /^m=audio [1-9]/.test(section));
  if (audio === undefined) return false;
  const isStatic = /^m=audio \d+ \S+(?: \d+)* 0(?: |\r?$)/m.test(audio);
  return accepted.some((voice) => new RegExp(`^a=rtpmap:\\d+ ${voice}/`, 'im').test(audio) || (voice === 'pcmu' && isStatic));
}

const withoutCandidates = (sdp: string): string => sdp.replace(/^a=candidate:.*\r?\n/gm, '');

/**
 * The media of one call: audio over DTLS-SRTP, one UDP socket on 127.0.0.1. It is an ICE-lite agent (RFC 8445, section 2.5):
 * it sends nothing before the far end has reached it, so addresses in a far end's SDP are never tried, nor looked up by mDNS
 * (Chromium hides its addresses behind `.local` names while it has no microphone permission).
 */
export class LoopbackMedia implements SessionDescriptionHandler {
  /** Receives every voice packet of the far end; digits and other payloads do not come here. */
  onVoice: (packet: RtpPacket) => void = () => undefined;
  /** Called when the call is over. */
  onClose: () => void = () => undefined;
  /** Becomes true once sound can flow, false when it never will. */
  readonly connected: Promise<boolean>;
  protected readonly peer: RTCPeerConnection;
  readonly #audio: RTCRtpTransceiver;
  readonly #sessionId = randomInt(2 ** 47);
  #version = 0;

  /** @param accepted what is understood, the best first */
  constructor(accepted: readonly Voice[], { iceLite = true } = {}) {
    this.peer = new RTCPeerConnection({
      codecs: { audio: [...accepted.map((voice) => voices[voice]()), ...digits], video: [] },
      iceServers: [],
      iceLite,
      // werift adds every address of the machine unless both families are off; it binds to 0.0.0.0 unless told where.
      iceUseIpv4: false,
      iceUseIpv6: false,
      iceAdditionalHostAddresses: ['127.0.0.1'],
      iceInterfaceAddresses: { udp4: '127.0.0.1' },
    });
    this.#audio = this.peer.addTransceiver('audio', { direction: 'sendrecv' });
    this.#audio.dtlsTransport.onRtp.subscribe((packet) => {
      if (packet.header.payloadType === this.#payloadType) this.onVoice(packet);
    });
    this.connected = new Promise((resolve) => {
      this.peer.connectionStateChange.subscribe((state) => {
        if (state === 'connected') resolve(true);
        if (state === 'failed' || state === 'closed') resolve(false);
      });
    });
  }

  /** True while the last agreement lets us send: not on hold, and connected. */
  get maySend(): boolean {
    const direction = this.#audio.currentDirection;
    return this.peer.connectionState === 'connected' && (direction === 'sendrecv' || direction === 'sendonly');
  }

  /** Sends one packet of the agreed voice; on hold it is dropped. Its payload type and SSRC are those of this call. */
  async sendVoice({ payload, ...header }: { payload: Buffer; timestamp: number; sequenceNumber: number; marker: boolean }): Promise<void> {
    if (this.maySend) await this.#audio.sender.sendRtp(new RtpPacket(new RtpHeader(header), payload));
  }

  hasDescription(contentType: string): boolean {
    return contentType === SDP;
  }

  async setDescription(sdp: string): Promise<void> {
    const type = this.peer.signalingState === 'have-local-offer' ? 'answer' : 'offer';
    await this.peer.setRemoteDescription({ type, sdp: this.peer.config.iceLite ? withoutCandidates(sdp) : sdp });
    if (type === 'answer') this.#reconnect();
  }

  async getDescription(): Promise<BodyAndContentType> {
    const isAnswer = this.peer.signalingState === 'have-remote-offer';
    await this.peer.setLocalDescription(await (isAnswer ? this.peer.createAnswer() : this.peer.createOffer()));
    if (isAnswer) this.#reconnect();
    return { body: this.#forSip(this.peer.localDescription!.sdp), contentType: SDP };
  }

  async rollbackDescription(): Promise<void> {
    if (this.peer.signalingState === 'have-local-offer') await this.peer.setLocalDescription({ type: 'rollback' });
    if (this.peer.signalingState === 'have-remote-offer') await this.peer.setRemoteDescription({ type: 'rollback', sdp: '' });
  }

  /** Digits are only received here: an answering machine presses no keys. */
  sendDtmf(): boolean {
    return false;
  }

  close(): void {
    this.onVoice = () => undefined;
    this.onClose();
    void this.peer.close();
  }

  get #payloadType(): number | undefined {
    return this.#audio.sender.codec?.payloadType;
  }

  /**
   * werift writes for signalling that trickles: no default address, and another session each time. RFC 8839, section 4.2.1.1 wants
   * the address of a candidate, RFC 3264, section 8 the same session with the next version.
   */
  #forSip(sdp: string): string {
    const port = /^a=candidate:\S+ 1 udp \d+ 127\.0\.0\.1 (\d+)/m.exec(sdp)?.[1] ?? '9';
    return sdp
      .replace(/^o=.*$/m, `o=- ${this.#sessionId} ${++this.#version} IN IP4 127.0.0.1`)
      .replace(/^m=audio 9 /m, `m=audio ${port} `)
      .replace(/^c=IN IP4 0\.0\.0\.0$/m, 'c=IN IP4 127.0.0.1')
      .replace(/^a=ice-options:trickle\r?\n/m, '');
  }

  /** ICE restart (RFC 8839, section 4.4.1.1.1): werift 0.25.2 takes the new credentials over, but starts no checks while DTLS is up. */
  #reconnect(): void {
    const { state, iceTransport } = this.#audio.dtlsTransport;
    const isWaiting = iceTransport.connection.nominated === undefined && iceTransport.state !== 'checking';
    if (state === 'connected' && isWaiting) void iceTransport.start();
  }
}

/** Makes the certificate of this process and warms the media stack up, so that the first call is as quick as the others. */
export async function prepareMedia(): Promise<void> {
  const rehearsal = new LoopbackMedia(['opus', 'pcmu']);
  await rehearsal.getDescription();
  rehearsal.close();
}
