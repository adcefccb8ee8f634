import type { Participant } from '../../../shared/call.ts';
import { Emitter } from '../emitter.ts';
import { PhoneError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { MakeMix, Mix } from '../media/mix.ts';
import type { Tones } from '../media/tones.ts';
import type { Timers } from '../timers.ts';
import type { Call } from './call.ts';
import { ConferenceRecording } from './conference-recording.ts';
import { conferenceParticipants, ourselves } from './participants.ts';
import type { Recording, RecordingPorts } from './recording.ts';

export interface ConferenceEvents {
  /** Someone came, left, was muted, or speaks now. */
  participants: readonly Participant[];
  /** There is nobody left to talk to each other. The calls that are left go on by themselves. */
  ended: null;
}

export interface ConferencePorts extends Pick<RecordingPorts, 'openRecorder'> {
  /** Null: this phone records nothing. */
  recordings: RecordingPorts['store'];
  tones: Pick<Tones, 'recorded'>;
  makeMix: MakeMix;
  now: () => number;
  timers: Timers;
  log: Log;
}

/** One call of a conference. */
export interface Member {
  readonly call: Call;
  isMuted: boolean;
  /** Epoch milliseconds at which they were last heard. */
  heardAt: number;
  readonly stops: readonly (() => void)[];
}

/** More can be heard by nobody, and each of them costs the sound of all the others. */
export const mostCalls = 6;

/** How often the participants are listened to, in milliseconds. */
const listenPeriod = 200;

/** A breath is no end of a sentence. Milliseconds. */
const pauseLength = 600;

/** Louder than a room, softer than a voice. */
const voiceLevel = 0.02;

/** Calls whose far ends hear each other and us, mixed in this phone. It lasts while there are two of them. */
export class Conference extends Emitter<ConferenceEvents> {
  readonly id = crypto.randomUUID();
  readonly #ports: ConferencePorts;
  readonly #mix: Mix;
  readonly #recording: ConferenceRecording;
  readonly #members = new Map<string, Member>();
  #participants: readonly Participant[] = [];
  #ourVoiceAt = Number.NEGATIVE_INFINITY;
  #cancelListening: () => void = () => {};
  #isOver = false;

  constructor(ports: ConferencePorts) {
    super((error) => ports.log.error(`A listener of the conference failed: ${error}`));
    this.#ports = ports;
    this.#mix = ports.makeMix();
    this.#recording = this.#makeRecording();
    this.#listen();
  }

  /** In the order in which they joined. */
  get calls(): readonly Call[] {
    return [...this.#members.values()].map(({ call }) => call);
  }

  /** All of it in one, by itself from those of its calls, each of which hears everyone as well while it is in here. */
  get recording(): Recording {
    return this.#recording.whole;
  }

  /** Those that are made now, of the conference and of its calls. */
  get recordings(): readonly Recording[] {
    return [this.recording, ...this.calls.map((call) => call.recording)].filter(({ current }) => current !== null);
  }

  /** Ourselves first. The same array until one of them changes. */
  get participants(): readonly Participant[] {
    return this.#participants;
  }

  /** Nobody hears them any more, ourselves included. The id `local` is our own microphone. Throws `no-such-call`. */
  mute(participantId: string, on = true): void {
    if (participantId === ourselves) {
      for (const { core } of this.calls) core.muteMicrophone(on);
      return;
    }
    const member = this.#memberOf(participantId);
    member.isMuted = on;
    member.call.core.media.sound.silence(on);
    this.#follow(member);
    this.#refresh();
  }

  /** Hangs up on one of them. Rejects with `no-such-call`. */
  async drop(participantId: string): Promise<void> {
    await this.#memberOf(participantId).call.hangUp();
  }

  /** All of them wait. Rejects as `call.hold` does, with the first refusal. */
  async hold(): Promise<void> {
    await Promise.all(this.calls.map(({ core }) => core.requests.hold(true)));
  }

  /** Rejects as `call.resume` does, with the first refusal. */
  async resume(): Promise<void> {
    await Promise.all(this.calls.map(({ core }) => core.requests.hold(false)));
  }

  /**
   * Goes, and lets the others talk on: of two, one is connected with the other (REFER with Replaces), and the conference goes on if that is
   * refused. Of more there is no way to do so: they are all hung up.
   */
  async leave(): Promise<void> {
    const [first, second, ...rest] = this.calls;
    if (first && second && rest.length === 0) await first.transferTo(second);
    else await Promise.all(this.calls.map((call) => call.hangUp()));
  }

  /** Back to single calls, of which the newest is talked to and the others are held. */
  async split(): Promise<void> {
    const [newest] = this.calls.toSorted((a, b) => b.identifier - a.identifier);
    this.end();
    await newest?.core.makeWay();
  }

  /** For its owner: lets a call in. It is heard as soon as it is up. */
  admit(call: Call, { isMicrophoneMuted }: { isMicrophoneMuted: boolean }): void {
    const track = this.#mix.join(call.id);
    const stops = [
      call.on('audio', (stream) => this.#mix.setSound(call.id, stream)),
      call.on('state', () => this.#follow(member)),
      call.on('changed', () => this.#refresh()),
      call.on('ended', () => this.dismiss(call)),
    ];
    const member: Member = { call, isMuted: false, heardAt: Number.NEGATIVE_INFINITY, stops };
    this.#members.set(call.id, member);
    if (call.remoteStream) this.#mix.setSound(call.id, call.remoteStream);
    this.#follow(member);
    call.core.media.microphone.sendThrough((own) => {
      this.#mix.setMicrophone(call.id, own);
      return track;
    });
    call.core.setConference(this);
    this.#recording.admit(call);
    call.core.muteMicrophone(isMicrophoneMuted);
    call.core.media.video.limitToSound(true);
    this.#refresh();
  }

  /** For its owner: a call goes on by itself, or is over. Does nothing for one that is not in the conference. */
  dismiss(call: Call): void {
    const member = this.#members.get(call.id);
    if (!member) return;
    this.#members.delete(call.id);
    for (const stop of member.stops) stop();
    if (member.isMuted) call.core.media.sound.silence(false);
    call.core.media.microphone.sendThrough(null);
    this.#mix.leave(call.id);
    call.core.setConference(null);
    this.#recording.dismiss(call);
    call.core.media.video.limitToSound(false);
    if (this.#members.size < 2) this.end();
    else this.#refresh();
  }

  /** For its owner: it is over; the calls go on. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    void this.recording.stop();
    this.#cancelListening();
    for (const call of this.calls) this.dismiss(call);
    this.#mix.close();
    this.emit('ended', null);
  }

  /** How loud each participant is now, by id, 0 to 1: for meters, and asked as often as they are drawn. Whoever is muted is silent. */
  readLevels(): ReadonlyMap<string, number> {
    const levels = [...this.#members.values()].map(({ call, isMuted }) => ({ id: call.id, isMuted, ...call.readLevels() }));
    const remote = levels.map(({ id, isMuted, remote }) => [id, isMuted ? 0 : remote] as const);
    return new Map([[ourselves, Math.max(0, ...levels.map(({ local }) => local))], ...remote]);
  }

  #makeRecording(): ConferenceRecording {
    const { recordings: store, tones } = this.#ports;
    const ports = { ...this.#ports, store, id: this.id, mix: this.#mix };
    return new ConferenceRecording({ ...ports, calls: () => this.calls, recorded: () => tones.recorded() });
  }

  #memberOf(participantId: string): Member {
    const member = this.#members.get(participantId);
    if (!member) throw new PhoneError('no-such-call', 'Nobody of that name is in the conference.');
    return member;
  }

  /** Whoever is on hold, on either side, is not heard: what comes then is music. */
  #follow({ call: { id, state }, isMuted }: Member): void {
    this.#mix.setAudible(id, !isMuted && state.kind === 'active' && state.hold === 'none');
  }

  #listen(): void {
    const now = this.#ports.now();
    for (const member of this.#members.values()) {
      const { local, remote } = member.call.readLevels();
      if (remote > voiceLevel) member.heardAt = now;
      if (local > voiceLevel) this.#ourVoiceAt = now;
    }
    this.#refresh();
    this.#cancelListening = this.#ports.timers.after(listenPeriod, () => this.#listen());
  }

  #refresh(): void {
    const since = this.#ports.now() - pauseLength;
    const next = conferenceParticipants(
      [...this.#members.values()],
      { areWeSpeaking: this.#ourVoiceAt > since, since },
      this.#participants,
    );
    if (next === this.#participants) return;
    this.#participants = next;
    this.emit('participants', next);
    for (const { core } of this.calls) core.change();
  }
}
