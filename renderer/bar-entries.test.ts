import { describe, expect, test } from 'vitest';
import type { CallSnapshot } from '../shared/call.ts';
import { nothingOpen } from '../shared/devices.ts';
import { defaultSettings } from '../shared/settings.ts';
import { type BarFacts, barEntries } from './bar-entries.ts';
import { active } from './phone/testing/scenes.ts';
import { makeTestPhone } from './phone/testing/test-phone.ts';
import { bob } from './testing/calls.ts';

const person = (name: string, number: string) => ({ peer: { ...bob, name, number, uri: '' }, target: number });
const facts = (change: Partial<BarFacts> = {}): BarFacts => ({
  ringing: [],
  current: null,
  isQuiet: false,
  devices: {
    microphones: [
      { id: 'default', label: 'Default' },
      { id: 'm', label: 'Jabra' },
    ],
    speakers: [{ id: 's', label: 'Jabra' }],
    cameras: [],
  },
  open: nothingOpen,
  audio: defaultSettings.audio,
  people: [person('Bob', '1002'), person('Muteeb', '1003')],
  ...change,
});
const labels = (text: string, change: Partial<BarFacts> = {}): string[] => barEntries(text, facts(change)).map(({ label }) => label);

function talking(): CallSnapshot {
  const made = makeTestPhone();
  active(made);
  return made.phone.snapshots[0]!;
}

describe('without a text', () => {
  test('the last people come first, then what can be done', () => {
    expect(labels('').slice(0, 4)).toEqual(['Bob', 'Muteeb', 'Do not disturb', 'Call the last number again']);
  });

  test('a live call comes before all', () => {
    const deeds = ['Mute', 'Hold', 'Hang up', 'Turn camera on', 'Share screen…', 'Transfer…', 'Record the call', 'Bob'];
    expect(labels('', { current: talking() }).slice(0, deeds.length)).toEqual(deeds);
  });

  test('whoever rings comes before that', () => {
    const ringing = { ...talking(), id: 'r', peer: { ...bob, name: 'Carol' } };
    expect(labels('', { current: talking(), ringing: [ringing] }).slice(0, 3)).toEqual(['Answer Carol', 'Decline Carol', 'Mute']);
  });
});

test('the device that is in use says so, and the system’s default can be had back', () => {
  const open = { ...nothingOpen, microphone: { id: 'm', label: 'Jabra', rate: null } };
  const microphones = (change: Partial<BarFacts>) =>
    barEntries('microphone:', facts(change)).map(({ label, caption, isInUse }) => [label, caption, isInUse]);
  expect(microphones({ open })).toEqual([
    ['Microphone: Jabra', 'In use', true],
    ['Microphone: System default', '', false],
  ]);
  expect(microphones({})).toEqual([
    ['Microphone: Jabra', '', false],
    ['Microphone: System default', 'In use', true],
  ]);
});

describe('a text', () => {
  test.each([
    ['bob', ['Bob', 'Call Bob with video']],
    ['jab', ['Microphone: Jabra', 'Speaker: Jabra', 'Ringer: Jabra']],
    ['micro jab', ['Microphone: Jabra']],
    ['+49 (30) 90-1820', ['Call +4930901820', 'Call +4930901820 with video']],
    ['1002', ['Bob', 'Call Bob with video']],
    ['sip:carol@example.com', ['Call carol@example.com', 'Call carol@example.com with video']],
    ['settings: au', ['Settings: Audio']],
    ['<script>', []],
  ])('%s', (text, expected) => {
    expect(labels(text)).toEqual(expected);
  });

  test('that begins a command means the command first, and a person after it', () => {
    expect(labels('mute', { current: talking() }).slice(0, 2)).toEqual(['Mute', 'Muteeb']);
  });

  test('of a number that is somebody’s calls them, before others whose number begins so', () => {
    const people = [person('Long', '10022'), person('Bob', '1002')];
    expect(labels('1002', { people })).toEqual(['Bob', 'Call Bob with video', 'Long']);
  });

  test('does what it says', () => {
    const [first] = barEntries('do not', facts({ isQuiet: false }));
    expect(first?.deed).toEqual({ kind: 'command', command: { kind: 'do-not-disturb', on: true } });
    expect(labels('do not', { isQuiet: true })).toContain('End “do not disturb”');
  });

  test('of a status says it', () => {
    const [first] = barEntries('away', facts());
    expect([first?.label, first?.deed]).toEqual(['Status: Away', { kind: 'command', command: { kind: 'set-presence', status: 'away' } }]);
  });

  test('that means somebody calls them, as the user dials, or with video', () => {
    const dial = { kind: 'dial', target: '1002', confirm: false };
    expect(barEntries('bob', facts()).map(({ deed }) => deed)).toEqual([
      { kind: 'command', command: dial },
      { kind: 'command', command: { ...dial, video: true } },
    ]);
  });

  test('what is shown in a call is stopped from here', () => {
    const call = talking();
    const pictures = { id: '', participantId: null, width: 640, height: 360, codec: 'VP8', isFlowing: true };
    const sent = [
      { content: 'camera', ...pictures },
      { content: 'screen', ...pictures },
    ] as const;
    const current = { ...call, video: { ...call.video, sent: [...sent] } };
    expect(labels('', { current })).toEqual(expect.arrayContaining(['Turn camera off', 'Stop sharing']));
  });

  test('that thousands fit shows a few', () => {
    const people = Array.from({ length: 5000 }, (_, i) => person(`Person ${i}`, `${20_000 + i}`));
    expect(labels('person', { people }).length).toBeLessThan(20);
  });

  test('no two entries have one key', () => {
    const keys = barEntries('', facts({ current: talking() })).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
