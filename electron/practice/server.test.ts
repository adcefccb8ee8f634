import { RegistererState, SessionState } from 'sip.js';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { melody } from './melody.ts';
import { type PracticeServer, startPracticeServer } from './server.ts';
import { mediaOf, reached, TestPhone } from './testing/test-phone.ts';
import { loudness, muLawToLinear } from './testing/tone.ts';

vi.stubGlobal('WebSocket', WebSocket);
vi.setConfig({ testTimeout: 20_000 });

/** `expect.poll` that is patient with a busy machine. */
const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 10_000 });

let server: PracticeServer;
let phone: TestPhone;

beforeEach(async () => {
  server = await startPracticeServer({ callBackMs: 50 });
  phone = new TestPhone(server);
});

afterEach(async () => {
  await phone.stop();
  await server.stop();
});

/** The HTTP status that a WebSocket is refused with. */
const refusal = (url: string, protocols?: string[]): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url, protocols);
    socket.on('unexpected-response', (_request, { statusCode }) => resolve(statusCode));
    socket.on('open', () => reject(new Error('It was let in')));
    socket.on('error', reject);
  });

describe('the door', () => {
  test('listens on 127.0.0.1, at another secret path each time', async () => {
    const other = await startPracticeServer();
    expect(server.url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}$/);
    expect(new URL(other.url).pathname).not.toBe(new URL(server.url).pathname);
    await other.stop();
  });

  test('a wrong path is not found', async () => {
    expect(await refusal(new URL('/guess', server.url).href, ['sip'])).toBe(404);
  });

  test('a WebSocket that does not speak SIP is refused', async () => {
    expect(await refusal(server.url)).toBe(403);
    expect(await refusal(server.url, ['chat'])).toBe(403);
  });

  test('a second connection is refused, a next one is let in', async () => {
    await phone.agent.start();
    expect(await refusal(server.url, ['sip'])).toBe(403);
    await phone.stop();
    const next = new TestPhone(server);
    expect(await next.register()).toBe(RegistererState.Registered);
    await next.stop();
  });

  test('a keep-alive ping gets its pong', async () => {
    const socket = new WebSocket(server.url, ['sip']);
    const pong = new Promise((resolve) => socket.once('message', (data) => resolve(data.toString())));
    socket.once('open', () => socket.send('\r\n\r\n'));
    expect(await pong).toBe('\r\n');
    socket.terminate();
  });
});

describe('the registrar', () => {
  test('registers its user and lets it go again', async () => {
    expect(await phone.register()).toBe(RegistererState.Registered);
    expect(await phone.unregister()).toBe(RegistererState.Unregistered);
  });

  test('refuses a wrong password', async () => {
    await expect(new TestPhone({ ...server, password: 'wrong' }).register()).rejects.toThrow('403');
  });

  test('refuses another user', async () => {
    await expect(new TestPhone({ ...server, user: 'other' }).register()).rejects.toThrow('403');
  });
});

