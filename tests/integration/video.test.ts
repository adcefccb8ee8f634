import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ensurePeers } from '../../build/scripts/peers.mjs';
import { type Asterisk, startAsterisk } from '../pbx/asterisk.ts';
import { type Kamailio, startKamailio } from '../pbx/kamailio.ts';
import { type Ask, type MediaBrowser, openMediaPage } from './media-browser.ts';
import type { PhoneOptions, VideoBench } from './video-page.ts';

const { asterisk: root, kamailio: proxy, chromium } = await ensurePeers({ install: false });

/** What the camera and the screen of each phone show, and what it says. */
const shown: Readonly<Record<string, Pick<PhoneOptions, 'camera' | 'screen' | 'voice'>>> = {
  '1001': { camera: 'red', screen: 'yellow' },
  '1002': { camera: 'green', screen: 'blue' },
  '1003': { camera: 'purple', screen: 'blue', voice: 'other voice' },
  '1004': { camera: 'yellow', screen: 'blue' },
  '1005': { camera: 'blue', screen: 'yellow' },
};

/** An Asterisk turns no codec into another: what each of its users has. */
const codecs = { '1001': 'vp8', '1002': 'vp8', '1003': 'vp8', '1004': 'h264', '1005': 'h264' };
const pjsip = Object.entries(codecs)
  .map(([user, codec]) => `[${user}](+)\nallow=${codec}\nmax_video_streams=1\n`)
  .join('');
const room = (number: string, mode: string): string => `
exten => ${number},1,Answer()
 same => n,Set(CONFBRIDGE(bridge,video_mode)=${mode})
 same => n,Set(CONFBRIDGE(user,quiet)=yes)
 same => n,ConfBridge(${number})
`;
const dialplan = `
[users](+)
${room('7001', 'follow_talker')}
; refuses the first call with 488, and is an echo for the next
exten => 7002,1,GotoIf($["\${GLOBAL(REFUSED)}" = "yes"]?echo)
 same => n,Set(GLOBAL(REFUSED)=yes)
 same => n,Hangup(58)
 same => n(echo),Answer()
 same => n,Echo()
`;

let browser: MediaBrowser<VideoBench>;
const open = new Set<string>();
const ask: Ask<VideoBench> = (name, ...input) => browser.ask(name, ...input);

beforeAll(async () => {
  if (chromium) browser = await openMediaPage<VideoBench>(chromium, 'video-page.ts');
});
afterAll(() => browser?.close());

async function signIn(server: { url: string; user: (name: string) => { password: string } }, ...users: string[]): Promise<void> {
  for (const user of users) {
    open.add(user);
    await ask('open', { server: server.url, user, password: server.user(user).password, ...shown[user]! });
  }
}

async function signOut(): Promise<void> {
  for (const user of open) await ask('close', user);
  open.clear();
}

async function connect(from: string, to: string, video = { from: false, to: false }): Promise<void> {
  await ask('dial', from, to, video.from);
  await ask('answer', to, video.to);
  await ask('talks', from);
}

/** What a description says of its streams: kind and port, and direction. */
const streamsOf = (text: string): string[] => text.match(/^(m=\w+ \d+|a=(sendrecv|sendonly|recvonly|inactive)|a=content:\w+)/gm) ?? [];

