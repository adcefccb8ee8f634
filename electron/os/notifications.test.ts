import type { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CallRecord, CallSnapshot } from '../../shared/call.ts';
import type { NotificationSettings } from '../../shared/settings.ts';
import { callIn, fakeShell } from '../testing/fake-shell.ts';
import { bodyText, callerOptions, notifications } from './notifications.ts';

type Shown = EventEmitter & { title: string; body: string };
const { os } = vi.hoisted(() => ({
  os: { shown: [] as unknown[], monitor: undefined as unknown as EventEmitter, isLocked: false, isSupported: true },
}));
vi.mock('electron', async () => {
  const { EventEmitter } = await import('node:events');
  os.monitor = Object.assign(new EventEmitter(), { getSystemIdleState: () => (os.isLocked ? 'locked' : 'active') });
  class Notification extends EventEmitter {
    static isSupported = (): boolean => os.isSupported;
    constructor(options: object) {
      super();
      Object.assign(this, options);
    }
    show = (): void => void os.shown.push(this);
    close = (): void => {
      os.shown = os.shown.filter((one) => one !== this);
      this.emit('close');
    };
  }
  return { Notification, powerMonitor: os.monitor };
});

const bob = { name: 'Bob', number: '1002', uri: 'sip:1002@example.com', company: '', avatar: '' };
const rings: CallSnapshot = { ...callIn({ kind: 'ringing' }), direction: 'incoming', peer: bob };
const missedCall = (name: string): CallRecord =>
  ({
    id: name,
    direction: 'incoming',
    peer: { ...bob, name },
    answeredAt: null,
    reason: { kind: 'cancelled', by: 'remote', code: null, phrase: '' },
  }) as CallRecord;

let shell = fakeShell();
let stop: () => void;
const shown = (): string[] => (os.shown as Shown[]).map(({ title, body }) => `${title}: ${body}`);
const set = (change: Partial<NotificationSettings>): void => {
  const settings = shell.settings.get();
  shell.settings.set({ ...settings, notifications: { ...settings.notifications, ...change } });
};
const miss = (name: string): void => {
  shell.recent.set([missedCall(name), ...shell.recent.get()]);
  shell.missed.set(shell.missed.get() + 1);
};

beforeEach(() => {
  os.shown.length = 0;
  os.isLocked = false;
  os.isSupported = true;
  shell = fakeShell();
  shell.face.set('hidden');
  stop = notifications(shell);
});
afterEach(() => stop());

describe('a caller', () => {
  test('is announced once, and no longer than they ring', () => {
    shell.calls.set([rings]);
    shell.calls.set([{ ...rings }]);
    expect(shown()).toEqual(['Bob: Incoming call']);
    shell.calls.set([callIn({ kind: 'active', since: 1, hold: 'none' })]);
    expect(shown()).toEqual([]);
  });

  test('is answered or declined by a button, and shown by a click', () => {
    shell.calls.set([rings]);
    const [notification] = os.shown as Shown[];
    notification?.emit('action', {}, 0);
    notification?.emit('action', {}, 1);
    notification?.emit('click');
    expect(shell.commands).toEqual([
      { kind: 'answer', callId: 'call-1' },
      { kind: 'decline', callId: 'call-1', mode: 'decline' },
    ]);
    expect(shell.shown).toBe(1);
  });

  test('in front of the user needs none', () => {
    shell.face.set('front');
    shell.calls.set([rings]);
    expect(shown()).toEqual([]);
  });

  test('is not announced where the user does not want it', () => {
    set({ ringing: false });
    shell.calls.set([rings]);
    expect(shown()).toEqual([]);
  });

  test('has buttons where the system has them', () => {
    const texts = (platform: NodeJS.Platform) => callerOptions(rings, true, platform).actions?.map(({ text }) => text);
    expect([texts('darwin'), texts('win32'), texts('linux')]).toEqual([['Answer', 'Decline'], ['Answer', 'Decline'], undefined]);
  });

  test('says when it is a video call', () => {
    const withVideo = { ...rings, video: { ...rings.video, isAsked: true } };
    expect([rings, withVideo].map((call) => callerOptions(call, true, 'linux').body)).toEqual(['Incoming call', 'Incoming video call']);
  });
});

