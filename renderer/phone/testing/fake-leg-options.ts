import type { Direction, Peer } from '../../../shared/call.ts';
import type { VideoContent } from '../../../shared/video.ts';
import type { ExtraHeaders, InviteFacts, VideoWish } from '../line.ts';

/** What a fake leg was asked, in order. */
export type LegRequest =
  | { kind: 'accept'; headers?: ExtraHeaders }
  | { kind: 'decline'; mode: 'busy' | 'decline'; headers?: ExtraHeaders; message?: string }
  | { kind: 'redirect'; uri: string; headers?: ExtraHeaders }
  | { kind: 'hang-up'; headers?: ExtraHeaders }
  | { kind: 'hold'; on: boolean }
  | { kind: 'tones'; tones: string }
  /** `target`: a SIP URI, or the id of a leg. */
  | { kind: 'refer'; target: string; headers?: ExtraHeaders }
  | { kind: 'info'; mime: string; body: string; headers?: ExtraHeaders }
  | { kind: 'message'; text: string }
  | { kind: 'restart-media' }
  | { kind: 'renew-video' }
  | { kind: 'record'; state: 'on' | 'off' | 'paused' }
  | { kind: 'video'; wish: VideoWish };

export interface FakeLegOptions {
  id?: string;
  direction?: Direction;
  destination?: string;
  peer?: Partial<Peer>;
  hasAudio?: boolean;
  hasVideo?: boolean;
  /** The id of the leg that this one takes over. */
  replaces?: string;
  headers?: ExtraHeaders;
  facts?: Partial<InviteFacts>;
  isAnonymous?: boolean;
  video?: VideoWish;
}

/**
 * - `willing`: does what it is asked, and reports it.
 * - `deaf`: takes every request and never answers it, as over a dead wire.
 * - an error: refuses with it; nothing changed.
 */
export type Attitude = 'willing' | 'deaf' | Error;

/** What a far end is shown that takes a second stream of pictures, or does not. */
export function contentsOf(wish: VideoWish | null, takesSlides: boolean): VideoContent[] {
  return [...(wish?.main ? [wish.main.content] : []), ...(wish?.slides && takesSlides ? (['screen'] as const) : [])];
}
