import { afterEach, describe, expect, test, vi } from 'vitest';
import { makeFakeStream } from '../testing/fake-media.ts';
import { active, dialled, type Scene } from '../testing/scenes.ts';
import { makeTestPhone } from '../testing/test-phone.ts';

afterEach(() => vi.useRealTimers());

const settled = () => new Promise<void>((resolve) => setTimeout(resolve));

async function recorded(): Promise<Scene & { recorder: Scene['recorders'][number] }> {
  const scene = active();
  scene.microphone.deliver();
  await scene.call.recording.start();
  return { ...scene, recorder: scene.recorders[0]! };
}

test('a call is recorded from when it is told to until it is told to stop', async () => {
  const { call, recorder, recordings } = await recorded();
  expect(recordings.begun).toMatchObject([{ callId: call.id, number: '600', direction: 'outgoing', sides: 'both' }]);
  expect(call.snapshot.recording).toMatchObject({ isPaused: false });
  recorder.write(1);
  recorder.write(2);
  await call.recording.stop();
  expect(recorder.isStopped).toBe(true);
  expect(recordings.parts.map(({ id, seconds }) => [id, seconds])).toEqual([
    ['recording-1', 1],
    ['recording-1', 2],
  ]);
  expect(recordings.ended).toEqual(['recording-1']);
  expect(call.snapshot.recording).toBeNull();
});

test('the end of the call ends it', async () => {
  const { call, leg, recorder, recordings } = await recorded();
  leg.end();
  await settled();
  expect([recorder.isStopped, recordings.ended]).toEqual([true, ['recording-1']]);
  expect(call.snapshot.recording).toBeNull();
});

test('it hears what is on the wire: nothing of us on hold, and another microphone when there is one', async () => {
  const { call, leg, microphone, recorder } = await recorded();
  const first = recorder.local;
  expect(first).not.toBeNull();
  await call.hold();
  expect(recorder.local).toBeNull();
  await call.resume();
  expect(recorder.local).toBe(first);
  microphone.deliver();
  expect(recorder.local).not.toBe(first);
  const stream = makeFakeStream();
  leg.say({ kind: 'audio', stream, early: false });
  expect(recorder.remote).toBe(stream);
});

test('it can be paused and gone on with', async () => {
  const { call, recorder } = await recorded();
  call.recording.pause(true);
  expect([recorder.isPaused, call.snapshot.recording?.isPaused]).toEqual([true, true]);
  call.recording.pause(false);
  expect([recorder.isPaused, call.snapshot.recording?.isPaused]).toEqual([false, false]);
});

test('only a call that is up is recorded, and once', async () => {
  const { call, recordings } = dialled();
  await expect(call.recording.start()).rejects.toMatchObject({ reason: 'wrong-state' });
  expect(() => call.recording.pause(true)).toThrow('Nothing is recorded.');
  const up = await recorded();
  await up.call.recording.start();
  expect([recordings.begun.length, up.recordings.begun.length]).toEqual([0, 1]);
});

test('a recording that is stopped before it could begin leaves no open file', async () => {
  const { call, recordings, recorders } = active();
  const starting = call.recording.start();
  while (recordings.begun.length === 0) await Promise.resolve();
  await call.recording.stop();
  await starting;
  expect([recordings.ended, recorders.length]).toEqual([['recording-1'], 0]);
});

describe('when it cannot be written', () => {
  test('at the beginning, that is said, and the call goes on', async () => {
    const { call, recordings } = active();
    recordings.answer = { ok: false, problem: 'folder-gone' };
    await expect(call.recording.start()).rejects.toMatchObject({ reason: 'recording-failed' });
    expect(call.snapshot).toMatchObject({ notice: 'recording-folder-gone', recording: null, state: { kind: 'active' } });
  });

  test('that the disk is almost full is said in advance', async () => {
    const { call, recorder, recordings } = await recorded();
    recordings.answer = { ok: true, room: 'low' };
    recorder.write();
    await settled();
    expect(call.snapshot).toMatchObject({ notice: 'recording-low', recording: { isPaused: false } });
  });

  test('on the way, the recording ends and the call goes on', async () => {
    const { call, recorder, recordings } = await recorded();
    recordings.answer = { ok: false, problem: 'disk-full' };
    recorder.write();
    await settled();
    expect(call.snapshot).toMatchObject({ notice: 'recording-full', recording: null, state: { kind: 'active' } });
    expect(recorder.isStopped).toBe(true);
  });

  test('because the browser gave up, the same', async () => {
    const { call, recorder } = await recorded();
    recorder.options.onFailed(new Error('encoder'));
    expect(call.snapshot).toMatchObject({ notice: 'recording-failed', recording: null, state: { kind: 'active' } });
  });
});

