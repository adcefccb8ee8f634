import type { CallSnapshot } from '../shared/call.ts';
import type { Command } from '../shared/command.ts';
import { isStandIn, shownDevice, systemDefault } from '../shared/device-order.ts';
import type { DeviceList, DeviceRole, OpenDevices } from '../shared/devices.ts';
import type { AudioSettings } from '../shared/settings.ts';
import { isCameraOn, isSharing } from '../shared/which-call.ts';
import type { CallPanel } from './call-panel.ts';
import { cleanDialText } from './dial-text.ts';
import { t } from './i18n.ts';
import { findPeople, isDialable, type Person } from './people.ts';
import { type SettingsSection, settingsSections, type View, views } from './views.ts';
import { nameOf, numberOf } from './words.ts';

/** What an entry of the command bar does. */
export type BarDeed =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'panel'; readonly panel: CallPanel }
  | { readonly kind: 'view'; readonly view: View }
  | { readonly kind: 'section'; readonly section: SettingsSection };

/** One line of the command bar: somebody to call, or something to do. */
export interface BarEntry {
  /** Different for each entry of a list, and the same while the list around it changes. */
  readonly key: string;
  readonly label: string;
  readonly caption: string;
  readonly person: Person | null;
  readonly deed: BarDeed;
  /** The device that it would choose is in use already. */
  readonly isInUse?: boolean;
}

export interface BarFacts {
  readonly ringing: readonly CallSnapshot[];
  /** What keys and cards act on. */
  readonly current: CallSnapshot | null;
  readonly isQuiet: boolean;
  readonly devices: DeviceList;
  readonly open: OpenDevices;
  readonly audio: AudioSettings;
  /** Whom the user knows or talked to, best first. */
  readonly people: readonly Person[];
}

/** More than anybody reads; one more letter finds the rest. */
const mostPeople = 8;
const mostDeeds = 8;
/** Without a text: enough to begin with. */
const fewPeople = 5;

const entry = (key: string, label: string, deed: BarDeed, caption = ''): BarEntry => ({ key, label, caption, person: null, deed });
const run = (label: string, command: Command, caption = ''): BarEntry =>
  entry(JSON.stringify(command), label, { kind: 'command', command }, caption);

/** What can be done now, the most pressing first. */
export function barDeeds(facts: BarFacts): readonly BarEntry[] {
  const { ringing, current, isQuiet } = facts;
  return [
    ...ringing.flatMap(({ id: callId, peer }) => [
      run(t('bar.answer', { name: nameOf(peer) }), { kind: 'answer', callId }),
      run(t('bar.decline', { name: nameOf(peer) }), { kind: 'decline', callId, mode: 'decline' }),
    ]),
    ...(current ? callDeeds(current) : []),
    run(t(isQuiet ? 'bar.quietOff' : 'bar.quietOn'), { kind: 'do-not-disturb', on: !isQuiet }),
    run(t('bar.redial'), { kind: 'redial' }),
    ...deviceDeeds('microphone', facts),
    ...deviceDeeds('speaker', facts),
    ...deviceDeeds('ringer', facts),
    ...(['available', 'away', 'busy'] as const).map((status) =>
      run(t('presence.is', { word: t(`presence.${status}`) }), { kind: 'set-presence', status }),
    ),
    ...views.map((view) => entry(`view ${view}`, t('bar.show', { what: t(`nav.${view}`) }), { kind: 'view', view })),
    ...settingsSections.map((section) =>
      entry(`section ${section}`, t('bar.section', { section: t(`settings.${section}`) }), { kind: 'section', section }),
    ),
  ];
}

function callDeeds(call: CallSnapshot): readonly BarEntry[] {
  const { id: callId, state, peer } = call;
  const caption = nameOf(peer);
  const isActive = state.kind === 'active';
  const isHeld = isActive && (state.hold === 'local' || state.hold === 'both');
  return [
    run(t(call.isMicrophoneMuted ? 'call.unmute' : 'call.mute'), { kind: 'toggle-microphone', callId }, caption),
    ...(isActive ? [run(t(isHeld ? 'call.resume' : 'call.hold'), { kind: isHeld ? 'resume' : 'hold', callId }, caption)] : []),
    run(t('call.hangUp'), { kind: 'hang-up', callId }, caption),
    ...(isActive ? pictureDeeds(call, caption) : []),
    ...(isActive && !call.conferenceId ? [entry('transfer', t('bar.transfer'), { kind: 'panel', panel: 'transfer' }, caption)] : []),
    ...(isActive
      ? [
          run(
            t(call.recording ? 'bar.stopRecording' : 'bar.record'),
            { kind: call.recording ? 'stop-recording' : 'record', callId },
            caption,
          ),
        ]
      : []),
  ];
}

