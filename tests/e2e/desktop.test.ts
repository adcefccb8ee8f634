import { spawn } from 'node:child_process';
import { access, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isStandIn } from '../host/launch.ts';
import { Offhook } from './offhook.ts';

const repository = path.resolve(import.meta.dirname, '../..');
let userData: string;
let phone: Offhook | undefined;

beforeEach(async () => {
  userData = await mkdtemp(path.join(os.tmpdir(), 'offhook-desktop-'));
});
afterEach(async () => {
  await phone?.close();
  phone = undefined;
  await rm(userData, { recursive: true, force: true, maxRetries: 5 });
});

/** Opens the app on the practice line, past the first run. */
async function openOnPractice(args: string[] = []): Promise<Offhook> {
  const offhook = await Offhook.open({ userData, args });
  phone = offhook;
  await offhook.page.getByRole('button', { name: /Make a test call now/ }).click();
  await offhook.page
    .getByRole('button', { name: /Start using Offhook|Skip/ })
    .first()
    .click();
  await offhook.light('Practice').waitFor();
  return offhook;
}

/** Starts the app again on the same profile, as a click on a link does, and returns its exit code. */
function startAgain(...args: string[]): Promise<number | null> {
  const binary = createRequire(import.meta.url)('electron') as unknown as string;
  const second = spawn(binary, [`--user-data-dir=${userData}`, repository, ...args], { stdio: 'ignore' });
  return new Promise((resolve) => second.on('exit', resolve));
}

test('a second start passes its number on and ends', async () => {
  const offhook = await openOnPractice();
  expect(await startAgain('tel:+49-30-1234')).toBe(0);
  await expect.poll(() => offhook.dialField.inputValue()).toBe('+49301234');
  expect(await offhook.card().count()).toBe(0);
});

test('a hostile link is told, dials nothing, and the phone goes on', async () => {
  const offhook = await openOnPractice();
  expect(await startAgain('tel:javascript%3Aalert(1)%0d%0aX-Evil:1')).toBe(0);
  await offhook.page.getByText('holds no number that Offhook could call').waitFor();
  expect(await offhook.dialField.inputValue()).toBe('');
  await offhook.talkTo('600');
  await offhook.button('Hang up', offhook.card()).click();
});

test('of a link of 10,000 characters, or one that is written for a shell, at most the number is called', async () => {
  const offhook = await openOnPractice();
  await offhook.set({ asksBeforeLink: false });
  const trace = path.join(userData, 'trace');
  for (const [index, link] of [`tel:${'1'.repeat(10_000)}`, `tel:600$(touch ${trace})`, `tel:600\`touch ${trace}\``].entries()) {
    expect(await startAgain(link)).toBe(0);
    await expect.poll(() => offhook.page.getByText('holds no number that Offhook could call').count()).toBe(index + 1);
  }
  expect(await offhook.card().count()).toBe(0);
  expect(await startAgain(`tel:600;touch ${trace}|touch ${trace}&`)).toBe(0);
  await offhook.card('600').getByText('In call').waitFor();
  await expect(access(trace)).rejects.toThrow();
});

test('a navigation that was refused leaves the phone open to links', async () => {
  const offhook = await openOnPractice();
  await offhook.page.evaluate(() => location.assign('https://example.com/'));
  expect(await startAgain('tel:5551234')).toBe(0);
  await expect.poll(() => offhook.dialField.inputValue()).toBe('5551234');
});

test('a settings file that cannot be read is kept aside and told', async () => {
  await writeFile(path.join(userData, 'settings.json'), '{"version": 1, "accounts": ');
  phone = await Offhook.open({ userData });
  await phone.page.getByText('It was kept as').waitFor();
  const kept = (await readdir(userData)).filter((name) => /^settings\.corrupt-/.test(name));
  expect(kept).toHaveLength(1);
  expect(await readFile(path.join(userData, kept[0] ?? ''), 'utf8')).toBe('{"version": 1, "accounts": ');
});

