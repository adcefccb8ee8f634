import type { Account } from '../shared/account.ts';
import type { CallRecord, CallSnapshot, EndReason, Peer, Transfer } from '../shared/call.ts';
import { type Outcome, outcomeOf } from '../shared/past-call.ts';
import type { LineProblem, RegistrationState } from '../shared/registration.ts';
import type { CallGroup, Consultation } from './call-groups.ts';
import { dayInWords, lengthInWords, timeOfDay } from './format.ts';
import { language, type TextKey, t } from './i18n.ts';
import type { Notice } from './notice.ts';
import { gradeOf } from './quality-words.ts';

/** How a person is called: by name, else by number, else by address. */
export const nameOf = (peer: Peer): string => peer.name || peer.number || peer.uri || t('person.unknown');

/** The number beneath the name; empty where the name already is the number. */
export const numberOf = (peer: Peer): string => (peer.name && peer.number !== peer.name ? peer.number || peer.uri : '');

/** `wss://pbx.example.com:8089/ws` → `pbx.example.com`: the name that a person knows the server by. */
export function hostOf(server: string): string {
  return URL.canParse(server) ? new URL(server).hostname : server;
}

/** `1000 at pbx.example.com`, or the practice line. */
export const accountWords = ({ kind, user, domain, server }: Account): string =>
  kind === 'practice' ? t('practice.title') : t('settings.accountOf', { user, host: domain || hostOf(server) });

/** What was dialled or asked for, as a person would write it: `sip:1002@pbx.example.com` → `1002`. */
export function targetWords(target: string): string {
  const user = /^sips?:([^@]+)@/i.exec(target)?.[1];
  try {
    return user === undefined ? target : decodeURIComponent(user);
  } catch {
    return target;
  }
}

/** `Bob, Carol, and Dave`, as the language puts them in a row. */
export const namesOf = (peers: readonly Peer[]): string => new Intl.ListFormat(language()).format(peers.map(nameOf));

/** Who is talked to, as one. */
export const groupName = ({ calls }: CallGroup): string => namesOf(calls.map(({ peer }) => peer));

/** What a call has to do with another one, in words; empty for nothing. */
export function relationWords({ id }: CallSnapshot, pair: Consultation | null): string {
  if (id === pair?.consultation.id) return t('together.about', { name: nameOf(pair.original.peer) });
  return id === pair?.original.id ? t('together.waitsFor', { name: nameOf(pair.consultation.peer) }) : '';
}

/** Why a call ended, in a sentence. */
export function endSentence({ kind, by, to }: EndReason, peer: Peer): string {
  const name = nameOf(peer);
  if (to && (kind === 'redirected' || kind === 'transferred')) return t(`endedAt.${kind}.${by}`, { name, to: targetWords(to) });
  return t(`end.${kind}.${by}`, { name, number: peer.number || name });
}

/** The far end's own words beside the sentence; empty where it said nothing or all went well. */
export function endDetail({ kind, code, phrase, by }: EndReason): string {
  if (by === 'local' || kind === 'hung-up' || kind === 'cancelled' || kind === 'answered-elsewhere') return '';
  if (phrase !== '') return code === null ? t('call.phrase', { phrase }) : t('call.phraseCode', { phrase, code });
  return code === null ? '' : t('call.code', { code });
}

/** Where a call stands, in two or three words. What was asked of the far end and is not answered yet comes first. */
export function stateWords({ state, direction, pending, transfer }: CallSnapshot): string {
  if (transfer?.kind === 'sending' && state.kind === 'active') return transferWords(transfer);
  if (pending !== null && state.kind !== 'ended') return t(pendingWords[pending]);
  switch (state.kind) {
    case 'dialing':
      return t('call.dialing');
    case 'ringing':
      return t(direction === 'incoming' ? 'call.ringingIn' : 'call.ringingOut');
    case 'connecting':
      return t('call.connecting');
    case 'active':
      return t(holdWords[state.hold]);
    case 'ended':
      return t('call.ended');
    default:
      return state satisfies never;
  }
}

/** How far a transfer has come: `progress` is the SIP status that its new far end told last. */
export function transferWords({ target, progress }: Transfer): string {
  const words = { target: targetWords(target) };
  if (progress === null) return t('transfer.asking', words);
  if (progress < 180) return t('transfer.calling', words);
  return progress < 200 ? t('transfer.ringing', words) : t('transfer.connecting');
}

const failureWords: Readonly<Record<number, TextKey>> = {
  404: 'transferFailure.notFound',
  408: 'transferFailure.away',
  410: 'transferFailure.notFound',
  480: 'transferFailure.away',
  484: 'transferFailure.notFound',
  486: 'transferFailure.busy',
  600: 'transferFailure.busy',
  603: 'transferFailure.declined',
  604: 'transferFailure.notFound',
};

/** What the user should know about a live call, in a sentence; empty for nothing. */
export function callNoticeSentence({ notice, transferFailure }: CallSnapshot): string {
  if (notice === null) return '';
  const failure = notice === 'transfer-failed' && transferFailure !== null ? failureWords[transferFailure] : undefined;
  return t(failure ?? `callNotice.${notice}`);
}

const pendingWords = {
  hold: 'call.holding',
  resume: 'call.resuming',
  answer: 'call.answering',
  'hang-up': 'call.hangingUp',
} as const satisfies Record<NonNullable<CallSnapshot['pending']>, TextKey>;

const holdWords = { none: 'call.active', local: 'call.heldLocal', remote: 'call.heldRemote', both: 'call.heldBoth' } as const;

