import { expect, test } from 'vitest';
import type { CallSnapshot } from '../shared/call.ts';
import type { VideoContent, VideoPictures } from '../shared/video.ts';
import { isCameraOn, isSharing } from '../shared/which-call.ts';
import { makeCall } from './testing/calls.ts';
import { hasPictures, isVideoWanted } from './video-state.ts';

const pictures = (content: VideoContent, change: Partial<VideoPictures> = {}): VideoPictures => ({
  ...{ id: content, content, participantId: null, width: 640, height: 360, codec: 'VP8', isFlowing: true },
  ...change,
});

function callWith(
  video: Partial<CallSnapshot['video']>,
  state: CallSnapshot['state'] = { kind: 'active', since: 0, hold: 'none' },
): CallSnapshot {
  const call = makeCall({ state });
  return { ...call, video: { ...call.video, ...video } };
}

test('camera and screen are told apart', () => {
  const both = callWith({ sent: [pictures('camera'), pictures('screen')] });
  const screen = callWith({ sent: [pictures('screen')] });
  expect([isCameraOn(both), isSharing(both)]).toEqual([true, true]);
  expect([isCameraOn(screen), isSharing(screen)]).toEqual([false, true]);
  expect([isCameraOn(callWith({})), isSharing(callWith({}))]).toEqual([false, false]);
});

test('there is something to see of a call that is up and shows something, whoever shows it', () => {
  expect(hasPictures(callWith({ sent: [pictures('screen')] }))).toBe(true);
  expect(hasPictures(callWith({ received: [pictures('camera')] }))).toBe(true);
  expect(hasPictures(callWith({}))).toBe(false);
  expect(hasPictures(callWith({ received: [pictures('camera')] }, { kind: 'ringing' }))).toBe(false);
});

test('of a call that nobody has answered yet the user sees themselves, and of one that rings here nothing', () => {
  const sent = [pictures('camera')];
  const rings = callWith({ sent }, { kind: 'ringing' });
  expect(hasPictures({ ...rings, direction: 'outgoing' })).toBe(true);
  expect(hasPictures({ ...rings, direction: 'incoming' })).toBe(false);
  expect(hasPictures({ ...callWith({}, { kind: 'dialing' }), direction: 'outgoing' })).toBe(false);
});

test('who rings with video is asked by the ringing card, not by the bar of the call', () => {
  expect(isVideoWanted(callWith({ isAsked: true }))).toBe(true);
  expect(isVideoWanted(callWith({ isAsked: true }, { kind: 'ringing' }))).toBe(false);
});
