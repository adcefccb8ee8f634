import { describe, expect, test } from 'vitest';
import type { CallRecord, CallSnapshot } from '../../shared/call.ts';
import { nothingOpen } from '../../shared/devices.ts';
import { defaultSettings } from '../../shared/settings.ts';
import { callIn } from '../testing/fake-shell.ts';
import { type TrayItem, type TrayMenu, trayMenu } from './menu.ts';

const bob = { name: 'Bob', number: '1002', uri: 'sip:1002@example.com', company: '', avatar: '' };
const call = (state: CallSnapshot['state'], change: Partial<CallSnapshot> = {}): CallSnapshot => ({
  ...callIn(state),
  peer: bob,
  ...change,
});
const record = (number: string, name = '', change: Partial<CallRecord> = {}): CallRecord =>
  ({
    id: number,
    direction: 'incoming',
    destination: '1001',
    peer: { ...bob, name, number, uri: `sip:${number}@x` },
    ...change,
  }) as CallRecord;

const facts = (change: Partial<TrayMenu> = {}): TrayMenu => ({
  registration: { kind: 'registered', since: 1 },
  calls: [],
  missed: 0,
  doNotDisturb: false,
  presence: 'available',
  recent: [],
  favourites: [],
  devices: { microphones: [], speakers: [], cameras: [] },
  open: nothingOpen,
  audio: defaultSettings.audio,
  account: '1001 at pbx.example.com',
  ...change,
});

/** The menu as somebody reads it: ticks, and what opens to the side. */
const read = (items: readonly TrayItem[]): unknown[] =>
  items.map((item) => {
    if (item === 'separator') return '-';
    const text = `${item.isTicked === undefined ? '' : item.isTicked ? '[x] ' : '[ ] '}${item.label}`;
    return item.items ? { [text]: read(item.items) } : text;
  });
const find = (items: readonly TrayItem[], label: string): Exclude<TrayItem, 'separator'> | undefined =>
  items
    .flatMap((item) => (item === 'separator' ? [] : [item, ...((item.items ?? []) as Exclude<TrayItem, 'separator'>[])]))
    .find((item) => item.label === label);

test('an idle phone', () => {
  expect(read(trayMenu(facts()))).toEqual([
    'Dial the clipboard',
    'Dial…',
    '-',
    'Ready – 1001 at pbx.example.com',
    { 'Your status: Available': ['[x] Available', '[ ] Away', '[ ] Busy', '[ ] Do not disturb'] },
    '[ ] Do not disturb',
    '-',
    { Microphone: ['[x] System default'] },
    { Speaker: ['[x] System default'] },
    { Ringer: ['[x] System default'] },
    '-',
    'Show Offhook',
    'Settings…',
    'Quit Offhook',
  ]);
});

test('how others see the user is chosen there, and do not disturb comes before what was chosen', () => {
  const menu = trayMenu(facts({ presence: 'away', doNotDisturb: true }));
  expect(read(menu)).toContainEqual({
    'Your status: Do not disturb': ['[ ] Available', '[ ] Away', '[ ] Busy', '[x] Do not disturb'],
  });
  expect(find(menu, 'Busy')?.action).toEqual({ kind: 'command', command: { kind: 'set-presence', status: 'busy' } });
});

