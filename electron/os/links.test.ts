import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeShell } from '../testing/fake-shell.ts';
import { dialFrom, handOver, links, registerLinks } from './links.ts';

const { os } = vi.hoisted(() => ({
  os: { app: undefined as unknown as import('node:events').EventEmitter & { isPackaged: boolean }, taken: [] as string[] },
}));
vi.mock('electron', async () => {
  const { EventEmitter } = await import('node:events');
  os.app = Object.assign(new EventEmitter(), {
    isPackaged: true,
    setAsDefaultProtocolClient: (scheme: string) => os.taken.push(scheme) > 0,
  });
  return { app: os.app };
});

let shell = fakeShell();
let imported: string[];
let stop: () => void;
beforeEach(() => {
  os.app.removeAllListeners();
  os.app.isPackaged = true;
  os.taken.length = 0;
  shell = fakeShell();
  imported = [];
  stop = links(shell, { importSignIn: (file) => imported.push(file) });
});

test('a link fills the dial field and asks before it calls', () => {
  let isPrevented = false;
  os.app.emit('open-url', { preventDefault: () => (isPrevented = true) }, 'tel:+4930901820');
  expect(shell.commands).toEqual([{ kind: 'dial', target: 'tel:+4930901820', confirm: true }]);
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
    expect(shell.commands).toEqual([{ kind: 'dial', target: 'tel:555', confirm: true }]);
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

describe('the system is offered our links', () => {
  test.each(['win32', 'darwin'] as const)('on %s once in the life of a profile', (platform) => {
    registerLinks(shell, platform);
    registerLinks(shell, platform);
    expect(os.taken).toEqual(['tel', 'sip', 'sips', 'callto', 'offhook']);
  });

  test('on Linux by the package', () => {
    registerLinks(shell, 'linux');
    expect(os.taken).toEqual([]);
  });

  test('never by an app that is being developed', () => {
    os.app.isPackaged = false;
    registerLinks(shell, 'win32');
    expect(os.taken).toEqual([]);
    expect(shell.memory.get().areLinksRegistered).toBe(false);
  });
});
