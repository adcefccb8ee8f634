import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PhoneError } from '../errors.ts';
import { endPictures, makeFakeStream, makeFakeTrack } from '../testing/fake-media.ts';
import { active, dialled, ringing, type Scene } from '../testing/scenes.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const settle = async () => {
  await vi.dynamicImportSettled();
  await vi.advanceTimersByTimeAsync(0);
};
const wishesOf = (leg: Scene['leg']) => leg.asked.flatMap((each) => (each.kind === 'video' ? [each.wish] : []));
const wishes = ({ leg }: Scene) => wishesOf(leg);
const shown = ({ call }: Scene) => call.snapshot.video.sent.map(({ content }) => content);
const isStopped = (stream: MediaStream | undefined) => stream?.getTracks().every(({ readyState }) => readyState === 'ended');

describe('the camera', () => {
  it('is shown when the far end takes it, and is let go of when it is turned off', async () => {
    const scene = active();
    const { call, camera } = scene;
    const heard: string[] = [];
    call.on('streamAdded', ({ stream, isLocal }) => heard.push(`+ ${stream.content} ${isLocal}`));
    call.on('streamRemoved', ({ stream, isLocal }) => heard.push(`- ${stream.content} ${isLocal}`));
    await call.turnCamera(true);
    expect(shown(scene)).toEqual(['camera']);
    expect(call.isVideoEnabled).toBe(true);
    await call.turnCamera(false);
    expect(shown(scene)).toEqual([]);
    expect(isStopped(camera.opened[0])).toBe(true);
    expect(heard).toEqual(['+ camera true', '- camera true']);
  });

  it('that the far end does not take is let go of, and the call goes on', async () => {
    const scene = active();
    scene.leg.takesVideo = false;
    await expect(scene.call.turnCamera(true)).rejects.toMatchObject({ reason: 'no-video' });
    expect(scene.call.snapshot).toMatchObject({ notice: 'video-refused', state: { kind: 'active' }, video: { sent: [] } });
    expect(isStopped(scene.camera.opened[0])).toBe(true);
  });

  it('that is refused with a status is let go of', async () => {
    const scene = active();
    scene.leg.attitude = new PhoneError('rejected', 'no', { code: 488 });
    await expect(scene.call.turnCamera(true)).rejects.toMatchObject({ reason: 'rejected', code: 488 });
    expect(shown(scene)).toEqual([]);
    expect(isStopped(scene.camera.opened[0])).toBe(true);
  });

  it.each([
    ['NotAllowedError', 'camera-denied'],
    ['NotFoundError', 'camera-missing'],
    ['NotReadableError', 'camera-busy'],
  ])('that fails with %s is told as %s', async (failure, notice) => {
    const scene = active();
    scene.camera.failure = failure;
    await expect(scene.call.turnCamera(true)).rejects.toMatchObject({ reason: 'camera-failed' });
    expect(scene.call.snapshot).toMatchObject({ notice, video: { pending: null } });
    expect(wishes(scene)).toEqual([]);
  });

  it('that is unplugged is told, and the far end hears of it', async () => {
    const scene = active();
    await scene.call.turnCamera(true);
    endPictures(scene.camera.opened[0]);
    await settle();
    expect(scene.call.snapshot).toMatchObject({ notice: 'camera-lost', video: { sent: [] } });
    expect(wishes(scene).at(-1)?.main).toBeNull();
  });

  it('is closed while the call is on hold by either side, and opened again afterwards', async () => {
    const scene = active();
    await scene.call.turnCamera(true);
    await scene.call.hold();
    expect(isStopped(scene.camera.opened[0])).toBe(true);
    expect(scene.call.localStreams).toEqual([]);
    expect(scene.call.snapshot.video).toMatchObject({ isPaused: true, sent: [{ content: 'camera', isFlowing: false }] });
    await settle();
    expect(wishes(scene).at(-1)?.main).toEqual({ content: 'camera', track: null });
    scene.leg.say({ kind: 'held', side: 'remote', on: true });
    await scene.call.resume();
    await settle();
    expect(scene.camera.opened).toHaveLength(1);
    scene.leg.say({ kind: 'held', side: 'remote', on: false });
    await settle();
    expect(shown(scene)).toEqual(['camera']);
    expect(wishes(scene).at(-1)?.main?.track).toBe(scene.camera.opened[1]?.getVideoTracks()[0]);
  });

  it('that is turned off on hold stays off, and one that is turned on then is opened afterwards', async () => {
    const scene = active();
    await scene.call.turnCamera(true);
    await scene.call.hold();
    await scene.call.turnCamera(false);
    expect(shown(scene)).toEqual([]);
    await scene.call.turnCamera(true);
    expect(scene.camera.opened).toHaveLength(1);
    expect(shown(scene)).toEqual(['camera']);
    await scene.call.turnCamera(false);
    await scene.call.resume();
    await settle();
    expect(scene.camera.opened).toHaveLength(1);
    expect(shown(scene)).toEqual([]);
  });

  it('that is gone after the hold is told, and the far end waits for it no more', async () => {
    const scene = active();
    await scene.call.turnCamera(true);
    await scene.call.hold();
    scene.camera.failure = 'NotFoundError';
    await scene.call.resume();
    await settle();
    expect(scene.call.snapshot).toMatchObject({ notice: 'camera-missing', state: { kind: 'active', hold: 'none' }, video: { sent: [] } });
    expect(wishes(scene).at(-1)?.main).toBeNull();
  });

  it('that opens only when the call is on hold already is closed again', async () => {
    const scene = ringing({ hasVideo: true });
    const stream = makeFakeStream([makeFakeTrack('slow', 'video')]);
    let open: (stream: MediaStream) => void = () => {};
    const opening = new Promise<MediaStream>((resolve) => {
      open = resolve;
    });
    vi.spyOn(scene.camera, 'open').mockReturnValue(opening);
    await scene.call.answer({ video: true });
    await scene.call.hold();
    open(stream);
    await settle();
    expect(isStopped(stream)).toBe(true);
    expect(shown(scene)).toEqual(['camera']);
  });

  it('is off after the call', async () => {
    const scene = active();
    await scene.call.turnCamera(true);
    scene.leg.end();
    expect(isStopped(scene.camera.opened[0])).toBe(true);
    expect(scene.call.snapshot.video).toMatchObject({ sent: [], received: [] });
    await expect(scene.call.turnCamera(true)).rejects.toMatchObject({ reason: 'wrong-state' });
  });
});

