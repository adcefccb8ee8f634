/** What one font is like. */
interface Letters {
  readonly font: string;
  /** How wide a digit is. */
  readonly figure: number;
  /** From the middle of a line down to what the characters stand on. */
  readonly drop: number;
}

/**
 * Draws texts of digits as the canvas's own style has it, each digit as wide as the next, and makes the canvas as wide as that. A clock is drawn
 * each second: what its font is like is measured once. Where nothing can be drawn, nothing is.
 */
export function makeClockFace(canvas: HTMLCanvasElement): (text: string) => void {
  const context = canvas.getContext('2d');
  const style = getComputedStyle(canvas);
  let letters: Letters | null = null;
  return (text) => {
    if (!context) return;
    const font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    context.font = font;
    const known = letters?.font === font ? letters : measure(context, font);
    // While its file is on its way, another font stands in for it.
    letters = document.fonts.status === 'loaded' ? known : null;
    const { figure, drop } = known;
    const widths = [...text].map((character) => (/\d/.test(character) ? figure : context.measureText(character).width));
    const size = { width: Math.ceil(widths.reduce((sum, width) => sum + width, 0)), height: Number.parseFloat(style.height) };
    resize(canvas, size);
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    // One that was resized has forgotten its font.
    Object.assign(context, { font, fillStyle: style.color, textAlign: 'center', direction: 'ltr' });
    let left = 0;
    for (const [place, width] of widths.entries()) {
      context.fillText(text[place] ?? '', left + width / 2, size.height / 2 + drop);
      left += width;
    }
  };
}

/** By the font that is set. */
function measure(context: CanvasRenderingContext2D, font: string): Letters {
  const { width, fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } = context.measureText('0');
  return { font, figure: width, drop: (ascent - descent) / 2 };
}

/** So many points of the screen as it takes. Does nothing where it fits: whoever sets a canvas's size lays the page out anew. */
function resize(canvas: HTMLCanvasElement, { width, height }: { width: number; height: number }): void {
  const [across, down] = [Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)];
  if (canvas.width === across && canvas.height === down) return;
  Object.assign(canvas, { width: across, height: down });
  canvas.style.width = `${width}px`;
}