describe('a call', () => {
  test('in which the screen is shared can be told to stop that', () => {
    const shared = { id: '', content: 'screen', participantId: null, width: 0, height: 0, codec: '', isFlowing: false } as const;
    const { video } = callIn({ kind: 'dialing' });
    const sharing = call({ kind: 'active', since: 1, hold: 'none' }, { video: { ...video, sent: [shared] } });
    expect(find(trayMenu(facts({ calls: [sharing] })), 'Stop sharing the screen')?.action).toEqual({
      kind: 'command',
      command: { kind: 'stop-sharing', callId: sharing.id },
    });
    expect(find(trayMenu(facts({ calls: [call({ kind: 'active', since: 1, hold: 'none' })] })), 'Stop sharing the screen')).toBeUndefined();
  });

  test('in which the user is seen can be told to stop that', () => {
    const shown = { id: '', content: 'camera', participantId: null, width: 0, height: 0, codec: '', isFlowing: false } as const;
    const talking = call({ kind: 'active', since: 1, hold: 'none' });
    const seen = { ...talking, video: { ...talking.video, sent: [shown] } };
    expect(find(trayMenu(facts({ calls: [seen] })), 'Turn the camera off')?.action).toEqual({
      kind: 'command',
      command: { kind: 'turn-camera', callId: seen.id, on: false },
    });
    expect(find(trayMenu(facts({ calls: [talking] })), 'Turn the camera off')).toBeUndefined();
  });

  test('that rings is answered or declined', () => {
    const menu = trayMenu(facts({ calls: [call({ kind: 'ringing' }, { direction: 'incoming' })] }));
    expect(read(menu).slice(0, 4)).toEqual(['Bob is calling', 'Answer', 'Decline', '-']);
    expect(find(menu, 'Answer')?.action).toEqual({ kind: 'command', command: { kind: 'answer', callId: 'call-1' } });
    expect(find(menu, 'Decline')?.action).toEqual({ kind: 'command', command: { kind: 'decline', callId: 'call-1', mode: 'decline' } });
  });

  test('that is up is muted, held and hung up', () => {
    const menu = trayMenu(facts({ calls: [call({ kind: 'active', since: 1, hold: 'none' })] }));
    expect(read(menu).slice(0, 5)).toEqual(['In call with Bob', '[ ] Mute', 'Hold', 'Hang up', '-']);
    expect(find(menu, 'Hang up')?.action).toEqual({ kind: 'command', command: { kind: 'hang-up', callId: 'call-1' } });
  });

  test('that is held is resumed; one not answered yet cannot be held', () => {
    const held = call({ kind: 'active', since: 1, hold: 'both' }, { isMicrophoneMuted: true });
    expect(read(trayMenu(facts({ calls: [held] }))).slice(0, 4)).toEqual(['Bob is on hold', '[x] Mute', 'Resume', 'Hang up']);
    expect(read(trayMenu(facts({ calls: [call({ kind: 'dialing' })] }))).slice(0, 4)).toEqual(['Calling Bob', '[ ] Mute', 'Hang up', '-']);
  });

  test('of several has its own items', () => {
    const calls = [call({ kind: 'active', since: 1, hold: 'none' }), call({ kind: 'ringing' }, { id: 'call-2', direction: 'incoming' })];
    expect(read(trayMenu(facts({ calls }))).slice(0, 9)).toEqual([
      ...['In call with Bob', '[ ] Mute', 'Hold', 'Hang up', '-'],
      ...['Bob is calling', 'Answer', 'Decline', '-'],
    ]);
  });

  test('that is over has none', () => {
    const reason = { kind: 'hung-up', by: 'local', code: null, phrase: '' } as const;
    expect(read(trayMenu(facts({ calls: [call({ kind: 'ended', at: 2, since: 1, reason })] })))[0]).toBe('Dial the clipboard');
  });
});

test('“Dial…” opens the command bar in the window', () => {
  expect(find(trayMenu(facts()), 'Dial…')?.action).toEqual({ kind: 'show', command: { kind: 'show-command-bar' } });
});

describe('a favourite', () => {
  const menu = trayMenu(
    facts({
      favourites: [
        { name: 'Bob', target: '1002', lamp: 'busy', note: '' },
        { name: 'Carol & Co', target: 'sip:carol@example.com', lamp: 'ringing', note: '' },
        { name: 'Dave', target: '1004', lamp: 'idle', note: '' },
        { name: 'Frank', target: '1006', lamp: 'away', note: 'Lunch & a walk' },
        { name: 'Grace', target: '1007', lamp: 'unknown', note: 'At home' },
        { name: 'Erin', target: '+4930901820', lamp: 'unknown', note: '' },
      ],
    }),
  );

  test('stands first, with what their telephone does, as far as that is known', () => {
    expect(read(menu)[0]).toEqual({
      Favourites: ['Bob – in a call', 'Carol && Co – ringing', 'Dave – free', 'Frank – away, Lunch && a walk', 'Grace, At home', 'Erin'],
    });
  });

  test('is called', () => {
    expect(find(menu, 'Bob – in a call')?.action).toEqual({ kind: 'command', command: { kind: 'dial', target: '1002', confirm: false } });
  });
});