/** What is wrong with the line. `detail` is what the probe found out, in words with a code behind them, or what the server said. */
export function problemSentence({ kind, detail }: LineProblem, server: string): string {
  const host = hostOf(server);
  const sentence = t(`line.${kind}`, { host });
  const words = detail
    .replace(/ \([A-Z0-9_]+\)$/, '')
    .replace(/\d{4}-\d\d-\d\d/g, (day) => dayInWords(Date.parse(day), language()))
    .replace(/\.$/, '');
  // What only says again that nothing answers there says nothing.
  if (words === '' || words.startsWith(host)) return sentence;
  switch (kind) {
    case 'certificate':
    case 'not-sip':
    case 'unreachable':
      return t(`lineFound.${kind}`, { host, detail: words });
    case 'wrong-password':
    case 'forbidden':
    case 'unknown-user':
    case 'rejected':
    case 'server-error':
      return `${sentence} ${t('registration.said', { detail: words })}`;
    default:
      return sentence;
  }
}

/** Two servers by names that differ: on the same host it is the port. */
function apart(first: string, through: string): { first: string; host: string } {
  const [one, other] = [hostOf(first), hostOf(through)];
  return one === other ? { first: new URL(first).host, host: new URL(through).host } : { first: one, host: other };
}

/** What happened, and what the phone does about it now. */
export function registrationSentence(
  state: RegistrationState,
  { server, isPractice }: { server: string; isPractice: boolean },
  now: number,
): string {
  const through = ('through' in state && state.through) || server;
  const host = hostOf(through);
  switch (state.kind) {
    case 'offline':
      return t('registration.offlineLong');
    case 'connecting':
      return t('registration.connectingLong', { host });
    case 'registering':
      return t('registration.registeringLong', { host });
    case 'registered':
      if (isPractice) return t('registration.practiceLong');
      return through === server
        ? t('registration.registeredLong', { host, time: timeOfDay(state.since) })
        : t('registration.registeredThroughLong', { ...apart(server, through), time: timeOfDay(state.since) });
    case 'waiting': {
      const seconds = Math.ceil((state.until - now) / 1000);
      const next = seconds > 0 ? t('registration.retrying', { seconds }) : t('registration.retryingNow');
      return `${problemSentence(state.problem, through)} ${next}`;
    }
    case 'refused':
      return `${problemSentence(state.problem, through)} ${t('registration.stopped')}`;
    default:
      return state satisfies never;
  }
}

const outcomeWords = {
  missed: 'recent.missed',
  'answered-elsewhere': 'recent.answeredElsewhere',
  incoming: 'recent.incoming',
  declined: 'recent.declined',
  forwarded: 'recent.forwarded',
  blocked: 'recent.blocked',
  'do-not-disturb': 'recent.doNotDisturb',
  outgoing: 'recent.outgoing',
  'not-connected': 'recent.notConnected',
} as const satisfies Record<Outcome, TextKey>;

/** `Outgoing · 3 min 12 sec · Transferred to 602`; the length only where there was a conversation. */
export function recordWords(record: CallRecord): string {
  const { kind, to } = record.reason;
  const outcome = outcomeOf(record);
  const where = { to: targetWords(to ?? '') };
  const word = outcome === 'forwarded' && to ? t('recent.forwardedTo', where) : t(outcomeWords[outcome]);
  if (record.answeredAt === null) return word;
  const parts = [word, lengthInWords((record.endedAt - record.answeredAt) / 1000, language())];
  if (kind === 'transferred') parts.push(to ? t('recent.transferredTo', where) : t('recent.transferred'));
  const grade = record.quality ? gradeOf(record.quality) : 'good';
  if (grade !== 'good') parts.push(t(`quality.grade.${grade}`));
  return parts.join(' · ');
}

/** What is told at the top of the window. */
export function noticeSentence(notice: Notice): string {
  switch (notice.kind) {
    case 'phone-error':
      return t(`phoneError.${notice.reason}`);
    case 'file-set-aside':
      return t('notice.file-set-aside', { file: notice.file, movedTo: notice.movedTo });
    case 'sign-in-file': {
      const { file, detail } = notice;
      const problem = t(`signInFileProblem.${notice.problem}`, { file, detail });
      return notice.problem === 'not-saved' ? problem : t('notice.sign-in-file', { file, problem });
    }
    case 'bad-link':
      return t('notice.bad-link', { link: shorten(notice.link) });
    case 'hook-failed':
      return t('notice.hook-failed', { what: shorten(notice.what), problem: t(`hookProblem.${notice.problem}`) });
    case 'dictionary-failed':
      return t('notice.dictionary-failed', {
        language: new Intl.DisplayNames([language()], { type: 'language' }).of(notice.language) ?? notice.language,
      });
    case 'bad-dictionary-server':
      return t('notice.bad-dictionary-server', { server: shorten(notice.server) });
    case 'links-refused':
      return t('notice.links-refused', { schemes: notice.schemes });
    case 'autostart-failed':
    case 'no-tray':
    case 'practice-failed':
    case 'something-failed':
      return t(`notice.${notice.kind}`, { detail: notice.detail });
    case 'presence-refused':
      return t('notice.presence-refused', { code: notice.code ?? '' });
    case 'copied':
    case 'blocked':
      return t(`notice.${notice.kind}`, { number: notice.number });
    case 'contact-removed':
      return t('notice.contact-removed', { name: notice.name });
    case 'password-lost':
    case 'bad-clipboard':
    case 'bad-selection':
    case 'history-unavailable':
    case 'contacts-unavailable':
    case 'recordings-unavailable':
    case 'removed':
    case 'cleared':
      return t(`notice.${notice.kind}`);
    default:
      return notice satisfies never;
  }
}

/** A stranger's text in a sentence of ours. */
const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
