import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { callOut, settle, setUpRegistered } from './testing/set-up.ts';
import { sdp } from './testing/stub-media.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('a re-INVITE that comes while our own offer is being made has to wait (RFC 3261 14.2)', async () => {
  const bench = await setUpRegistered();
  const { leg, events } = await callOut(bench);
  const media = bench.media.last;
  const getDescription = media.getDescription.bind(media);
  let finish: () => void = () => {};
  const isMade = new Promise<void>((resolve) => {
    finish = resolve;
  });
  // As a browser's: the offer is there, and its candidates are not.
  media.getDescription = async () => {
    const description = await getDescription();
    await isMade;
    return description;
  };
  const holding = leg.hold(true);
  await settle();
  bench.far.media.description = sdp('sendonly');
  await bench.far.session.invite();
  await settle();
  expect(bench.wire.log).toEqual(['< INVITE', '> 491 INVITE', '< ACK']);
  expect(media.asked).not.toContain('rollback');
  bench.far.media.description = sdp('recvonly');
  finish();
  await Promise.all([holding, settle()]);
  expect(events.at(-1)).toEqual({ kind: 'held', side: 'local', on: true });
  bench.far.media.description = sdp('inactive');
  await bench.far.session.invite();
  await settle();
  expect(events.at(-1)).toEqual({ kind: 'held', side: 'remote', on: true });
  expect(bench.wire.log.slice(3)).toEqual(['> INVITE', '< 200 INVITE', '> ACK', '< INVITE', '> 200 INVITE', '< ACK']);
});
