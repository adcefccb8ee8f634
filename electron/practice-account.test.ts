import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { practiceAccount } from './practice-account.ts';
import { openSecrets } from './secrets.ts';
import { value } from './shell.ts';
import { fakeSafeStorage } from './testing/fake-safe-storage.ts';
import { recordingLog } from './testing/recording-log.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'offhook-practice-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the practice line is an account whose password is known until it stops, and never written', async () => {
  const { log, hidden } = recordingLog();
  const secrets = openSecrets({
    folder,
    box: fakeSafeStorage(),
    storage: value('encrypted' as const),
    log,
    onLost: () => {},
    onSetAside: () => {},
  });
  let stopped = 0;
  const line = {
    start: async () => ({ url: 'ws://127.0.0.1:40000/0123456789abcdef', user: 'you', password: 'made anew' }),
    stop: async () => void stopped++,
  };
  const practice = practiceAccount({ line, secrets, log });
  expect(await practice.start()).toMatchObject({
    id: 'practice',
    kind: 'practice',
    server: 'ws://127.0.0.1:40000/0123456789abcdef',
    user: 'you',
  });
  expect(await secrets.read('practice')).toEqual({ password: 'made anew', turnPassword: '' });
  expect(hidden).toEqual(expect.arrayContaining(['/0123456789abcdef', 'made anew']));
  await practice.stop();
  expect(await secrets.read('practice')).toBeNull();
  expect([stopped, readdirSync(folder)]).toEqual([1, []]);
});
