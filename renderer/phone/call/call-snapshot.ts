import type { CallNotice, CallSnapshot } from '../../../shared/call.ts';
import type { CallCore } from './call-core.ts';

/** All of a call as plain data, which nothing changes any more. */
export function makeSnapshot(core: CallCore, notice: CallNotice | null): CallSnapshot {
  const { id, identifier, direction, destination, createdAt, peer, consultationFor, isAutoAnswered } = core;
  const { chat, dialer, keypad, life, media, requests, transfers } = core;
  return {
    ...{ id, identifier, direction, destination, createdAt, peer, consultationFor, isAutoAnswered, notice },
    accountId: dialer.account.id,
    state: life.state,
    isMicrophoneMuted: media.microphone.isMuted,
    isSpeakerMuted: media.sound.isMuted,
    speakerVolume: media.sound.volume,
    audio: media.sound.audio,
    pending: requests.pending,
    tonesSent: keypad.sent,
    tonesWaiting: keypad.waiting,
    forwardedBy: life.leg.facts.forwardedBy,
    recording: core.conference?.recording.current ?? media.recorded,
    isRecordedByPeer: media.isRecordedByPeer,
    video: media.video.current,
    grade: media.reports.newest?.grade ?? null,
    quality: life.state.kind === 'ended' ? media.reports.summary : null,
    conferenceId: core.conference?.id ?? null,
    transfer: transfers.current,
    transferFailure: transfers.failure,
    messages: [...chat.messages],
    participants: [...core.participants],
  };
}
