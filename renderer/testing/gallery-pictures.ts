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
