import type { CallSnapshot } from '../shared/call.ts';
import type { VideoContent, VideoPictures } from '../shared/video.ts';

const find = (pictures: readonly VideoPictures[], content: VideoContent): VideoPictures | undefined =>
  pictures.find((one) => one.content === content);

/** The far end sees our camera. */
export const isCameraOn = ({ video }: CallSnapshot): boolean => find(video.sent, 'camera') !== undefined;

/** There is something to see of each other. */
export const hasPictures = ({ state, video }: CallSnapshot): boolean =>
  state.kind === 'active' && (video.sent.length > 0 || video.received.length > 0);

/** The far end offers pictures, or would take ours, and waits for the user. */
export const isVideoWanted = ({ state, video }: CallSnapshot): boolean => state.kind === 'active' && video.isAsked;

/** What of the far end can be seen: its `pictures`, and why not where there are none to see. */
export type Sight = 'shown' | 'coming' | 'paused' | 'none';

export function sightOf({ video }: CallSnapshot, content: VideoContent): Sight {
  const pictures = find(video.received, content);
  if (!pictures) return 'none';
  if (video.isPaused) return 'paused';
  if (pictures.width === 0) return 'coming';
  // Of a screen on which nothing moves no pictures need to come; a camera always has some.
  return pictures.isFlowing || content === 'screen' ? 'shown' : 'none';
}
