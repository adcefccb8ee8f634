import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isStandIn, launchApp } from '../host/launch.ts';

const root = path.resolve(import.meta.dirname, '../..');
const binary = (name: string): string => path.join(root, 'node_modules/.bin', name);
const run = (command: string, ...args: string[]): string => execFileSync(command, args, { cwd: root, encoding: 'utf8' });
const debianArchitecture = { x64: 'amd64', arm64: 'arm64' }[process.arch as string] ?? process.arch;

/** A fake Electron distribution: enough for electron-builder, with the marker that @electron/fuses looks for and nine wires that are on. */
async function stubElectron(folder: string): Promise<void> {
  await mkdir(path.join(folder, 'locales'), { recursive: true });
  for (const name of ['locales/en-US.pak', 'locales/de.pak', 'LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox'])
    await writeFile(path.join(folder, name), '');
  const marker = '#!/bin/sh\nexit 0\n# dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
  const wires = [Buffer.from([1, 9]), Buffer.from('1'.repeat(9))];
  await writeFile(path.join(folder, 'electron'), Buffer.concat([Buffer.from(marker), ...wires]), { mode: 0o755 });
}

// The .deb is made with dpkg-deb in place of fpm, which would be downloaded: so on Debian and its relatives only.
describe.runIf(process.platform === 'linux')('the package for Linux', () => {
  let folder: string;
  let out: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'offhook-package-'));
    out = path.join(folder, 'out');
    await stubElectron(path.join(folder, 'electron'));
    execFileSync(
      binary('electron-builder'),
      ['--linux', 'deb', '--publish', 'never', `-c.electronDist=${folder}/electron`, `-c.directories.output=${out}`],
      { cwd: root, stdio: 'pipe', env: { ...process.env, CUSTOM_FPM_PATH: path.join(import.meta.dirname, 'fpm') } },
    );
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('holds the bundles, the page and nothing else', () => {
    const files = run(binary('asar'), 'list', `${out}/linux-unpacked/resources/app.asar`)
      .trim()
      .split('\n')
      .filter((name) => /\.\w+$/.test(name));
    expect(files).toEqual(
      expect.arrayContaining([
        '/dist/electron/main.js',
        '/dist/electron/practice.js',
        '/dist/electron/preload.cjs',
        '/dist/renderer/index.html',
        '/dist/renderer/ring/index.html',
        '/dist/renderer/headset-program/index.html',
        '/package.json',
      ]),
    );
    const expected =
      /^\/(package\.json|dist\/(electron\/(main\.js|practice\.js|preload\.cjs)|renderer\/(((ring|headset-program)\/)?index\.html|assets\/[\w.-]+\.(js|css|woff2|wasm))))$/;
    expect(files.filter((name) => !expected.test(name))).toEqual([]);
  });

  test('the .deb says what it needs, opens telephone links and has an icon of every size', async () => {
    const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
    const deb = `${out}/offhook-${version}-linux-${debianArchitecture}.deb`;
    expect(run('dpkg-deb', '-f', deb, 'Package', 'Version', 'Depends')).toMatch(
      new RegExp(`^Package: offhook\nVersion: ${version}\nDepends: .*libsecret-1-0`),
    );
    const list = run('dpkg-deb', '-c', deb);
    expect(list).toContain('./opt/Offhook/offhook\n');
    for (const size of [16, 24, 32, 48, 64, 128, 256, 512, 1024])
      expect(list).toContain(`./usr/share/icons/hicolor/${size}x${size}/apps/offhook.png\n`);
    const unpacked = path.join(folder, 'deb');
    run('dpkg-deb', '-R', deb, unpacked);
    const entry = await readFile(`${unpacked}/usr/share/applications/offhook.desktop`, 'utf8');
    expect(entry.split('\n')).toEqual(
      expect.arrayContaining([
        'Name=Offhook',
        'Exec=/opt/Offhook/offhook %U',
        'Icon=offhook',
        'StartupWMClass=offhook',
        'Categories=Network;Telephony;',
        'MimeType=x-scheme-handler/tel;x-scheme-handler/sip;x-scheme-handler/sips;x-scheme-handler/callto;x-scheme-handler/offhook;',
      ]),
    );
  });

  test('the binary is closed: it runs no other code', () => {
    const fuses = run(binary('electron-fuses'), 'read', '--app', `${out}/linux-unpacked/offhook`);
    for (const off of [
      'RunAsNode',
      'EnableNodeOptionsEnvironmentVariable',
      'EnableNodeCliInspectArguments',
      'GrantFileProtocolExtraPrivileges',
    ])
      expect(fuses).toContain(`${off} is Disabled`);
    for (const on of ['OnlyLoadAppFromAsar', 'EnableEmbeddedAsarIntegrityValidation', 'EnableCookieEncryption'])
      expect(fuses).toContain(`${on} is Enabled`);
  });

  test.runIf(isStandIn)('the packed app starts', async () => {
    const packed = path.join(folder, 'packed');
    run(binary('asar'), 'extract', `${out}/linux-unpacked/resources/app.asar`, packed);
    const { page, close } = await launchApp({ root: packed });
    await page.locator('#app > *').first().waitFor();
    expect(await page.title()).toBe('Offhook');
    await close();
  });
});
