import { expect, test } from 'vitest';
import { isCameraOn, isSharing } from '../shared/which-call.ts';
import { makePictures, makeVideoCall } from './testing/video-calls.ts';
import { hasPictures, isVideoWanted } from './video-state.ts';

test('camera and screen are told apart', () => {
  const both = makeVideoCall({ sent: [makePictures('camera'), makePictures('screen')] });
  const screen = makeVideoCall({ sent: [makePictures('screen')] });
  expect([isCameraOn(both), isSharing(both)]).toEqual([true, true]);
  expect([isCameraOn(screen), isSharing(screen)]).toEqual([false, true]);
  expect([isCameraOn(makeVideoCall({})), isSharing(makeVideoCall({}))]).toEqual([false, false]);
});

test('there is something to see of a call that is up and shows something, whoever shows it', () => {
  expect(hasPictures(makeVideoCall({ sent: [makePictures('screen')] }))).toBe(true);
  expect(hasPictures(makeVideoCall({ received: [makePictures('camera')] }))).toBe(true);
  expect(hasPictures(makeVideoCall({}))).toBe(false);
  expect(hasPictures(makeVideoCall({ received: [makePictures('camera')] }, { kind: 'ringing' }))).toBe(false);
});

test('of a call that nobody has answered yet the user sees themselves, and of one that rings here nothing', () => {
  const sent = [makePictures('camera')];
  const rings = makeVideoCall({ sent }, { kind: 'ringing' });
  expect(hasPictures({ ...rings, direction: 'outgoing' })).toBe(true);
  expect(hasPictures({ ...rings, direction: 'incoming' })).toBe(false);
  expect(hasPictures({ ...makeVideoCall({}, { kind: 'dialing' }), direction: 'outgoing' })).toBe(false);
});

test('who rings with video is asked by the ringing card, not by the bar of the call', () => {
  expect(isVideoWanted(makeVideoCall({ isAsked: true }))).toBe(true);
  expect(isVideoWanted(makeVideoCall({ isAsked: true }, { kind: 'ringing' }))).toBe(false);
});