test('an account whose calls are recorded records each from its answer on', async () => {
  const test = makeTestPhone();
  test.phone.recordingRules = { automatic: ['account-1'], sides: 'remote', mode: 'audio', format: 'wav', tone: false };
  const { call, leg } = dialled(test);
  expect(test.recordings.begun).toEqual([]);
  leg.pickUp();
  await settled();
  expect(test.recordings.begun).toMatchObject([{ callId: call.id, sides: 'remote', format: 'wav' }]);
});

test('the far end is told of each step, and its refusal changes nothing', async () => {
  const { call, leg } = await recorded();
  call.recording.pause(true);
  call.recording.pause(false);
  leg.attitude = new Error('488');
  await call.recording.stop();
  expect(leg.asked.map((each) => (each.kind === 'record' ? each.state : each.kind))).toEqual(['on', 'paused', 'on', 'off']);
});

test('that the far end records is on the snapshot', () => {
  const { call, leg } = active();
  leg.say({ kind: 'recorded', on: true });
  expect(call.snapshot.isRecordedByPeer).toBe(true);
  leg.say({ kind: 'recorded', on: false });
  expect(call.snapshot.isRecordedByPeer).toBe(false);
});

test('its file is as it was asked for', async () => {
  const { call, recordings, recorders } = active();
  await call.recording.start({ sides: 'local', format: 'wav', fileName: '{number} offer' });
  expect(recordings.begun).toMatchObject([{ sides: 'local', format: 'wav', fileName: '{number} offer' }]);
  expect(recorders[0]?.options).toMatchObject({ sides: 'local', format: 'wav' });
});

test('a recorder that is there only when the call is over hears nothing of it', async () => {
  const { call, leg, recordings, recorders } = active();
  const starting = call.recording.start();
  // As soon as it is asked for, and before it is there.
  while (recorders.length === 0) await Promise.resolve();
  leg.end();
  await starting;
  expect([recorders.map(({ isStopped }) => isStopped), recordings.ended]).toEqual([[true], ['recording-1']]);
});

describe('a tone', () => {
  async function announced() {
    vi.useFakeTimers();
    const scene = active();
    scene.microphone.deliver();
    await scene.call.recording.start({ tone: true });
    return { ...scene, beeper: scene.beepers[0]! };
  }

  test('is heard by both sides when it begins, every 15 seconds, and not in a pause', async () => {
    const { beeper, call, leg, tones } = await announced();
    expect(leg.microphone.at(-1)).toBe(beeper.track);
    const heard = () => [beeper.count, tones.recordedCount];
    expect(heard()).toEqual([1, 1]);
    vi.advanceTimersByTime(30_000);
    expect(heard()).toEqual([3, 3]);
    call.recording.pause(true);
    vi.advanceTimersByTime(60_000);
    expect(heard()).toEqual([3, 3]);
    call.recording.pause(false);
    expect(heard()).toEqual([4, 4]);
  });

  test('goes out to somebody who hears nothing else of us', async () => {
    const { beeper, call, recorders } = await announced();
    call.muteMicrophone();
    expect(beeper.own).toMatchObject({ enabled: false });
    expect(recorders[0]?.local).toBe(beeper.own);
  });

  test('is over with the recording, and the microphone is sent as before', async () => {
    const { beeper, call, leg, tones } = await announced();
    await call.recording.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(leg.microphone.at(-1)).toBe(beeper.own);
    expect([beeper.isClosed, beeper.count, tones.recordedCount]).toEqual([true, 1, 1]);
  });

  test('is over with the call', async () => {
    const { beeper, leg } = await announced();
    leg.end();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([beeper.isClosed, beeper.count, vi.getTimerCount()]).toEqual([true, 1, 0]);
  });

  test('is not there unless it is wanted', async () => {
    const { beepers, tones } = await recorded();
    expect([beepers, tones.recordedCount]).toEqual([[], 0]);
  });
});