describe('a call with pictures', () => {
  it('is dialled at once, and shows the camera when that is open', async () => {
    const scene = active();
    const call = scene.phone.dial('601', { video: true });
    const { leg } = scene.line().invites.at(-1)!;
    expect(leg.wish).toMatchObject({ main: { content: 'camera', track: null }, receives: true });
    await settle();
    expect(leg.wish?.main?.track).toBe(scene.camera.opened[0]?.getVideoTracks()[0]);
    leg.pickUp();
    expect(call.snapshot.video.sent).toMatchObject([{ content: 'camera' }]);
  });

  it('whose pictures the far end does not take goes on without', async () => {
    const scene = dialled();
    const call = scene.phone.dial('601', { video: true });
    const { leg } = scene.line().invites.at(-1)!;
    leg.takesVideo = false;
    await settle();
    leg.pickUp();
    await settle();
    expect(call.snapshot).toMatchObject({ state: { kind: 'active' }, notice: 'video-refused', video: { sent: [] } });
    expect(isStopped(scene.camera.opened[0])).toBe(true);
  });

  it('that is refused as a whole is made again with sound alone, and says so', async () => {
    const scene = dialled();
    const call = scene.phone.dial('601', { video: true });
    await settle();
    const count = scene.line().invites.length;
    scene.line().invites.at(-1)!.leg.end({ kind: 'incompatible', code: 488 });
    const again = scene.line().invites.at(-1)!;
    expect(scene.line().invites).toHaveLength(count + 1);
    expect(again.leg.wish).toBeNull();
    expect(isStopped(scene.camera.opened[0])).toBe(true);
    again.leg.pickUp();
    await settle();
    expect(call.snapshot).toMatchObject({ state: { kind: 'active' }, notice: 'video-refused', video: { sent: [] } });
    expect(wishesOf(again.leg)).toEqual([]);
  });

  it('that is refused with sound alone as well is over', async () => {
    const scene = dialled();
    const call = scene.phone.dial('601', { video: true });
    for (let i = 0; i < 2; i++) scene.line().invites.at(-1)!.leg.end({ kind: 'incompatible', code: 488 });
    await settle();
    expect(call.state).toMatchObject({ kind: 'ended', reason: { kind: 'incompatible' } });
    expect(scene.camera.opened.every(isStopped)).toBe(true);
  });

  it('rings as one, and is answered without pictures unless asked for', async () => {
    const scene = ringing({ hasVideo: true });
    expect(scene.call.snapshot.video.isAsked).toBe(true);
    await scene.call.answer();
    expect(scene.leg.asked.map(({ kind }) => kind)).toEqual(['video', 'accept']);
    expect(wishes(scene)).toMatchObject([{ main: null, receives: false }]);
    expect(scene.camera.opened).toEqual([]);
    expect(scene.call.snapshot.video.isRefused).toBe(true);
    await scene.call.receiveVideo(true);
    expect(wishes(scene).at(-1)).toMatchObject({ main: null, receives: true });
  });

  it('is answered with pictures, and the answer waits for no camera', async () => {
    const scene = ringing({ hasVideo: true });
    await scene.call.answer({ video: true });
    expect(wishes(scene)[0]).toMatchObject({ main: { content: 'camera', track: null }, receives: true });
    await settle();
    expect(shown(scene)).toEqual(['camera']);
  });
});