describe.skipIf(proxy === null || chromium === null)('phone to phone through a real Kamailio', () => {
  let kamailio: Kamailio;
  beforeAll(async () => {
    kamailio = await startKamailio();
  });
  afterAll(() => kamailio?.stop());
  afterEach(signOut);

  test('a call with pictures is answered with pictures: both see each other, held no camera is open, and resumed they see again', async () => {
    await signIn(kamailio, '1001', '1002');
    await connect('1001', '1002', { from: true, to: true });
    await Promise.all([ask('sees', '1001', 'camera', 'green'), ask('sees', '1002', 'camera', 'red')]);
    await ask('hold', '1001', true);
    await Promise.all([ask('seesNothing', '1001'), ask('seesNothing', '1002')]);
    expect((await ask('snapshot', '1002')).video.isPaused).toBe(true);
    expect(await Promise.all([ask('openCameras', '1001'), ask('openCameras', '1002')])).toEqual([0, 0]);
    await ask('hold', '1001', false);
    await Promise.all([ask('sees', '1001', 'camera', 'green'), ask('sees', '1002', 'camera', 'red')]);
  });

  test('a call with pictures that is answered without shows none, and they come when the user wants them', async () => {
    await signIn(kamailio, '1001', '1002');
    await ask('dial', '1001', '1002', true);
    const ringing = await ask('answer', '1002', false);
    expect(ringing.video).toMatchObject({ isAsked: true, sent: [], received: [] });
    await ask('talks', '1001');
    expect(streamsOf(await ask('lastText', '1002', 'SIP/2.0 200'))).toEqual([
      expect.stringMatching(/^m=audio [1-9]/),
      'a=sendrecv',
      expect.stringMatching(/^m=video \d+/),
      'a=inactive',
    ]);
    expect((await ask('snapshot', '1001')).state.kind).toBe('active');
    expect((await ask('snapshot', '1002')).video).toMatchObject({ isRefused: true, sent: [], received: [] });
    expect(await ask('turnCamera', '1001', true)).toBe('no-video');
    expect(await ask('turnCamera', '1002', true)).toBe('done');
    await ask('sees', '1001', 'camera', 'green');
  });

  test('cameras go on, are replaced and go off within a call, and the far end’s never turns on ours', async () => {
    await signIn(kamailio, '1001', '1002');
    await connect('1001', '1002');
    expect(await ask('lastText', '1001', 'INVITE')).not.toContain('m=video');
    expect(await ask('turnCamera', '1001', true)).toBe('done');
    await ask('sees', '1002', 'camera', 'red');
    expect((await ask('snapshot', '1002')).video).toMatchObject({ isAsked: true, sent: [] });
    expect(await ask('turnCamera', '1002', true)).toBe('done');
    await ask('sees', '1001', 'camera', 'green');
    expect(await ask('replaceCamera', '1001', 'purple')).toBe('done');
    await ask('sees', '1002', 'camera', 'purple');
    expect(await ask('turnCamera', '1001', false)).toBe('done');
    await ask('shows', '1002', 'camera', '');
    await ask('end', '1002', 'camera');
    await ask('shows', '1001', '', '');
    expect(await ask('snapshot', '1002')).toMatchObject({ notice: 'camera-lost', state: { kind: 'active' } });
    expect(await ask('turnCamera', '1001', true)).toBe('done');
    await ask('sees', '1002', 'camera', 'red');
  });

  test('what comes is begun anew at either side: both see each other as before, and agree on a hold at the same moment', async () => {
    await signIn(kamailio, '1001', '1002');
    await connect('1001', '1002', { from: true, to: true });
    for (const user of ['1001', '1002']) {
      await Promise.all([ask('sees', '1001', 'camera', 'green'), ask('sees', '1002', 'camera', 'red')]);
      await ask('renew', user);
    }
    await Promise.all([ask('sees', '1001', 'camera', 'green'), ask('sees', '1002', 'camera', 'red')]);
    await Promise.all([ask('renew', '1001'), ask('renew', '1002'), ask('hold', '1001', true)]);
    await Promise.all([ask('seesNothing', '1001'), ask('seesNothing', '1002')]);
    await Promise.all([ask('renew', '1001'), ask('renew', '1002'), ask('hold', '1001', false)]);
    await Promise.all([ask('sees', '1001', 'camera', 'green'), ask('sees', '1002', 'camera', 'red'), ask('hears', '1002', 'voice')]);
  });

  test('a screen goes beside the camera or in its place, is known as one, and its end ends the sharing', async () => {
    await signIn(kamailio, '1001', '1002');
    await connect('1001', '1002', { from: true, to: true });
    await ask('sees', '1002', 'camera', 'red');
    expect(await ask('share', '1001', true)).toBe('done');
    await Promise.all([ask('sees', '1002', 'screen', 'yellow'), ask('sees', '1002', 'camera', 'red')]);
    expect(streamsOf(await ask('lastText', '1001', 'INVITE')).filter((line) => line.startsWith('a=content'))).toEqual([
      'a=content:main',
      'a=content:slides',
    ]);
    await ask('end', '1001', 'screen');
    await ask('shows', '1002', 'camera', 'camera');
    expect((await ask('snapshot', '1001')).notice).toBe('screen-ended');
    expect(await ask('share', '1001', false)).toBe('done');
    await ask('sees', '1002', 'screen', 'yellow');
    await ask('shows', '1001', 'screen', 'camera');
    expect(await ask('stopSharing', '1001')).toBe('done');
    await ask('sees', '1002', 'camera', 'red');
  });

  test('the sound of a shared screen is heard beside the voice, without it while muted, and not after the sharing', async () => {
    await signIn(kamailio, '1001', '1002');
    await connect('1001', '1002');
    await ask('hears', '1002', 'voice');
    expect(await ask('share', '1001', true, true)).toBe('done');
    await Promise.all([ask('hears', '1002', 'voice', 'screen'), ask('sees', '1002', 'screen', 'yellow'), ask('hears', '1001', 'voice')]);
    await ask('mute', '1001', true);
    await ask('hears', '1002', 'screen');
    await ask('mute', '1001', false);
    await ask('hears', '1002', 'voice', 'screen');
    expect(await ask('stopSharing', '1001')).toBe('done');
    await ask('hears', '1002', 'voice');
    expect(await ask('share', '1001', true, true)).toBe('done');
    await ask('hears', '1002', 'voice', 'screen');
    await ask('end', '1001', 'screen');
    await ask('hears', '1002', 'voice');
  });

  test('the sound of a screen that is shared with one of a conference is heard by them beside all others, and by nobody else', async () => {
    await signIn(kamailio, '1001', '1002', '1003');
    await connect('1001', '1002');
    await connect('1001', '1003');
    await ask('merge', '1001');
    await Promise.all([ask('hears', '1002', 'voice', 'other voice'), ask('hears', '1003', 'voice')]);
    expect(await ask('share', '1001', true, true)).toBe('done');
    await Promise.all([ask('hears', '1002', 'voice', 'other voice', 'screen'), ask('hears', '1003', 'voice')]);
    expect(await ask('stopSharing', '1001')).toBe('done');
    await ask('hears', '1002', 'voice', 'other voice');
  });

  test('a call with pictures that joins a conference has sound only while it lasts', async () => {
    await signIn(kamailio, '1001', '1002', '1003');
    await connect('1001', '1002', { from: true, to: true });
    await ask('sees', '1001', 'camera', 'green');
    await connect('1001', '1003');
    await ask('merge', '1001');
    await Promise.all([ask('shows', '1001', '', ''), ask('seesNothing', '1002'), ask('hears', '1002', 'voice', 'other voice')]);
    expect(await ask('openCameras', '1001')).toBe(0);
    await ask('hangUp', '1003');
    await ask('sees', '1001', 'camera', 'green');
    expect(await ask('openCameras', '1001')).toBe(0);
  });

  test('pictures are sent in the codec that is preferred, and the far end is told how much we take', async () => {
    await signIn(kamailio, '1001', '1002');
    const known = await ask('codecs');
    for (const codec of ['VP8', 'VP9', 'AV1', 'H264'] as const) {
      if (!known.includes(codec)) continue;
      for (const user of ['1001', '1002']) await ask('setRules', user, { codec, maxBitRate: 300_000 });
      await connect('1001', '1002', { from: true, to: true });
      expect(await ask('codec', '1002', codec)).toBe('320x240');
      expect(await ask('lastText', '1001', 'INVITE')).toMatch(/^b=AS:300\r\nb=TIAS:300000\r$/m);
      await ask('hangUp', '1001');
    }
    expect(known).toEqual(expect.arrayContaining(['VP8', 'VP9']));
  });
});

