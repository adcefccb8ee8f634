import { z } from 'zod';

/** What pictures show. */
export const VideoContent = z.enum(['camera', 'screen']);
export type VideoContent = z.infer<typeof VideoContent>;

/** As the names of codecs go in SDP (RFC 7742 and the payload formats). */
export const VideoCodec = z.enum(['VP8', 'H264', 'VP9', 'AV1']);
export type VideoCodec = z.infer<typeof VideoCodec>;

/** One stream of pictures, as the browser counts it once a second. */
export const VideoPictures = z.object({
  /** Of its MediaStream: tells the streams of one call apart. Empty where there is none, as of a camera that rests. */
  id: z.string(),
  content: VideoContent,
  /** Who is seen, among the participants of the call; null where nobody said so. `local`: a server shows us to ourselves. */
  participantId: z.string().nullable(),
  /** Pixels, as sent or received; 0 before the first picture. */
  width: z.number().int(),
  height: z.number().int(),
  /** As the far end and we agreed, `VP8` for one; empty before the first picture. */
  codec: z.string(),
  /** Pictures came, or went, within the last two seconds. A camera that was turned off at the far end may stay in the list without. */
  isFlowing: z.boolean(),
});
export type VideoPictures = z.infer<typeof VideoPictures>;

/** What of a call can be seen. The direction is in it: `sendonly` is a call with `sent` alone. */
export const CallVideo = z.object({
  /** What we show: nothing, camera, screen, or both where the far end takes the screen beside the camera. */
  sent: z.array(VideoPictures),
  /** Of a conference at the server everyone's, as it sends them. */
  received: z.array(VideoPictures),
  /** The far end offered pictures, or would take ours, and we show none. Nothing of ours is shown before the user says so. */
  isAsked: z.boolean(),
  /** What the far end shows is not taken here: the call was answered without. */
  isRefused: z.boolean(),
  /** On hold, by either side: nothing of all this flows. */
  isPaused: z.boolean(),
  /** What is being opened or agreed with the far end. */
  pending: VideoContent.nullable(),
});
export type CallVideo = z.infer<typeof CallVideo>;

/** How pictures are sent and taken. `codec`: preferred where the far end has it; null: as the browser likes it. Bits per second; null: no limit. */
export const VideoRules = z.object({ codec: VideoCodec.nullable(), maxBitRate: z.number().int().positive().nullable() });
export type VideoRules = z.infer<typeof VideoRules>;
