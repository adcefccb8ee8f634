import type { CallSnapshot } from '../shared/call.ts';
import type { VideoContent, VideoPictures } from '../shared/video.ts';
import { isCameraOn } from '../shared/which-call.ts';

const find = (pictures: readonly VideoPictures[], content: VideoContent): VideoPictures | undefined =>
  pictures.find((one) => one.content === content);

/** There is something to see of each other; before somebody answers, of ourselves. */
export function hasPictures(call: CallSnapshot): boolean {
  const { state, video } = call;
  return state.kind === 'active' ? video.sent.length > 0 || video.received.length > 0 : isCalling(call) && isCameraOn(call);
}

/** We call, and nobody has answered yet. */
export const isCalling = ({ direction, state }: CallSnapshot): boolean =>
  direction === 'outgoing' && state.kind !== 'active' && state.kind !== 'ended';

/** The far end offers pictures, or would take ours, and waits for the user. */
export const isVideoWanted = ({ state, video }: CallSnapshot): boolean => state.kind === 'active' && video.isAsked;

/** What of the far end can be seen: its `pictures`, and why not where there are none to see. */
export type Sight = 'shown' | 'coming' | 'paused' | 'none';

export function sightOf({ video }: CallSnapshot, content: VideoContent): Sight {
  if (video.isPaused) return 'paused';
  const pictures = find(video.received, content);
  if (!pictures) return 'none';
  if (pictures.width === 0) return 'coming';
  // Of a screen on which nothing moves no pictures need to come; a camera always has some.
  return pictures.isFlowing || content === 'screen' ? 'shown' : 'none';
}

/** What of the far end is shown large: a screen before a face. Null where nothing can be seen. */
export function largestOf(call: CallSnapshot): VideoContent | null {
  const isThere = (content: VideoContent): boolean => ['shown', 'coming'].includes(sightOf(call, content));
  return (['screen', 'camera'] as const).find(isThere) ?? null;
}