describe.skipIf(root === null || chromium === null)('through a real Asterisk', () => {
  let pbx: Asterisk;
  beforeAll(async () => {
    pbx = await startAsterisk({ pjsip, dialplan });
  });
  afterAll(() => pbx?.stop());
  afterEach(async () => {
    await signOut();
    await pbx.until('core show channels count', (text) => text.includes('0 active channels'));
  });

  test('pictures pass through, and a screen goes in the place of the camera where one stream is all there is', async () => {
    await signIn(pbx, '1001', '1002');
    await connect('1001', '1002', { from: true, to: true });
    await Promise.all([ask('sees', '1001', 'camera', 'green'), ask('sees', '1002', 'camera', 'red')]);
    expect(await ask('share', '1001', true)).toBe('done');
    await ask('sees', '1002', 'camera', 'yellow');
    await ask('shows', '1001', 'screen', 'camera');
    expect(await ask('stopSharing', '1001')).toBe('done');
    await ask('sees', '1002', 'camera', 'red');
  });

  test.each([
    ['VP8', '1001', '1002', 'red', 'green'],
    ['H264', '1004', '1005', 'yellow', 'blue'],
  ] as const)('both see each other in %s, whatever each of them prefers', async (codec, caller, callee, theirs, ours) => {
    expect(await ask('codecs')).toContain(codec);
    await signIn(pbx, caller, callee);
    await ask('setRules', caller, { codec: 'AV1' });
    await ask('setRules', callee, { codec: 'VP9' });
    await connect(caller, callee, { from: true, to: true });
    await Promise.all([ask('sees', caller, 'camera', ours), ask('sees', callee, 'camera', theirs)]);
    expect(await Promise.all([ask('codec', caller, codec), ask('codec', callee, codec)])).toEqual(['320x240', '320x240']);
  });

  test('between phones without a codec in common the call goes on with sound', async () => {
    await signIn(pbx, '1001', '1004');
    await connect('1001', '1004', { from: true, to: true });
    expect((await ask('snapshot', '1001')).state.kind).toBe('active');
    await ask('seesNothing', '1001');
  });

  test('a call that is refused for its pictures is made again with sound alone, and says so', async () => {
    await signIn(pbx, '1001');
    await ask('dial', '1001', '7002', true);
    await ask('talks', '1001');
    expect(await ask('lastText', '1001', 'SIP/2.0 488')).toContain('CSeq:');
    expect(streamsOf(await ask('lastText', '1001', 'INVITE'))).toEqual([expect.stringMatching(/^m=audio/), 'a=sendrecv']);
    await ask('hears', '1001', 'voice');
    expect(await ask('snapshot', '1001')).toMatchObject({ notice: 'video-refused', video: { sent: [] } });
    expect(await ask('openCameras', '1001')).toBe(0);
  });

  test('in a conference that follows who talks, it is them that the others see', async () => {
    await signIn(pbx, '1001', '1002', '1003');
    for (const user of ['1001', '1002', '1003']) {
      await ask('dial', user, '7001', true);
      await ask('talks', user);
      await ask('mute', user, true);
    }
    for (const [talker, colour, others] of [
      ['1001', 'red', ['1002', '1003']],
      ['1003', 'purple', ['1001', '1002']],
      ['1002', 'green', ['1001', '1003']],
    ] as const) {
      await ask('mute', talker, false);
      await Promise.all(others.map((user) => ask('sees', user, 'camera', colour)));
      await ask('mute', talker, true);
    }
  }, 60_000);
});
