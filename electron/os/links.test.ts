import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeShell } from '../testing/fake-shell.ts';
import { dialFrom, handOver, links, offerLinks, readLinks, takeLinks } from './links.ts';

const { os } = vi.hoisted(() => ({
  os: {
    app: undefined as unknown as import('node:events').EventEmitter & { isPackaged: boolean },
    taken: [] as string[],
    /** What another program keeps. */
    foreign: [] as string[],
    asked: 0,
    answer: 0,
    opened: [] as string[],
  },
}));
vi.mock('electron', async () => {
  const { EventEmitter } = await import('node:events');
  os.app = Object.assign(new EventEmitter(), {
    isPackaged: true,
    setAsDefaultProtocolClient: (scheme: string) => os.taken.push(scheme) > 0,
    isDefaultProtocolClient: (scheme: string) => os.taken.includes(scheme) && !os.foreign.includes(scheme),
  });
  const showMessageBox = async () => ({ response: ++os.asked && os.answer });
  return { app: os.app, dialog: { showMessageBox }, shell: { openExternal: async (url: string) => void os.opened.push(url) } };
});

let shell = fakeShell();
let imported: string[];
let stop: () => void;
beforeEach(() => {
  os.app.removeAllListeners();
  os.app.isPackaged = true;
  for (const list of [os.taken, os.foreign, os.opened]) list.length = 0;
  Object.assign(os, { asked: 0, answer: 0 });
  shell = fakeShell();
  imported = [];
  stop = links(shell, { importSignIn: (file) => imported.push(file) });
});

test('a link fills the dial field and asks before it calls', () => {
  let isPrevented = false;
  os.app.emit('open-url', { preventDefault: () => (isPrevented = true) }, 'tel:+4930901820');
  expect(shell.commands).toEqual([{ kind: 'dial', target: 'tel:+4930901820', confirm: true, video: false }]);
  expect([isPrevented, shell.shown]).toEqual([true, 1]);
});

test('a link without a number is told, and calls nobody', () => {
  os.app.emit('open-url', { preventDefault: () => {} }, 'tel:<script>');
  expect(shell.commands).toEqual([]);
  expect(shell.notices).toEqual([{ kind: 'bad-link', link: 'tel:<script>' }]);
});

describe('a second launch', () => {
  const launch = (data: unknown): void => void os.app.emit('second-instance', {}, ['offhook', 'tel:999'], '/', data);

  test('shows the window and hands on what it was given', () => {
    launch(handOver({ kind: 'dial', target: 'tel:555' }, '/home/ada/me.json'));
    expect(shell.shown).toBe(1);
    expect(shell.commands).toEqual([{ kind: 'dial', target: 'tel:555', confirm: true, video: false }]);
    expect(imported).toEqual(['/home/ada/me.json']);
  });

  test('with nothing to hand on only shows the window', () => {
    launch(handOver(null, null));
    expect([shell.shown, shell.commands, shell.notices, imported]).toEqual([1, [], [], []]);
  });

  test('hands on a bad link too, so that it is told', () => {
    launch(handOver({ kind: 'bad-link', link: 'tel:' }, null));
    expect(shell.notices).toEqual([{ kind: 'bad-link', link: 'tel:' }]);
  });

  test.each([undefined, null, 'tel:5', { dial: 5 }, { dial: '--self-test', signInFile: null }])(
    'with %j does no more than that',
    (data) => {
      launch(data);
      expect([shell.shown, shell.commands, imported]).toEqual([1, [], []]);
    },
  );
});

test('stopped, it hears nothing', () => {
  stop();
  os.app.emit('open-url', { preventDefault: () => {} }, 'tel:1');
  os.app.emit('second-instance', {}, [], '/', handOver(null, null));
  expect([shell.shown, shell.commands]).toEqual([0, []]);
});

test('a launch that asks for nothing dials nothing', () => {
  dialFrom(shell, null);
  expect([shell.commands, shell.notices]).toEqual([[], []]);
});

test('a link calls at once where the user chose so', () => {
  shell.settings.set({ ...shell.settings.get(), asksBeforeLink: false });
  os.app.emit('open-url', { preventDefault: () => {} }, 'tel:1');
  expect(shell.commands).toEqual([{ kind: 'dial', target: 'tel:1', confirm: false, video: false }]);
});

describe('links are asked for', () => {
  const registered = { kind: 'registered', since: 1 } as const;
  const settle = () => new Promise((resolve) => setImmediate(resolve));

  test('once in the life of a profile, when the phone works', async () => {
    const end = offerLinks(shell, 'linux');
    expect(os.asked).toBe(0);
    shell.registration.set(registered);
    await settle();
    end();
    shell.registration.set({ kind: 'offline' });
    offerLinks(shell, 'linux');
    shell.registration.set(registered);
    await settle();
    expect([os.asked, os.taken]).toEqual([1, ['tel', 'sip', 'sips', 'callto', 'offhook']]);
    expect([shell.notices, shell.memory.get().areLinksRegistered]).toEqual([[], true]);
  });

  test('and not taken from whoever says no', async () => {
    os.answer = 1;
    offerLinks(shell, 'darwin');
    shell.registration.set(registered);
    await settle();
    expect([os.asked, os.taken]).toEqual([1, []]);
  });

  test('what the system sends elsewhere all the same is told', async () => {
    os.foreign.push('tel', 'sip');
    offerLinks(shell, 'darwin');
    shell.registration.set(registered);
    await settle();
    expect(shell.notices).toEqual([{ kind: 'links-refused', schemes: 'tel:, sip:' }]);
  });

  test('never by an app that is being developed', async () => {
    os.app.isPackaged = false;
    offerLinks(shell, 'win32');
    shell.registration.set(registered);
    await settle();
    expect([os.asked, shell.memory.get().areLinksRegistered]).toEqual([0, false]);
  });

  test.each([
    ['win32', ['ms-settings:defaultapps?registeredAppUser=Offhook']],
    ['darwin', []],
    ['linux', []],
  ] as const)('on %s the user has the last word where the system wants it so', async (platform, opened) => {
    os.foreign.push('tel');
    expect(readLinks()).toMatchObject({ tel: false, offhook: false });
    expect(await takeLinks(platform)).toMatchObject({ tel: false, offhook: true });
    expect(os.opened).toEqual(opened);
  });
});
