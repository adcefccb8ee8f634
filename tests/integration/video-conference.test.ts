import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ensurePeers } from '../../build/scripts/peers.mjs';
import { type Asterisk, startAsterisk } from '../pbx/asterisk.ts';
import { type Ask, type MediaBrowser, openMediaPage } from './media-browser.ts';
import type { Colour, VideoBench } from './video-page.ts';

const { asterisk: root, chromium } = await ensurePeers({ install: false });

/** What the camera of each phone shows. */
const cameras = { '1001': 'red', '1002': 'green', '1003': 'purple', '1004': 'yellow' } as const;
type User = keyof typeof cameras;
const everyone = Object.keys(cameras) as User[];
const coloursOf = (...users: User[]): Colour[] => users.map((user) => cameras[user]);

const pjsip = everyone.map((user) => `[${user}](+)\nallow=vp8\nmax_video_streams=10\n`).join('');

describe.skipIf(root === null || chromium === null)('in a conference of a real Asterisk that passes on what everyone shows', () => {
  let browser: MediaBrowser<VideoBench>;
  let pbx: Asterisk;
  const inside = new Set<User>();
  const ask: Ask<VideoBench> = (name, ...input) => browser.ask(name, ...input);

  beforeAll(async () => {
    [browser, pbx] = await Promise.all([openMediaPage<VideoBench>(chromium!, 'video-page.ts'), startAsterisk({ pjsip })]);
    for (const user of everyone)
      await ask('open', { server: pbx.url, user, password: pbx.user(user).password, camera: cameras[user], screen: 'blue' });
  });
  afterAll(async () => {
    for (const user of everyone) await ask('close', user);
    await Promise.all([browser?.close(), pbx?.stop()]);
  });
  afterEach(async () => {
    await leave(...inside);
    await pbx.until('core show channels count', (text) => text.includes('0 active channels'));
  });

  const join = (...users: User[]): Promise<void> => come(users, true);

  async function come(users: readonly User[], video: boolean): Promise<void> {
    for (const user of users) {
      inside.add(user);
      await ask('dial', user, '7003', video);
      await ask('talks', user);
    }
  }

  async function leave(...users: User[]): Promise<void> {
    for (const user of users) {
      inside.delete(user);
      await ask('hangUp', user);
    }
  }

  /** Everyone who is there sees all others. */
  async function allSeeEachOther(): Promise<void> {
    await Promise.all([...inside].map((user) => ask('seesAll', user, coloursOf(...[...inside].filter((other) => other !== user)))));
  }

  test('each of four sees the three others, whoever comes, goes and comes back', async () => {
    await join('1001', '1002', '1003');
    await allSeeEachOther();
    await join('1004');
    await allSeeEachOther();
    await leave('1002');
    await allSeeEachOther();
    await join('1002');
    await allSeeEachOther();
  }, 60_000);

  test('the server tells who is seen in which picture, and who talks', async () => {
    for (const user of ['1001', '1002', '1003'] as const) {
      await join(user);
      await ask('mute', user, true);
    }
    const colours = { 'User 1002': 'green', 'User 1003': 'purple' } as const;
    for (const name of ['User 1002', 'User 1003'] as const) await ask('seesOf', '1001', name, colours[name]);
    for (const [user, name] of [
      ['1003', 'User 1003'],
      ['1002', 'User 1002'],
    ] as const) {
      await ask('mute', user, false);
      await ask('hearsTalk', '1001', name);
      await ask('mute', user, true);
    }
    await ask('hearsTalk', '1001');
  }, 60_000);

  test('a screen is seen by everyone beside the camera, and is gone when it ends', async () => {
    await join('1001', '1002', '1003');
    await allSeeEachOther();
    expect(await ask('share', '1001', true)).toBe('done');
    await Promise.all([
      ask('seesAll', '1001', coloursOf('1002', '1003')),
      ask('seesAll', '1002', [...coloursOf('1001', '1003'), 'blue']),
      ask('seesAll', '1003', [...coloursOf('1001', '1002'), 'blue']),
    ]);
    expect((await ask('snapshot', '1001')).video.sent.map(({ content }) => content)).toEqual(['camera', 'screen']);
    expect(await ask('stopSharing', '1001')).toBe('done');
    await allSeeEachOther();
    expect(await ask('share', '1003', false)).toBe('done');
    await ask('seesAll', '1001', [...coloursOf('1002'), 'blue']);
    expect(await ask('stopSharing', '1003')).toBe('done');
    await allSeeEachOther();
  }, 60_000);

  test('who comes with sound alone sees everyone, and is seen when the camera goes on', async () => {
    await join('1001', '1002');
    await come(['1003'], false);
    await Promise.all([ask('seesAll', '1003', coloursOf('1001', '1002')), ask('seesAll', '1001', coloursOf('1002'))]);
    expect(await ask('openCameras', '1003')).toBe(0);
    expect(await ask('turnCamera', '1003', true)).toBe('done');
    await allSeeEachOther();
  }, 60_000);

  test('who looks away, holds or turns the camera off and on again sees and is seen as before', async () => {
    await join('1001', '1002', '1003');
    await allSeeEachOther();
    await ask('receive', '1001', false);
    await ask('seesAll', '1001', []);
    await ask('receive', '1001', true);
    await allSeeEachOther();
    await ask('hold', '1001', true);
    await Promise.all([ask('seesAll', '1001', []), ask('seesAll', '1002', coloursOf('1003'))]);
    await ask('hold', '1001', false);
    await allSeeEachOther();
    await ask('turnCamera', '1003', false);
    await ask('seesAll', '1001', coloursOf('1002'));
    await ask('turnCamera', '1003', true);
    await allSeeEachOther();
  }, 60_000);
});