test('a sign-in file that holds nonsense is told and harms nothing', async () => {
  const file = path.join(userData, 'sign-in.json');
  await writeFile(file, '{"server": 5}');
  phone = await Offhook.open({ userData, args: [`--sign-in=${file}`] });
  await phone.page.getByText('could not be used').waitFor();
  await phone.page.getByRole('button', { name: /Make a test call now/ }).waitFor();
});

test('past calls survive a restart', async () => {
  const offhook = await openOnPractice();
  await offhook.dial('999');
  await offhook.ended.waitFor();
  await offhook.close();
  phone = await Offhook.open({ userData });
  await phone.page.getByRole('region', { name: 'Recent calls' }).getByText('999').first().waitFor();
});

test('the page cannot leave the house', async () => {
  phone = await Offhook.open({ userData });
  const { page } = phone;
  const answers = await page.evaluate(async () => {
    const refused = (work: () => unknown) =>
      Promise.resolve()
        .then(work)
        .then(
          () => 'allowed',
          (error: Error) => error.name,
        );
    return {
      globals: ['require', 'process', 'module', 'ipcRenderer'].filter((name) => name in globalThis),
      bridge: Object.keys((globalThis as unknown as { bridge: object }).bridge).sort(),
      // Later, in a task of the page's own: what DevTools evaluates is exempt from the policy.
      eval: await new Promise((resolve) => setTimeout(() => void refused(() => new Function('return 1')()).then(resolve))),
      fetch: await refused(() => fetch('http://127.0.0.1:9/')),
      screen: await refused(() => navigator.mediaDevices.getDisplayMedia({ video: true })),
      place: await refused(() => new Promise((yes, no) => navigator.geolocation.getCurrentPosition(yes, () => no(new Error())))),
      window: String(window.open('https://example.com')),
      unknown: await refused(() =>
        (globalThis as unknown as { bridge: { request: (name: string) => Promise<unknown> } }).bridge.request('toString'),
      ),
    };
  });
  expect(answers).toEqual({
    globals: [],
    bridge: ['on', 'request'],
    eval: 'EvalError',
    fetch: 'TypeError',
    screen: 'NotAllowedError',
    place: 'Error',
    window: 'null',
    unknown: 'Error',
  });
  const before = await phone.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL());
  await page.evaluate(() => location.assign('https://example.com/'));
  await page.getByRole('button', { name: /Make a test call now/ }).waitFor();
  expect(await phone.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL())).toBe(before);
});

test.runIf(isStandIn)('the computer stays awake for a call and no longer', async () => {
  const offhook = await openOnPractice();
  const blockers = () =>
    offhook.app.evaluate((electron) => [
      ...(electron as unknown as { host: { state: { powerSaveBlockers: Map<number, string> } } }).host.state.powerSaveBlockers.values(),
    ]);
  expect(await blockers()).toEqual([]);
  await offhook.talkTo('600');
  await expect.poll(blockers).toEqual(['prevent-app-suspension']);
  await offhook.button('Hang up', offhook.card()).click();
  await expect.poll(blockers).toEqual([]);
});

/** `npm start -- --self-test`, begun by another program where there are words for one. */
async function selfTest(...through: string[]): Promise<{ code: number | null; output: string }> {
  const [command = '', ...args] = [...through, process.execPath, path.join(repository, 'build/scripts/start.mjs'), '--self-test'];
  const run = spawn(command, args, { cwd: repository });
  let output = '';
  for (const stream of [run.stdout, run.stderr]) stream.on('data', (text: Buffer) => (output += text));
  const code = await new Promise<number | null>((resolve) => run.on('exit', resolve));
  return { code, output };
}

test('the self-test proves sound without account and window, and exits 0', async () => {
  const { code, output } = await selfTest();
  expect(output).toMatch(/\d+ ms/);
  expect({ code, output }).toMatchObject({ code: 0 });
}, 120_000);

/** A network of its own with nothing but loopback in it: root on Linux may make one. */
const canCutOff = process.platform === 'linux' && process.getuid?.() === 0;
test.skipIf(!canCutOff)(
  'the self-test passes on a machine without any network',
  async () => {
    const { code, output } = await selfTest('unshare', '--net', '--', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh');
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('1 kHz tone came back') });
  },
  120_000,
);
