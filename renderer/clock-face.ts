/**
 * Draws a text of digits as the canvas's own style has it, each digit as wide as the next, and makes the canvas as wide as that.
 * Where nothing can be drawn, nothing is.
 */
export function drawFigures(canvas: HTMLCanvasElement, text: string): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const { fontWeight, fontSize, fontFamily, color, height } = getComputedStyle(canvas);
  const font = `${fontWeight} ${fontSize} ${fontFamily}`;
  context.font = font;
  const figure = context.measureText('0').width;
  const widths = [...text].map((character) => (/\d/.test(character) ? figure : context.measureText(character).width));
  const size = { width: Math.ceil(widths.reduce((sum, width) => sum + width, 0)), height: Number.parseFloat(height) };
  resize(canvas, size);
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  // One that was resized has forgotten its font.
  Object.assign(context, { font, fillStyle: color, textAlign: 'center', direction: 'ltr' });
  const { fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } = context.measureText(text);
  const baseline = (size.height + ascent - descent) / 2;
  let left = 0;
  for (const [place, width] of widths.entries()) {
    context.fillText(text[place] ?? '', left + width / 2, baseline);
    left += width;
  }
}

/** So many points of the screen as it takes. Does nothing where it fits: whoever sets a canvas's size lays the page out anew. */
function resize(canvas: HTMLCanvasElement, { width, height }: { width: number; height: number }): void {
  const [across, down] = [Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)];
  if (canvas.width === across && canvas.height === down) return;
  Object.assign(canvas, { width: across, height: down });
  canvas.style.width = `${width}px`;
}
