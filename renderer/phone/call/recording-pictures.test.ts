import { beforeEach, describe, expect, test, vi } from 'vitest';
import { noLegVideo } from '../line.ts';
import { makeFakeStream, makeFakeTrack } from '../testing/fake-media.ts';
import { active, type Scene } from '../testing/scenes.ts';
import { makeTestPhone } from '../testing/test-phone.ts';

const theirs = makeFakeStream([makeFakeTrack('their camera', 'video')]);
let scene: Scene;

const seen = (stream: MediaStream) => ({
  kind: 'video' as const,
  video: { ...noLegVideo, received: [{ content: 'camera' as const, stream }] },
});
/** They show something, or nothing any more. */
const show = async (on: boolean): Promise<void> => {
  scene.leg.say(on ? seen(theirs) : { kind: 'video', video: noLegVideo });
  await vi.waitFor(() => expect(scene.call.remoteStreams).toHaveLength(on ? 1 : 0));
};
const files = () => scene.recordings.begun.map(({ format, mode }) => `${mode} ${format}`);
const newest = () => scene.recorders.at(-1)!;
const shown = () => newest().pictures.map(({ content, isLocal }) => `${isLocal ? 'our' : 'their'} ${content}`);

beforeEach(() => {
  scene = active();
  scene.microphone.deliver();
});

test('a call in which there is something to see is recorded with it', async () => {
  await scene.call.turnCamera(true);
  await show(true);
  await scene.call.recording.start();
  expect(files()).toEqual(['both webm']);
  expect(shown()).toEqual(['their camera', 'our camera']);
  expect(scene.call.snapshot.recording).toMatchObject({ mode: 'both' });
});

test('a call of sound alone is a file of sound', async () => {
  await scene.call.recording.start();
  expect(files()).toEqual(['audio ogg']);
});

test('the first pictures put the rest into another file, and what was told is not told again', async () => {
  await scene.call.recording.start({ tone: true });
  const { startedAt } = scene.call.snapshot.recording!;
  await show(true);
  await vi.waitFor(() => expect(scene.recordings.ended).toEqual(['recording-1']));
  expect([files(), shown()]).toEqual([['audio ogg', 'both webm'], ['their camera']]);
  expect(scene.recorders.map(({ isStopped }) => isStopped)).toEqual([true, false]);
  expect(newest().local).toBe(scene.beepers[0]?.own);
  expect([scene.call.snapshot.recording?.startedAt, scene.beepers.length]).toEqual([startedAt, 1]);
  expect(scene.leg.asked.filter(({ kind }) => kind === 'record')).toHaveLength(1);
  // Once there were pictures there may be more.
  await show(false);
  await show(true);
  expect(files()).toHaveLength(2);
  await scene.call.recording.stop();
  expect(scene.recordings.ended).toEqual(['recording-1', 'recording-2']);
});

test('of sound alone it stays one, whatever is to be seen', async () => {
  await scene.call.recording.start({ mode: 'audio' });
  await show(true);
  expect(files()).toEqual(['audio ogg']);
});

test('of pictures alone it waits for the first, and is told and kept from there', async () => {
  await scene.call.recording.start({ mode: 'video' });
  expect([files(), scene.call.snapshot.recording?.mode]).toEqual([[], 'video']);
  expect(scene.leg.asked.filter(({ kind }) => kind === 'record')).toEqual([]);
  await show(true);
  await vi.waitFor(() => expect(files()).toEqual(['video webm']));
  await vi.waitFor(() => expect(scene.leg.asked.filter(({ kind }) => kind === 'record')).toHaveLength(1));
});

test('that waits for pictures which never come leaves nothing behind', async () => {
  await scene.call.recording.start({ mode: 'video' });
  await scene.call.recording.stop();
  expect([files(), scene.recordings.ended, scene.call.snapshot.recording]).toEqual([[], [], null]);
});

describe('of one side', () => {
  test('has nothing of what the other shows', async () => {
    await scene.call.turnCamera(true);
    await show(true);
    await scene.call.recording.start({ sides: 'local' });
    expect(shown()).toEqual(['our camera']);
  });

  test('is of sound alone where only the other shows something', async () => {
    await show(true);
    await scene.call.recording.start({ sides: 'local' });
    expect(files()).toEqual(['audio ogg']);
  });
});

test('on hold nothing is seen', async () => {
  await show(true);
  await scene.call.recording.start();
  await scene.call.hold();
  expect(shown()).toEqual([]);
  await scene.call.resume();
  expect(shown()).toEqual(['their camera']);
});

test('what goes on without room for another file stays a recording of sound', async () => {
  await scene.call.recording.start();
  scene.recordings.answer = { ok: false, problem: 'disk-full' };
  await show(true);
  await vi.waitFor(() => expect(scene.call.snapshot.notice).toBe('recording-full'));
  expect([newest().isStopped, scene.call.snapshot.recording]).toEqual([false, expect.anything()]);
});

test('a call that is answered with video is not begun as one of sound while the camera opens', async () => {
  const test = makeTestPhone();
  vi.spyOn(test.camera, 'open').mockReturnValue(new Promise(() => {}));
  scene = active(test);
  void scene.call.turnCamera(true);
  await vi.waitFor(() => expect(scene.call.snapshot.video.pending).toBe('camera'));
  await scene.call.recording.start();
  expect(files()).toEqual(['both webm']);
});
