/** What a template can name. All of it is text that strangers may have written. */
export type HookValues = {
  readonly event: string;
  readonly number: string;
  readonly name: string;
  readonly uri: string;
  readonly direction: string;
  /** Whole seconds of talking. */
  readonly duration: string;
};

const placeholder = /\{(event|number|name|uri|direction|duration)\}/g;

/** In one pass: a caller whose name is `{uri}` gets no more than that. */
function fill(template: string, values: HookValues, encode: (text: string) => string): string {
  return template.replace(placeholder, (_, name: keyof HookValues) => encode(values[name]));
}

/**
 * One argument of a program. No shell reads it; but a program reads what begins with a dash as a switch, so a value in front loses its dashes:
 * nobody shall call himself `--output=/home/…`.
 */
export function fillArgument(template: string, values: HookValues): string {
  const filled = fill(template, values, (text) => text.replace(/\p{Cc}/gu, ''));
  return template.startsWith('{') ? filled.replace(/^-+/, '') : filled;
}

/** Null for what is no address of the web, or one whose host a caller could choose. */
export function fillAddress(template: string, values: HookValues): string | null {
  if (!/^https?:\/\/[^/?#{}@\\\s]+([/?#]|$)/i.test(template)) return null;
  const filled = fill(template, values, encodeURIComponent);
  return URL.canParse(filled) ? new URL(filled).href : null;
}