describe('calls', () => {
  beforeEach(async () => {
    await phone.register();
  });

  test('an unknown number is told which ones exist', async () => {
    expect(await phone.call('112').answer).toBe('404 Only 600, 601 and 602 exist on the practice line');
  });

  test('600 sends every packet back as it came', async () => {
    const { media } = await phone.talk('600');
    media.speak();
    await eventually(() => media.heard.length).toBeGreaterThan(10);
    const first = Number(media.heard[0]?.toString().slice('word '.length));
    const expected = Array.from({ length: 10 }, (_, i) => `word ${first + i}`);
    expect(media.heard.slice(0, 10).map(String)).toEqual(expected);
    expect(media.timestamps[9]! - media.timestamps[0]!).toBe(9 * 960);
  });

  test('600 is silent on hold and sounds again when resumed', async () => {
    const { session, media } = await phone.talk('600');
    media.speak();
    await eventually(() => media.heard.length).toBeGreaterThan(5);

    expect(await phone.reinvite(session, { direction: 'sendonly' })).toContain('a=recvonly');
    const { length } = media.heard;
    const { spoken } = media;
    await eventually(() => media.spoken).toBeGreaterThan(spoken + 20);
    expect(media.heard.length).toBeLessThanOrEqual(length + 1);

    expect(await phone.reinvite(session, { direction: 'inactive' })).toContain('a=inactive');
    expect(media.direction).toBe('inactive');

    expect(await phone.reinvite(session, { direction: 'sendrecv' })).toContain('a=sendrecv');
    await eventually(() => media.heard.length).toBeGreaterThan(length + 10);
  });

  test('600 is heard again after an ICE restart', async () => {
    const { session, media } = await phone.talk('600');
    media.speak();
    await eventually(() => media.heard.length).toBeGreaterThan(5);
    const credentials = (sdp: string): string | undefined => /a=ice-ufrag:(.*)/.exec(sdp)?.[1];
    const before = credentials(session.dialog?.answer?.content ?? '');
    const answer = await phone.reinvite(session, { restart: true });
    expect(before).toBeDefined();
    expect(credentials(answer)).not.toBe(before);
    const { spoken } = media;
    await eventually(() => Number(media.heard.at(-1)?.toString().slice('word '.length))).toBeGreaterThan(spoken + 10);
  });

  test('601 plays its melody in G.711 and hangs up', async () => {
    const { session, media } = await phone.talk('601');
    await reached(session, SessionState.Terminated);
    const samples = media.heard.flatMap((payload) => [...payload].map(muLawToLinear));
    const noteLength = (8000 * melody[0]!.ms) / 1000;
    expect(samples.length).toBeGreaterThan(noteLength * (melody.length - 1));
    for (const [i, { hertz }] of melody.entries()) {
      const note = samples.slice(i * noteLength, (i + 1) * noteLength - 500);
      const others = melody.filter((other) => other.hertz !== hertz).map((other) => loudness(note, other.hertz));
      expect(loudness(note, hertz)).toBeGreaterThan(10 * Math.max(...others));
    }
    expect(media.markers[0]).toBe(true);
    expect(media.markers.filter(Boolean).length).toBeLessThan(10);
  });

  test('602 hangs up, calls back, and then echoes', async () => {
    const { session } = phone.call('602');
    await reached(session, SessionState.Terminated);
    await eventually(() => phone.incoming.length).toBe(1);
    const [back] = phone.incoming;
    expect(back!.remoteIdentity.uri.user).toBe('602');
    await back!.accept();
    const media = mediaOf(back!);
    expect(await media.connected).toBe(true);
    media.speak();
    await eventually(() => media.heard.length).toBeGreaterThan(5);
    await back!.bye();
  });

  test('602 does not call back a phone that has signed out', async () => {
    await phone.unregister();
    await reached(phone.call('602').session, SessionState.Terminated);
    const again = await phone.talk('600');
    again.media.speak();
    await eventually(() => again.media.heard.length).toBeGreaterThan(10);
    expect(phone.incoming).toHaveLength(0);
  });

  test('a call that is cancelled while it rings ends with 487', async () => {
    const slow = await startPracticeServer({ answerMs: 10_000 });
    const caller = new TestPhone(slow);
    await caller.register();
    const { session, ringing, answer } = caller.call('600');
    await ringing;
    await session.cancel();
    expect(await answer).toBe('487 Request Terminated');
    await caller.stop();
    await slow.stop();
  });

  test('a call back that nobody answers is given up', async () => {
    const impatient = await startPracticeServer({ callBackMs: 0, ringMs: 500 });
    const callee = new TestPhone(impatient);
    await callee.register();
    await reached(callee.call('602').session, SessionState.Terminated);
    await eventually(() => callee.incoming.length).toBe(1);
    await reached(callee.incoming[0]!, SessionState.Terminated);
    await callee.stop();
    await impatient.stop();
  });

  test('a call that is hung up at once ends, whoever was faster', async () => {
    const { session } = phone.call('600');
    await reached(session, SessionState.Establishing);
    await session.cancel();
    await reached(session, SessionState.Terminated);
    expect(await phone.call('112').answer).toMatch('404');
  });

  test('a call without a way for the sound is hung up, and told why', async () => {
    const strict = await startPracticeServer({ mediaMs: 100 });
    const caller = new TestPhone(strict);
    await caller.register();
    let reason: string | undefined;
    const { session } = caller.call('600', {
      delegate: {
        onSessionDescriptionHandler: (media) => Object.assign(media, { isLost: true }),
        onBye: (bye) => {
          reason = bye.request.getHeader('Reason');
          void bye.accept();
        },
      },
    });
    await reached(session, SessionState.Terminated);
    expect(reason).toContain('No sound can flow');
    await caller.stop();
    await strict.stop();
  });

  test('a call without an offer gets one', async () => {
    const { media } = await phone.talk('600', { inviteWithoutSdp: true });
    media.speak();
    await eventually(() => media.heard.length).toBeGreaterThan(5);
  });

  test('the melody waits while on hold and goes on after it', async () => {
    const { session, media } = await phone.talk('601');
    await eventually(() => media.heard.length).toBeGreaterThan(5);
    await phone.reinvite(session, { direction: 'inactive' });
    const { length } = media.heard;
    const { media: other } = await phone.talk('600');
    other.speak();
    await eventually(() => other.spoken).toBeGreaterThan(20);
    expect(media.heard.length).toBe(length);
    await phone.reinvite(session, { direction: 'sendrecv' });
    await reached(session, SessionState.Terminated);
    expect(media.heard).toHaveLength(140);
    expect(media.markers[length]).toBe(true);
    expect(media.timestamps[length]! - media.timestamps[length - 1]!).toBeGreaterThan(20 * 160);
  });

  test('three calls at once do not mix', async () => {
    const calls = await Promise.all([phone.talk('600'), phone.talk('600'), phone.talk('601')]);
    calls[0].media.speak();
    await eventually(() => Math.min(calls[0].media.heard.length, calls[2].media.heard.length)).toBeGreaterThan(10);
    expect(calls[1].media.heard).toHaveLength(0);
    expect(calls[2].media.heard[0]).toHaveLength(160);
    await calls[1].session.bye();
    const { length } = calls[0].media.heard;
    await eventually(() => calls[0].media.heard.length).toBeGreaterThan(length + 5);
  });

  test('a digit by INFO is accepted', async () => {
    const { session } = await phone.talk('600');
    const body = { contentDisposition: 'render', contentType: 'application/dtmf-relay', content: 'Signal=5\r\nDuration=100' };
    expect(await phone.ask((requestDelegate) => session.info({ requestOptions: { body }, requestDelegate }))).toBe(200);
  });

  test('a transfer is refused, and nobody is called', async () => {
    const { session } = await phone.talk('600');
    expect(await phone.ask((requestDelegate) => session.refer(phone.agent.contact.uri, { requestDelegate }))).toBe(403);
    expect(phone.incoming).toHaveLength(0);
  });

  test('digits by RFC 4733 are agreed on', async () => {
    const { session } = await phone.talk('600');
    expect(session.dialog?.answer?.content).toMatch(/a=rtpmap:\d+ telephone-event\/8000/);
    expect(session.dialog?.answer?.content).toMatch(/a=rtpmap:\d+ telephone-event\/48000/);
  });

  test('601 refuses a phone without G.711', async () => {
    await phone.stop();
    phone = new TestPhone(server, ['opus']);
    await phone.register();
    expect(await phone.call('601').answer).toMatch('488');
    expect(await phone.call('600').answer).toMatch('200');
  });
});
