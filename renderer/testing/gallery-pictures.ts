import type { VideoContent } from '../../shared/video.ts';

/** A stream of one picture, as wide as a camera's or as a screen's: what shows a video shows something in the gallery. */
export function makePicture(content: VideoContent, colour: string, text: string): MediaStream {
  const [width, height] = content === 'camera' ? [640, 360] : [1920, 1200];
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d');
  if (!context) throw new Error('There is no canvas.');
  context.fillStyle = colour;
  context.fillRect(0, 0, width, height);
  context.fillStyle = 'white';
  context.font = `${height / 8}px sans-serif`;
  context.fillText(text, height / 8, height / 2);
  return canvas.captureStream();
}

/** What a browser says of streams whose pictures come, more of them each time it is asked. */
export function countPictures(streams: readonly MediaStream[]): () => Promise<RTCStatsReport> {
  let framesDecoded = 0;
  return async () => {
    framesDecoded += 30;
    const entries = streams.map((stream) => {
      const size = { frameWidth: 640, frameHeight: 360, framesDecoded, timestamp: performance.now() };
      return [stream.id, { type: 'inbound-rtp', kind: 'video', trackIdentifier: stream.getVideoTracks()[0]?.id, ...size }] as const;
    });
    return new Map(entries) as unknown as RTCStatsReport;
  };
}
