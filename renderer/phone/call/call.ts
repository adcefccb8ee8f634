import type { Peer } from '../../../shared/call.ts';
import type { TargetOptions } from '../dialer.ts';
import { PhoneError } from '../errors.ts';
import type { Leg } from '../line.ts';
import { CallCore, type CallIdentity } from './call-core.ts';
import { callEventNames } from './call-events.ts';
import { type CallPorts, corePortsOf } from './call-ports.ts';
import { CallProperties } from './call-properties.ts';
import type { Conference } from './conference.ts';
import { cancelTransfer, completeTransfer, consultationOf } from './consultations.ts';
import { ourselves } from './participants.ts';
import type { DescribeOptions } from './peer-card.ts';
import type { ScreenOptions, StreamOptions } from './pictures-ports.ts';
import type { AnswerOptions, DeclineOptions, RequestOptions } from './requests.ts';
import type { TransferOptions } from './transfers.ts';

/**
 * One call. Its leg alone says what became of it: a command asks the leg and rejects with a PhoneError when it cannot be carried out,
 * and what happened arrives as events. Every property can be read at any time; `snapshot` has them as plain data.
 */
export class Call extends CallProperties {
  static readonly availableEvents = callEventNames;
  readonly core: CallCore;
  readonly #ports: CallPorts;

  constructor(leg: Leg, identity: CallIdentity, ports: CallPorts) {
    super((error) => ports.phone.log.error(`A listener of a call failed: ${error}`));
    this.#ports = ports;
    this.core = new CallCore(
      leg,
      identity,
      corePortsOf(this, ports, (name, payload) => this.emit(name, payload)),
    );
  }

  /** Opens the microphone, with `video` the camera too, and takes the call. Rejects with `wrong-direction`, `wrong-state`, `bad-header` or `media-failed`. */
  answer(options: AnswerOptions = {}): Promise<void> {
    return this.core.requests.answer(options);
  }

  /** `busy` is 486, `decline` is 603, either with a message in words. Fine when the caller gave up first. Rejects with `wrong-direction`, `wrong-state` or `bad-header`. */
  decline(options: DeclineOptions = {}): Promise<void> {
    return this.core.requests.decline(options);
  }

  /** Sends the caller on to somebody else (302). Fine when the caller gave up first. Rejects with `bad-target` and as `decline` does. */
  async redirect(target: string, { headers, ...options }: RequestOptions & TargetOptions = {}): Promise<void> {
    await this.core.requests.redirect(this.core.dialer.uriOf(target, options), headers ? { headers } : {});
  }

  /** Sends the caller on to the user's voicemail (302). Rejects with `no-voicemail` and as `redirect` does. */
  async sendToVoicemail(): Promise<void> {
    const voicemail = this.#ports.voicemail();
    if (!voicemail) throw new PhoneError('no-voicemail', 'Nobody said where voicemail is.');
    await this.redirect(voicemail);
  }

  /** Ends the call, whatever its state; one that rings here is declined. Fine when it is over already. Rejects with `bad-header`. */
  hangUp(options: RequestOptions = {}): Promise<void> {
    return this.core.requests.hangUp(options);
  }

  /** Settles with the far end's answer; the microphone is off the wire at once. In a conference, of all in it. Rejects with `wrong-state` or `rejected`. */
  hold(): Promise<void> {
    return this.conference?.hold() ?? this.core.requests.hold(true);
  }

  /**
   * Puts the other calls aside first, and settles with the far end's answer, or when the user turned to another call meanwhile. In a conference, of all
   * in it. Rejects with `wrong-state` or `rejected`.
   */
  resume(): Promise<void> {
    return this.conference?.resume() ?? this.core.requests.hold(false);
  }

  /**
   * Keys of the far end's menu: 0-9 A-D * #, a comma for two seconds of nothing, and a semicolon, behind which the rest waits for
   * `continueTones`. Rejects with `no-tones`, `bad-tones`, `wrong-state` or `rejected`.
   */
  sendTones(tones: string): Promise<void> {
    return this.core.keypad.press(tones);
  }

  /** Sends the tones that wait, up to the next semicolon. Rejects with `no-tones`, `wrong-state` or `rejected`. */
  continueTones(): Promise<void> {
    return this.core.keypad.goOn();
  }

  /** Sends a text within the call; it is among `messages` when the far end took it. Rejects with `empty-message`, `wrong-state` or `rejected`. */
  sendMessage(text: string): Promise<void> {
    return this.core.chat.send(text);
  }

  /** Sends something to the far end's program (INFO). Rejects with `bad-mime`, `bad-header`, `wrong-state` or `rejected`. */
  sendInfo(mime: string, body: string, options: RequestOptions = {}): Promise<void> {
    return this.core.chat.sendInfo(mime, body, options);
  }

  /**
   * Says who is at the other end: a contact list for the address that is shown, or the user (`manual`) for good, whatever the wire says later.
   * Null takes it back.
   */
  describePeer(patch: Partial<Peer> | null, options: DescribeOptions = {}): void {
    this.core.describePeer(patch, options);
  }

