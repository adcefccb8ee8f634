import type { CallSnapshot, Participant } from '../shared/call.ts';
import type { VideoContent, VideoPictures } from '../shared/video.ts';
import { ourselves } from './phone/call/participants.ts';

/** What of the far end can be seen of a kind, and why not where there is nothing to see. */
export type Sight = 'shown' | 'coming' | 'paused' | 'none';

export function sightOf({ video }: CallSnapshot, content: VideoContent): Sight {
  if (video.isPaused) return 'paused';
  const sights = video.received.filter((pictures) => pictures.content === content).map(sightOfOne);
  return (['shown', 'coming'] as const).find((one) => sights.includes(one)) ?? 'none';
}

function sightOfOne({ content, participantId, width, isFlowing }: VideoPictures): Sight {
  // Ourselves, as a server may show us to ourselves, are seen as in a mirror.
  if (participantId === ourselves) return 'none';
  if (width === 0) return 'coming';
  // Of a screen on which nothing moves no pictures need to come; a camera always has some.
  return isFlowing || content === 'screen' ? 'shown' : 'none';
}

/** What of the far end is to be seen, screens before faces. A face that is on its way is waited for only where there is no other. */
export function seenOf(call: CallSnapshot): readonly VideoPictures[] {
  const { isPaused, received } = call.video;
  const is = (sight: Sight, kind: VideoContent) => received.filter((each) => each.content === kind && sightOfOne(each) === sight);
  if (isPaused) return [];
  return (['screen', 'camera'] as const).flatMap((kind) => {
    const shown = is('shown', kind);
    return shown.length > 0 ? shown : is('coming', kind).slice(0, 1);
  });
}

/** One of them, with what a view needs to show it. */
export interface SeenPicture extends Pick<VideoPictures, 'id' | 'content'> {
  readonly stream: MediaStream;
  /** Who is seen, where the server tells. */
  readonly participant: Participant | null;
}

/** What of the far end is shown where there is room for one: a screen before a face, and whoever talks before others. Null where there is none. */
export function largestOf(call: CallSnapshot): VideoPictures | null {
  const [first = null, ...others] = seenOf(call);
  if (!first || first.content === 'screen') return first;
  const talking = new Set(call.participants.filter(({ isSpeaking }) => isSpeaking).map(({ id }) => id));
  return [first, ...others].find(({ participantId }) => participantId !== null && talking.has(participantId)) ?? first;
}