describe('calling', () => {
  test('the last people stand in it once each, by name and number', () => {
    const recent = [
      record('1002', 'Bob'),
      record('1003'),
      record('1002', 'Bob'),
      record('x', '', { direction: 'outgoing', destination: '+4930123' }),
      record('', '', { peer: { ...bob, name: '', number: '', uri: '' } }),
      ...Array.from({ length: 20 }, (_, n) => record(`2${n}`)),
    ];
    const menu = trayMenu(facts({ recent }));
    const [people] = read(menu) as [{ Call: string[] }];
    expect(people.Call.slice(0, 3)).toEqual(['Bob (1002)', '1003', 'x (+4930123)']);
    expect(people.Call).toHaveLength(8);
    expect(find(menu, 'Bob (1002)')?.action).toEqual({ kind: 'command', command: { kind: 'dial', target: '1002', confirm: false } });
  });

  test('a hostile name stays text', () => {
    const menu = trayMenu(facts({ recent: [record('1002', `Fish & Chips\tCtrl+Q\n${'W'.repeat(200)}`)] }));
    const [people] = read(menu) as [{ Call: string[] }];
    expect(people.Call[0]).toMatch(/^Fish && Chips Ctrl\+Q W+…$/);
    expect(people.Call[0]).toHaveLength(61);
  });

  test('missed calls lead to the list of past calls', () => {
    const menu = trayMenu(facts({ missed: 2 }));
    expect(find(menu, '2 missed calls')?.action).toEqual({ kind: 'show', command: { kind: 'show-view', view: 'phone' } });
  });
});

describe('devices', () => {
  const devices = {
    microphones: [
      { id: 'default', label: 'Default - Desk' },
      { id: 'communications', label: 'Communications - Desk' },
      { id: 'm1', label: 'Desk' },
      { id: 'm2', label: '' },
    ],
    speakers: [{ id: 's1', label: 'Headset' }],
    cameras: [],
  };
  const choose = (audio: Partial<typeof defaultSettings.audio>): TrayMenu =>
    facts({ devices, audio: { ...defaultSettings.audio, ...audio } });
  const under = (role: string, menu: TrayMenu): unknown =>
    (read(trayMenu(menu)).find((item) => typeof item === 'object' && item !== null && role in item) as Record<string, unknown>)[role];

  test('they stand in the order of preference, and the one that is used is ticked, alone', () => {
    expect(under('Microphone', choose({ microphone: [{ id: 'm1', label: 'Desk' }] }))).toEqual([
      '[x] Desk',
      '[ ] System default',
      '[ ] Microphone 1',
    ]);
    expect(under('Speaker', choose({}))).toEqual(['[x] System default', '[ ] Headset']);
  });

  test('a new id under the old name is the same device', () => {
    expect(under('Ringer', choose({ ringer: [{ id: 'old', label: 'Headset' }] }))).toEqual(['[x] Headset', '[ ] System default']);
  });

  test('one that is away keeps its place, and the next one is used', () => {
    const order = [
      { id: 'x', label: 'Jabra' },
      { id: 's1', label: 'Headset' },
    ];
    expect(under('Speaker', choose({ speaker: order }))).toEqual(['[ ] Jabra (not connected)', '[x] Headset', '[ ] System default']);
  });

  test('what is really open is ticked, whatever was wished for', () => {
    const wish = choose({ microphone: [{ id: 'm1', label: 'Desk' }], speaker: [{ id: 's1', label: 'Headset' }] });
    const open = { ...nothingOpen, microphone: { id: 'm2', label: '', rate: null }, speaker: { id: 'default', label: '' } };
    expect(under('Microphone', { ...wish, open })).toEqual(['[ ] Desk (could not be opened)', '[ ] System default', '[x] Microphone 1']);
    expect(under('Speaker', { ...wish, open })).toEqual(['[ ] Headset (could not be opened)', '[x] System default']);
  });

  test('a choice is a command', () => {
    const items = trayMenu(choose({})).flatMap((item) => (item !== 'separator' && item.label === 'Ringer' ? (item.items ?? []) : []));
    expect(items.flatMap((item) => (item === 'separator' ? [] : [item.action]))).toEqual([
      { kind: 'command', command: { kind: 'choose-device', role: 'ringer', device: null } },
      { kind: 'command', command: { kind: 'choose-device', role: 'ringer', device: { id: 's1', label: 'Headset' } } },
    ]);
  });
});

test('do not disturb is switched to what it is not', () => {
  const menu = trayMenu(facts({ doNotDisturb: true }));
  expect(menu.find((item) => item !== 'separator' && item.label === 'Do not disturb')).toMatchObject({
    isTicked: true,
    action: { command: { kind: 'do-not-disturb', on: false } },
  });
});
