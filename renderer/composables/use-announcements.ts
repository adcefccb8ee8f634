import { type Ref, ref, watch } from 'vue';
import type { CallSnapshot } from '../../shared/call.ts';
import type { RegistrationState } from '../../shared/registration.ts';
import { t } from '../i18n.ts';
import { endSentence, nameOf, problemSentence } from '../words.ts';

/** What a screen reader should say of the step from one state of a call to the next; empty where it is no news. */
export function announcementOf(before: CallSnapshot | undefined, { state, direction, peer }: CallSnapshot): string {
  const name = nameOf(peer);
  const was = before?.state;
  if (state.kind === 'active') {
    if (was?.kind !== 'active') return t('announce.connected', { name });
    if (was.hold === state.hold) return '';
    if (state.hold === 'none') return t('announce.resumed', { name });
    return t(state.hold === 'remote' ? 'announce.heldRemote' : 'announce.hold', { name });
  }
  if (was?.kind === state.kind) return '';
  if (state.kind === 'ringing' && direction === 'incoming') return t('announce.incoming', { name });
  return state.kind === 'dialing' ? t('announce.calling', { name }) : '';
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
  watch(calls, (now, before) => {
    for (const call of now) {
      const text = announcementOf(
        before.find(({ id }) => id === call.id),
        call,
      );
      if (text !== '') (call.state.kind === 'ringing' ? urgent : polite).value = text;
    }
    if (!now.some(({ state, direction }) => state.kind === 'ringing' && direction === 'incoming')) urgent.value = '';
  });
  watch(ended, (call) => {
    if (call?.state.kind === 'ended')
      polite.value = t('announce.ended', { name: nameOf(call.peer), reason: endSentence(call.state.reason, call.peer) });
  });
  // Once per kind of trouble: the countdown beneath it is for the eye.
  watch(
    () => {
      const state = registration();
      return state.kind === 'waiting' || state.kind === 'refused' ? problemSentence(state.problem, server()) : '';
    },
    (sentence) => {
      if (sentence !== '') polite.value = sentence;
    },
  );
  return { urgent, polite };
}
