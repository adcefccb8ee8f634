import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { VideoWish } from '../line.ts';
import { callOut, settle, setUpRegistered } from './testing/set-up.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const wish: VideoWish = { main: { content: 'camera', track: null }, slides: null, receives: true, codec: null, maxBitRate: null };

/** The far end answers the next re-INVITEs so, and takes those after them. */
function refuseReinvites(session: object, ...statuses: number[]): void {
  const internals = session as { onInviteRequest: (request: { reject: (options: { statusCode: number }) => void }) => void };
  const original = internals.onInviteRequest.bind(session);
  internals.onInviteRequest = (request) => {
    const statusCode = statuses.shift();
    if (statusCode === undefined) original(request);
    else request.reject({ statusCode });
  };
}

it('pictures are agreed by re-INVITE, and the same wish is not told twice', async () => {
  const bench = await setUpRegistered();
  const { leg } = await callOut(bench);
  await Promise.all([leg.setVideo(wish), settle()]);
  expect(bench.wire.log).toEqual(['> INVITE', '< 200 INVITE', '> ACK']);
  await leg.setVideo(wish);
  expect(bench.wire.log).toHaveLength(3);
});

it('pictures that are refused with 488 are not wished any more, and the call goes on', async () => {
  const bench = await setUpRegistered();
  const { leg, events } = await callOut(bench);
  refuseReinvites(bench.far.session, 488);
  const refused = leg.setVideo(wish).catch((error: unknown) => error);
  await settle();
  expect(await refused).toMatchObject({ reason: 'rejected', code: 488 });
  expect(bench.media.last.pictures.wish).toBeNull();
  expect(events.map(({ kind }) => kind)).not.toContain('ended');
});

it('pictures whose offer crosses another one are offered again (RFC 3261 14.1)', async () => {
  const bench = await setUpRegistered();
  const { leg } = await callOut(bench);
  refuseReinvites(bench.far.session, 491);
  const agreed = leg.setVideo(wish);
  await vi.advanceTimersByTimeAsync(5_000);
  await agreed;
  expect(bench.wire.log.filter((each) => each.endsWith(' INVITE') && each.startsWith('<'))).toEqual(['< 491 INVITE', '< 200 INVITE']);
});