it('what the far end shows is seen, and our camera stays off', async () => {
  const scene = active();
  scene.leg.show(['camera', 'screen'], { isAsked: true });
  await settle();
  expect(scene.call.snapshot.video).toMatchObject({ received: [{ content: 'camera' }, { content: 'screen' }], isAsked: true, sent: [] });
  expect(scene.call.remoteStreams.map(({ content }) => content)).toEqual(['camera', 'screen']);
  expect(scene.camera.opened).toEqual([]);
  scene.leg.show([]);
  expect(scene.call.snapshot.video.received).toEqual([]);
});

describe('a screen', () => {
  it('goes beside the camera where the far end takes both', async () => {
    const scene = active();
    await scene.call.turnCamera(true);
    await scene.call.startScreenSharing();
    expect(shown(scene)).toEqual(['camera', 'screen']);
    expect(wishes(scene).at(-1)?.slides).toBe(scene.screen.opened[0]?.getVideoTracks()[0]);
    await scene.call.stopScreenSharing();
    expect(shown(scene)).toEqual(['camera']);
  });

  it('goes in the place of the camera where the far end takes one, which comes back afterwards', async () => {
    const scene = active();
    scene.leg.takesSlides = false;
    await scene.call.turnCamera(true);
    await scene.call.startScreenSharing();
    expect(shown(scene)).toEqual(['screen']);
    expect(scene.call.hasScreenSharing).toBe(true);
    expect(isStopped(scene.camera.opened[0])).toBe(false);
    await scene.call.stopScreenSharing();
    expect(shown(scene)).toEqual(['camera']);
    expect(isStopped(scene.screen.opened[0])).toBe(true);
  });

  it('that is closed ends the sharing, and the call goes on', async () => {
    const scene = active();
    await scene.call.startScreenSharing();
    endPictures(scene.screen.opened[0]);
    await settle();
    expect(scene.call.snapshot).toMatchObject({ state: { kind: 'active' }, notice: 'screen-ended', video: { sent: [] } });
  });

  it('that nobody chose is no screen', async () => {
    const scene = active();
    scene.screen.failure = 'NotAllowedError';
    await expect(scene.call.startScreenSharing()).rejects.toMatchObject({ reason: 'screen-failed' });
    expect(scene.call.snapshot.video).toMatchObject({ sent: [], pending: null });
  });
});

it('streams of the caller are shown, replaced and taken away, and never stopped', async () => {
  const scene = active();
  const [one, two] = [makeFakeStream([makeFakeTrack('one', 'video')]), makeFakeStream([makeFakeTrack('two', 'video')])];
  await scene.call.addStream(one);
  await scene.call.replaceStream(two, one);
  expect(scene.call.localStreams.map(({ stream }) => stream)).toEqual([two]);
  await expect(scene.call.replaceStream(one, one)).rejects.toMatchObject({ reason: 'wrong-state' });
  await scene.call.removeStream(two);
  expect(scene.call.localStreams).toEqual([]);
  expect([isStopped(one), isStopped(two)]).toEqual([false, false]);
  await expect(scene.call.addStream(makeFakeStream())).rejects.toMatchObject({ reason: 'media-failed' });
});

it('that arrive and cannot be shown are begun anew, and not again before that had its time', async () => {
  const scene = active();
  scene.leg.show(['camera']);
  await settle();
  let packets = 0;
  let frames = 1;
  const look = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      packets += 50;
      const entry = { type: 'inbound-rtp', kind: 'video', trackIdentifier: 'far', framesDecoded: frames, packetsReceived: packets };
      scene.leg.statistics = new Map([['far', { ...entry, timestamp: Date.now() }]]) as unknown as RTCStatsReport;
      await vi.advanceTimersByTimeAsync(1_000);
    }
    return scene.leg.asked.filter(({ kind }) => kind === 'renew-video').length;
  };
  expect(await look(2)).toBe(0);
  expect(await look(2)).toBe(1);
  expect(await look(2)).toBe(1);
  expect(await look(1)).toBe(2);
  expect(await look(60)).toBe(3);
  frames++;
  expect(await look(2)).toBe(3);
  expect(await look(1)).toBe(4);
});
