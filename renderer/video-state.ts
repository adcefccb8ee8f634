import type { CallSnapshot } from '../shared/call.ts';
import { isCameraOn } from '../shared/which-call.ts';

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
