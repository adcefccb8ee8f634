import { describe, expect, test } from 'vitest';
import type { VideoPictures } from '../shared/video.ts';
import { largestOf, seenOf, sightOf } from './seen-pictures.ts';
import { makePictures, makeVideoCall } from './testing/video-calls.ts';

describe('of the far end', () => {
  test.each([
    ['shown', 'camera', {}, {}],
    ['coming', 'camera', { width: 0, isFlowing: false }, {}],
    ['none', 'camera', { isFlowing: false }, {}],
    ['shown', 'screen', { isFlowing: false }, {}],
    ['coming', 'screen', { width: 0, isFlowing: false }, {}],
    ['paused', 'camera', {}, { isPaused: true }],
    ['paused', 'screen', {}, { isPaused: true }],
  ] as const)('is %s of the %s with %j and %j', (sight, content, change, video) => {
    expect(sightOf(makeVideoCall({ ...video, received: [makePictures(content, change)] }), content)).toBe(sight);
  });

  test('what it does not show is not there', () => {
    expect(sightOf(makeVideoCall({ received: [makePictures('camera')] }), 'screen')).toBe('none');
  });

  test('a screen is larger than a face, and of nobody who is on hold or has no camera on there is anything', () => {
    const both = [makePictures('camera'), makePictures('screen')];
    expect(largestOf(makeVideoCall({ received: both }))?.content).toBe('screen');
    expect(largestOf(makeVideoCall({ received: [makePictures('camera', { width: 0 })] }))?.content).toBe('camera');
    expect(largestOf(makeVideoCall({ received: [makePictures('camera', { isFlowing: false })] }))).toBeNull();
    expect(largestOf(makeVideoCall({ received: both, isPaused: true }))).toBeNull();
  });
});

describe('of a conference of the server', () => {
  const face = (id: string, change: Partial<VideoPictures> = {}) => makePictures('camera', { id, participantId: id, ...change });
  const idsOf = (...received: VideoPictures[]) => seenOf(makeVideoCall({ received })).map(({ id }) => id);

  test.each([
    ['everyone whose pictures come is seen', ['bob', 'carol'], [face('bob'), face('carol')]],
    ['a screen comes before all faces', ['screen', 'bob', 'carol'], [face('bob'), face('carol'), makePictures('screen')]],
    ['a stream in which nothing comes is not waited for beside others', ['bob'], [face('', { width: 0 }), face('bob')]],
    ['while nothing comes one is waited for', [''], [face('', { width: 0 }), face('bob', { width: 0 })]],
    ['who turns off the camera vanishes', ['bob'], [face('bob'), face('carol', { isFlowing: false })]],
    ['ourselves are not shown back', ['bob'], [face('local'), face('bob')]],
  ])('%s', (_, ids, received) => {
    expect(idsOf(...received)).toEqual(ids);
  });

  test('of a face that is on its way and one that is seen the call is one that is seen', () => {
    expect(sightOf(makeVideoCall({ received: [face('', { width: 0 }), face('bob')] }), 'camera')).toBe('shown');
  });

  test('where there is room for one it is who talks', () => {
    const call = makeVideoCall({ received: [face('bob'), face('carol')] });
    const [us] = call.participants;
    const talking = { ...us!, id: 'carol', isSpeaking: true };
    expect(largestOf(call)?.id).toBe('bob');
    expect(largestOf({ ...call, participants: [...call.participants, talking] })?.id).toBe('carol');
  });
});
