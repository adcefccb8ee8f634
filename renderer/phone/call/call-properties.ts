import type { CallMessage, CallSnapshot, CallState, Direction, Participant, Peer } from '../../../shared/call.ts';
import type { CallReport } from '../../../shared/quality.ts';
import { Emitter } from '../emitter.ts';
import type { ExtraHeaders } from '../line.ts';
import type { CallCore } from './call-core.ts';
import type { CallEvents } from './call-events.ts';
import type { Conference } from './conference.ts';
import type { Recording } from './recording.ts';
import type { VideoStream } from './source.ts';

/** What can be read of one call, at any time. */
export abstract class CallProperties extends Emitter<CallEvents> {
  /** For the phone around the call; not for those who use it. */
  abstract readonly core: CallCore;

  get id(): string {
    return this.core.id;
  }

  /** Small number, the same for the call's life. */
  get identifier(): number {
    return this.core.identifier;
  }

  get accountId(): string {
    return this.core.dialer.account.id;
  }

  get direction(): Direction {
    return this.core.direction;
  }

  /** What was dialled, or the address that the caller asked for. */
  get destination(): string {
    return this.core.destination;
  }

  /** Epoch milliseconds. */
  get createdAt(): number {
    return this.core.createdAt;
  }

  get state(): CallState {
    return this.core.life.state;
  }

  get peer(): Peer {
    return this.core.peer;
  }

  /** When it was answered, epoch milliseconds; null before and if it never was. */
  get startedAt(): number | null {
    return this.core.life.startedAt;
  }

  /** Whole seconds since the answer; stops with the call. */
  get duration(): number {
    return this.core.life.duration;
  }

  get isMicrophoneMuted(): boolean {
    return this.core.media.microphone.isMuted;
  }

  get isSpeakerMuted(): boolean {
    return this.core.media.sound.isMuted;
  }

  /** Who sent the caller on to us. */
  get forwardedBy(): Peer | null {
    return this.core.life.leg.facts.forwardedBy;
  }

  /** The caller asked the network to keep their name or number to itself (RFC 3323). */
  get isAnonymous(): boolean {
    return this.core.life.leg.facts.isAnonymous;
  }

  /** The headers of the INVITE that came in, as far as their names begin with `X-`. */
  get headers(): ExtraHeaders {
    return this.core.life.leg.facts.headers;
  }

  /** The phone took the call by itself. */
  get isAutoAnswered(): boolean {
    return this.core.isAutoAnswered;
  }

  /** The id of the call that this one is about, as long as it may still be handed over. */
  get consultationFor(): string | null {
    return this.core.consultationFor;
  }

  /** The conference that the call is in. */
  get conference(): Conference | null {
    return this.core.conference;
  }

  /** Ourselves, and whoever else is in the call. */
  get participants(): readonly Participant[] {
    return this.core.participants;
  }

  /** What both ends wrote, oldest first, the last fifty. */
  get messages(): readonly CallMessage[] {
    return this.core.chat.messages;
  }

  /** How the call sounds now; null while it is not talked in. */
  get report(): CallReport | null {
    return this.core.media.reports.newest;
  }

  /** What is recorded of it here, and how to begin, pause and end that. */
  get recording(): Recording {
    return this.core.media.recording;
  }

  /** What the far end sends; null before there is anything and after the end. */
  get remoteStream(): MediaStream | null {
    return this.core.media.sound.stream;
  }

  /** What we show. Of the sound only what is heard of the far end is at hand: `remoteStream`. */
  get localStreams(): readonly VideoStream[] {
    return this.core.media.video.localStreams;
  }

  /** What the far end shows. */
  get remoteStreams(): readonly VideoStream[] {
    return this.core.media.video.remoteStreams;
  }

  /** Something is shown, by either side. */
  get isVideoEnabled(): boolean {
    return this.localStreams.length + this.remoteStreams.length > 0;
  }

  /** We show a screen. */
  get hasScreenSharing(): boolean {
    return this.localStreams.some(({ content }) => content === 'screen');
  }

  /** The same object until something changes. */
  get snapshot(): CallSnapshot {
    return this.core.snapshot;
  }
}