function pictureDeeds(call: CallSnapshot, caption: string): readonly BarEntry[] {
  const { id: callId } = call;
  const isOn = isCameraOn(call);
  return [
    run(t(isOn ? 'video.cameraOff' : 'video.cameraOn'), { kind: 'turn-camera', callId, on: !isOn }, caption),
    ...(isSharing(call)
      ? [run(t('screen.stop'), { kind: 'stop-sharing', callId }, caption)]
      : call.conferenceId
        ? []
        : [entry('screen', t('bar.share'), { kind: 'panel', panel: 'screen' }, caption)]),
  ];
}

function deviceDeeds(role: Exclude<DeviceRole, 'camera'>, { devices, open, audio }: BarFacts): readonly BarEntry[] {
  const all = (role === 'microphone' ? devices.microphones : devices.speakers).filter((device) => !isStandIn(device));
  const used = shownDevice(audio[role], all, open[role]);
  const deed = (name: string, { id, label } = systemDefault): BarEntry => {
    const isInUse = id === used.id;
    const command: Command = { kind: 'choose-device', role, device: id === systemDefault.id ? null : { id, label } };
    return { ...run(t(`bar.${role}`, { device: name }), command, isInUse ? t('audio.inUse') : ''), isInUse };
  };
  return [...all.filter(({ label }) => label !== '').map((device) => deed(device.label, device)), deed(t('audio.systemDefault'))];
}

const personEntry = (person: Person): BarEntry => ({
  ...run(nameOf(person.peer), { kind: 'dial', target: person.target, confirm: false }, numberOf(person.peer) || person.target),
  person,
});

/** Whoever is called first of these can be called with video as well. */
function withVideo(calls: readonly BarEntry[]): readonly BarEntry[] {
  const [first, ...others] = calls;
  if (first?.deed.kind !== 'command' || first.deed.command.kind !== 'dial') return calls;
  const { command } = first.deed;
  const name = first.person ? nameOf(first.person.peer) : command.target;
  return [first, run(t('video.callOf', { name }), { ...command, video: true }), ...others];
}

/**
 * What a text means, what Enter would do first: the number that was typed, what begins with the text, people, what else has its words. Without a text:
 * what a live call needs, the last people, and the rest.
 */
export function barEntries(text: string, facts: BarFacts): readonly BarEntry[] {
  const typed = text.trim();
  const deeds = barDeeds(facts);
  if (typed === '') {
    const pressing = facts.ringing.length * 2 + (facts.current ? callDeeds(facts.current).length : 0);
    return [
      ...deeds.slice(0, pressing),
      ...facts.people.slice(0, fewPeople).map(personEntry),
      ...deeds.slice(pressing, pressing + mostDeeds),
    ];
  }
  const number = cleanDialText(typed);
  const found = findPeople(facts.people, typed);
  const exact = found.filter(({ target }) => target === number).slice(0, 1);
  const dialled = run(t('bar.dial', { number }), { kind: 'dial', target: number, confirm: false });
  const meant = exact.length > 0 ? exact.map(personEntry) : isDialable(number) ? [dialled] : [];
  const others = found
    .filter((person) => !exact.includes(person))
    .slice(0, mostPeople)
    .map(personEntry);
  const beginning = typed.toLocaleLowerCase();
  const words = beginning.split(/\s+/);
  const fitting = deeds.filter(({ label }) => words.every((word) => label.toLocaleLowerCase().includes(word)));
  const first = fitting.filter(({ label }) => label.toLocaleLowerCase().startsWith(beginning));
  return [
    ...withVideo(meant),
    ...first,
    ...(meant.length > 0 ? others : withVideo(others)),
    ...fitting.filter((deed) => !first.includes(deed)).slice(0, mostDeeds),
  ];
}
