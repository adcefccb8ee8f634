import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'vitest';
import { ensurePeers } from '../../build/scripts/peers.mjs';

const { asterisk, ffmpeg, kamailio } = await ensurePeers({ install: false, log: () => {} });
const hasSoundServer = spawnSync('pulseaudio', ['--version']).status === 0;

/** Skipped, by name in the closing line, where no Asterisk could be installed. */
export const testWithAsterisk = test.skipIf(asterisk === null);

/** The same for devices that can be unplugged: they come from a PulseAudio. */
export const testWithSoundServer = test.skipIf(asterisk === null || !hasSoundServer);

/** The same for recordings, which a decoder that is not ours must understand. */
export const testWithDecoder = test.skipIf(asterisk === null || ffmpeg === null);

/** The same for phones that reach each other through a proxy, which is a presence server as well. */
export const testWithProxy = test.skipIf(kamailio === null);

/** The same for phones that reach each other through a proxy, which hands on what one tells the other. */
export const testWithProxyAndDecoder = test.skipIf(kamailio === null || ffmpeg === null);

/** The same for disks of a test's own, which only root can make. */
export const testWithDecoderAndDisk = test.skipIf(asterisk === null || ffmpeg === null || !canMount());

function canMount(): boolean {
  const folder = mkdtempSync(path.join(tmpdir(), 'offhook-mount-'));
  const isSo = spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', folder]).status === 0;
  if (isSo) spawnSync('umount', [folder]);
  rmdirSync(folder);
  return isSo;
}
