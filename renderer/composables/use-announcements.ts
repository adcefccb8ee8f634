import { type Ref, ref, watch } from 'vue';
import type { CallSnapshot } from '../../shared/call.ts';
import type { RegistrationState } from '../../shared/registration.ts';
import { t } from '../i18n.ts';
import { endSentence, nameOf, namesOf, problemSentence, targetWords } from '../words.ts';

/** What a screen reader should say of the step from one state of a call to the next; empty where it is no news. */
export function announcementOf(before: CallSnapshot | undefined, call: CallSnapshot): string {
  return transferNews(before, call) || (call.conferenceId === null ? stateNews(before, call) : '') || chatNews(before, call);
}

function stateNews(before: CallSnapshot | undefined, { state, direction, peer, isAutoAnswered, video }: CallSnapshot): string {
  const name = nameOf(peer);
  const was = before?.state;
  if (state.kind === 'active') {
    if (was?.kind !== 'active') return t(isAutoAnswered ? 'announce.autoAnswered' : 'announce.connected', { name });
    if (was.hold === state.hold) return '';
    if (state.hold === 'none') return t('announce.resumed', { name });
    return t(state.hold === 'remote' ? 'announce.heldRemote' : 'announce.hold', { name });
  }
  if (was?.kind === state.kind) return '';
  if (state.kind === 'ringing' && direction === 'incoming')
    return t(video.isAsked ? 'announce.incomingVideo' : 'announce.incoming', { name });
  return state.kind === 'dialing' ? t('announce.calling', { name }) : '';
}

/** Of its own steps only the ringing is told: each of the others would be interrupted by the next. */
function transferNews(before: CallSnapshot | undefined, { transfer, notice, peer }: CallSnapshot): string {
  const was = before?.transfer ?? null;
  const words = { name: nameOf(peer), target: targetWords(transfer?.target ?? '') };
  if (transfer?.kind === 'asked' && was?.kind !== 'asked') return t('announce.asked', words);
  if (transfer?.kind === 'sending') {
    if (was === null) return t('announce.transferring', words);
    return (was.progress ?? 0) < 180 && (transfer.progress ?? 0) >= 180 ? t('announce.targetRings', words) : '';
  }
  return notice === 'transfer-failed' && before?.notice !== notice ? t('announce.transferFailed', words) : '';
}

function chatNews(before: CallSnapshot | undefined, { messages, peer, tonesWaiting }: CallSnapshot): string {
  const newest = messages.at(-1);
  if (newest?.from === 'them' && newest !== before?.messages.at(-1)) return t('chat.arrived', { name: nameOf(peer), text: newest.text });
  return tonesWaiting !== '' && before?.tonesWaiting === '' ? t('announce.tonesWait') : '';
}

/** What changed in the conference: that it began or ended, else who came or left. */
export function conferenceNews(before: readonly CallSnapshot[], now: readonly CallSnapshot[]): string {
  const members = (calls: readonly CallSnapshot[]) => calls.filter(({ conferenceId }) => conferenceId !== null);
  const [old, next] = [members(before), members(now)];
  if (next.length === 0) return old.length > 0 ? t('announce.conferenceOver') : '';
  if (old.length === 0) return t('announce.conference', { names: namesOf(next.map(({ peer }) => peer)) });
  const missing = (from: readonly CallSnapshot[], among: readonly CallSnapshot[]) =>
    from.find(({ id }) => !among.some((other) => other.id === id));
  const newcomer = missing(next, old);
  if (newcomer) return t('announce.joined', { name: nameOf(newcomer.peer) });
  const gone = missing(old, next);
  return gone ? t('announce.left', { name: nameOf(gone.peer) }) : '';
}

export interface Announcements {
  /** An incoming call interrupts what is being read. */
  readonly urgent: Ref<string>;
  readonly polite: Ref<string>;
}

export interface AnnouncementSources {
  calls: () => readonly CallSnapshot[];
  ended: () => CallSnapshot | null;
  registration: () => RegistrationState;
  server: () => string;
}

/** Texts for the two live regions of the window. */
export function useAnnouncements({ calls, ended, registration, server }: AnnouncementSources): Announcements {
  const urgent = ref('');
  const polite = ref('');
  // What is written again is read again only where it differs: a space that is not heard makes it differ.
  const say = (region: Ref<string>, news: readonly string[]): void => {
    const text = news.filter((each) => each !== '').join('. ');
    if (text !== '') region.value = region.value === text ? `${text}\u00a0` : text;
  };
  watch(calls, (now, before) => {
    const isRinging = ({ state, direction }: CallSnapshot) => state.kind === 'ringing' && direction === 'incoming';
    const newsOf = (call: CallSnapshot): string => {
      const old = before.find(({ id }) => id === call.id);
      return old === call ? '' : announcementOf(old, call);
    };
    say(urgent, now.filter(isRinging).map(newsOf));
    say(polite, [...now.filter((call) => !isRinging(call)).map(newsOf), conferenceNews(before, now)]);
    if (!now.some(isRinging)) urgent.value = '';
  });
  watch(ended, (call) => {
    if (call?.state.kind === 'ended')
      say(polite, [t('announce.ended', { name: nameOf(call.peer), reason: endSentence(call.state.reason, call.peer) })]);
  });
  // Once per kind of trouble: the countdown beneath it is for the eye.
  watch(
    () => {
      const state = registration();
      return state.kind === 'waiting' || state.kind === 'refused' ? problemSentence(state.problem, server()) : '';
    },
    (sentence) => say(polite, [sentence]),
  );
  return { urgent, polite };
}
