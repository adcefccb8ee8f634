import { cleanDialText } from './dial-text.ts';

/** For fields in which numbers and names are typed: a pasted number loses its decoration, and anything else stays as it is. */
export function pasteNumber(event: ClipboardEvent): void {
  const field = event.currentTarget;
  const pasted = event.clipboardData?.getData('text/plain');
  if (!(field instanceof HTMLInputElement) || pasted === undefined) return;
  event.preventDefault();
  field.setRangeText(cleanDialText(pasted), field.selectionStart ?? 0, field.selectionEnd ?? 0, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