describe('who calls', () => {
  test.each([
    ['always', true, 'Bob'],
    ['unlocked', false, 'Bob'],
    ['unlocked', true, 'Offhook'],
    ['never', false, 'Offhook'],
  ] as const)('is said %s, screen locked: %s', (caller, isLocked, title) => {
    set({ caller });
    os.isLocked = isLocked;
    shell.calls.set([rings]);
    expect(shown()).toEqual([`${title}: Incoming call`]);
    miss('Bob');
    expect(shown()[1]).toBe(title === 'Bob' ? '1 missed call: The last one was from Bob.' : '1 missed call: ');
  });

  test('is taken off a screen that is locked, unless the user says otherwise', () => {
    miss('Bob');
    os.monitor.emit('lock-screen');
    expect(shown()).toEqual([]);
    set({ caller: 'always' });
    miss('Carol');
    os.monitor.emit('lock-screen');
    expect(shown()).toHaveLength(1);
  });
});

describe('missed calls', () => {
  test('are counted in one notification, which opens the list and goes when the user looked', () => {
    miss('Bob');
    miss('Carol');
    expect(shown()).toEqual(['2 missed calls: The last one was from Carol.']);
    (os.shown as Shown[])[0]?.emit('click');
    expect([shell.shown, shell.commands]).toEqual([1, [{ kind: 'show-view', view: 'phone' }]]);
    shell.missed.set(0);
    expect(shown()).toEqual([]);
  });

  test('of an earlier run are not announced again', () => {
    stop();
    shell = fakeShell();
    shell.missed.set(3);
    stop = notifications(shell);
    expect(shown()).toEqual([]);
  });

  test('are only counted where the user wants no notification', () => {
    set({ missed: false });
    miss('Bob');
    expect(shown()).toEqual([]);
  });
});

describe('a message', () => {
  const talking = { ...callIn({ kind: 'active', since: 1, hold: 'none' }), peer: bob };
  const write = (...texts: string[]): void =>
    shell.calls.set([{ ...talking, messages: texts.map((text, index) => ({ from: 'them', text, at: (index + 1) * 5000 })) }]);

  test('is quoted while the window is not in front, one notification a call, and opens where it can be answered', () => {
    write('Hello');
    write('Hello', 'Still there?');
    expect(shown()).toEqual(['Bob: Still there?']);
    (os.shown as Shown[])[0]?.emit('click');
    expect([shell.shown, shell.commands]).toEqual([1, [{ kind: 'show-messages', of: 'call-1' }]]);
    shell.face.set('front');
    expect(shown()).toEqual([]);
    write('Hello', 'Still there?', 'Good');
    expect(shown()).toEqual([]);
  });

  test('says neither who nor what where callers are not to be named', () => {
    set({ caller: 'never' });
    write('The code is 4711');
    expect(shown()).toEqual(['Offhook: New message']);
  });

  test('of ours, or where none is wanted, is not announced; it goes with the call', () => {
    shell.calls.set([{ ...talking, messages: [{ from: 'us', text: 'Hello', at: 1 }] }]);
    expect(shown()).toEqual([]);
    set({ messages: false });
    write('Hello');
    expect(shown()).toEqual([]);
    set({ messages: true });
    write('Hello', 'You?');
    shell.calls.set([]);
    expect(shown()).toEqual([]);
  });

  test('of somebody who writes without end is not announced each time', () => {
    const messages = Array.from({ length: 50 }, (_, i) => ({ from: 'them' as const, text: `${i}`, at: 1000 + i }));
    let count = 0;
    for (let i = 1; i <= 50; i++) {
      shell.calls.set([{ ...talking, messages: messages.slice(0, i) }]);
      if (shown()[0] === `Bob: ${i - 1}`) count++;
    }
    expect(count).toBe(1);
  });

  test.each([
    ['linux', '&lt;a href="https://example.com"&gt;1 &amp; 2&lt;/a&gt;'],
    ['darwin', '<a href="https://example.com">1 & 2</a>'],
    ['win32', '<a href="https://example.com">1 & 2</a>'],
  ] as const)('is no markup on %s', (platform, expected) => {
    expect(bodyText('<a href="https://example.com">1 &\n2</a>', platform)).toBe(expected);
    expect(bodyText('x'.repeat(10_000), platform)).toHaveLength(300);
  });
});

test('stopped, it takes its notifications along and hears nothing', () => {
  miss('Bob');
  stop();
  shell.calls.set([rings]);
  expect([shown(), os.monitor.listenerCount('lock-screen')]).toEqual([[], 0]);
  stop = () => {};
});

test('where the system has none, nothing is shown', () => {
  stop();
  os.isSupported = false;
  stop = notifications(shell);
  shell.calls.set([rings]);
  expect(shown()).toEqual([]);
});
