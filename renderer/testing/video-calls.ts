import type { CallSnapshot } from '../../shared/call.ts';
import type { VideoContent, VideoPictures } from '../../shared/video.ts';
import { makeCall } from './calls.ts';

/** What a snapshot says of a picture that comes, with changes. */
export const makePictures = (content: VideoContent, change: Partial<VideoPictures> = {}): VideoPictures => ({
  ...{ id: content, content, participantId: null, width: 640, height: 360, codec: 'VP8', isFlowing: true },
  ...change,
});

/** A call that is up, or in that state, in which this is seen. */
export function makeVideoCall(
  video: Partial<CallSnapshot['video']>,
  state: CallSnapshot['state'] = { kind: 'active', since: 0, hold: 'none' },
): CallSnapshot {
  const call = makeCall({ state });
  return { ...call, video: { ...call.video, ...video } };
}