  /**
   * Hands the far end over to somebody else without asking them. Settles when they are connected; the call has ended as `transferred` then.
   * Rejects with `bad-target`, `bad-header`, `wrong-state`, `rejected` with the SIP status of why not, or `timed-out`: the call goes on.
   */
  transfer(target: string, options: TransferOptions = {}): Promise<void> {
    return this.core.transfers.send(target, options);
  }

  /** Calls somebody about this call, which waits on hold. Throws as `phone.dial` does, or `wrong-state`. */
  consult(target: string, options: TransferOptions = {}): Call {
    return this.#ports.consult(this, target, options);
  }

  /** Hands the call over to whoever was consulted; of either of the two calls. Both end. Rejects as `transfer` does: both go on then. */
  async completeTransfer(): Promise<void> {
    await completeTransfer(consultationOf(this, this.#ports.live()));
  }

  /** Hangs the consultation up and goes back to the call that it was about; of either of the two. Rejects as `resume` does. */
  async cancelTransfer(): Promise<void> {
    await cancelTransfer(consultationOf(this, this.#ports.live()));
  }

  /** Connects the far ends of two calls with each other. Both end. Rejects as `transfer` does: both go on then. */
  async transferTo(other: Call): Promise<void> {
    if (other === this) throw new PhoneError('wrong-state', 'A call cannot be connected with itself.');
    await this.core.transfers.join(other.core.transfers, other.peer.uri, this.peer.uri);
  }

  /** Does as the far end asks (`snapshot.transfer.kind` is `asked`), and talks to somebody else. Throws `wrong-state` when it asks for nothing. */
  acceptTransfer(): Call {
    return this.#ports.follow(this, this.core.transfers.accept());
  }

  /** Stays with the far end. Throws `wrong-state` when it asks for nothing. */
  declineTransfer(): void {
    this.core.transfers.decline();
  }

  /**
   * Joins calls in a conference, which may exist already, and resumes those on hold. Rejects with `wrong-state` unless there are two at least
   * and all are up, with `conference-full`, or with the refusal of the far ends without whom nothing is left to join.
   */
  merge(...others: readonly Call[]): Promise<Conference> {
    return this.#ports.merge([this, ...others]);
  }

  /** Opens our camera and shows it, or ends that; what the far end shows goes on. Rejects with `wrong-state`, `camera-failed`, `no-video` or `rejected`. */
  async turnCamera(on: boolean): Promise<void> {
    await (await this.core.media.video.ask()).turnCamera(on);
  }

  /** Whether what the far end shows is taken. Rejects with `wrong-state` or `rejected`. */
  async receiveVideo(on: boolean): Promise<void> {
    await (await this.core.media.video.ask()).receive(on);
  }

  /** Shows the pictures of a stream, in the place of what showed the same. Rejects with `wrong-state`, `media-failed`, `no-video` or `rejected`. */
  async addStream(stream: MediaStream, options: StreamOptions = {}): Promise<void> {
    await (await this.core.media.video.ask()).add(stream, options);
  }

  /** Fine when it is not shown. Rejects with `wrong-state` or `rejected`. */
  async removeStream(stream: MediaStream): Promise<void> {
    await (await this.core.media.video.ask()).remove(stream);
  }

  /** Rejects with `wrong-state` when the old one is not shown, and as `addStream` does. */
  async replaceStream(stream: MediaStream, oldStream: MediaStream): Promise<void> {
    await (await this.core.media.video.ask()).replace(stream, oldStream);
  }

  /** Shows a screen, beside the camera or in its place. Rejects with `wrong-state`, `screen-failed`, `no-video` or `rejected`. */
  async startScreenSharing(options: ScreenOptions = {}): Promise<void> {
    await (await this.core.media.video.ask()).share(options);
  }

  /** Fine when none is shown. Rejects with `wrong-state` or `rejected`. */
  async stopScreenSharing(): Promise<void> {
    await (await this.core.media.video.ask()).stopSharing();
  }

  muteMicrophone(): void {
    if (!this.isMicrophoneMuted) this.toggleMicrophone();
  }

  unmuteMicrophone(): void {
    if (this.isMicrophoneMuted) this.toggleMicrophone();
  }

  /** Returns whether it is muted now; in a conference, for all in it. */
  toggleMicrophone(): boolean {
    const on = !this.isMicrophoneMuted;
    if (this.conference) this.conference.mute(ourselves, on);
    else this.core.muteMicrophone(on);
    return this.isMicrophoneMuted;
  }

  muteSpeaker(): void {
    if (!this.isSpeakerMuted) this.toggleSpeaker();
  }

  unmuteSpeaker(): void {
    if (this.isSpeakerMuted) this.toggleSpeaker();
  }

  /** Returns whether it is muted now. */
  toggleSpeaker(): boolean {
    this.core.media.sound.mute(!this.isSpeakerMuted);
    this.core.change();
    return this.isSpeakerMuted;
  }

  /** How loud the far end is played among the other calls, 0 to 1. */
  get speakerVolume(): number {
    return this.core.media.sound.volume;
  }

  set speakerVolume(volume: number) {
    this.core.media.sound.volume = volume;
    this.core.change();
  }

  /** How loud both ends are now, 0 to 1: for meters, and asked as often as they are drawn. */
  readLevels(): { local: number; remote: number } {
    return this.core.media.readLevels();
  }
}
