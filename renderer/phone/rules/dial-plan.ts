import type { OutgoingRules } from '../../../shared/rules.ts';

const letters: Readonly<Record<string, string>> = { X: '\\d', Z: '[1-9]', N: '[2-9]', '.': '.*', '(': '(', ')': ')' };

/** The pattern language of `shared/rules.ts` as a regular expression; null when its brackets do not match. */
function compile(pattern: string): RegExp | null {
  let depth = 0;
  let source = '';
  for (const letter of pattern) {
    if (letter === '(') depth += 1;
    if (letter === ')') depth -= 1;
    if (depth < 0) return null;
    source += letters[letter.toUpperCase()] ?? letter.replace(/[+*?^${}|[\]\\#]/g, '\\$&');
  }
  return depth === 0 ? new RegExp(`^${source}$`) : null;
}

/** Whether a pattern can be used. The settings say so while it is typed. */
export const isDialPattern = (pattern: string): boolean => compile(pattern) !== null;

/** The rewrite that a number falls under, if any: the first one that fits. */
export const rewriteFor = (number: string, { rewrites }: OutgoingRules): OutgoingRules['rewrites'][number] | undefined =>
  rewrites.find(({ pattern }) => compile(pattern)?.test(number));

function rewritten(number: string, rules: OutgoingRules): string | null {
  const rewrite = rewriteFor(number, rules);
  const match = rewrite && compile(rewrite.pattern)?.exec(number);
  return match ? rewrite.to.replace(/\$([1-9])/g, (_, group: string) => match[Number(group)] ?? '') : null;
}

/** Whether what a rewrite made of a number can be the user part of an address. */
export const isDialable = (user: string): boolean => /^[A-Za-z0-9\-_.!~*'+#]{1,64}$/.test(user);

function inFull(number: string, { countryCode, trunkPrefix }: OutgoingRules): string {
  if (!countryCode || number.startsWith('+')) return number;
  if (number.startsWith('00')) return `+${number.slice(2)}`;
  return trunkPrefix && number.startsWith(trunkPrefix) ? `+${countryCode}${number.slice(trunkPrefix.length)}` : number;
}

/**
 * What is dialled for a number as typed. Extensions and feature codes (`*97`) are left alone, unless a rewrite names them.
 * A number in full (`+49…`) keeps its plus when nothing else is wanted: PBXs that speak E.164 take it.
 */
export function applyDialPlan(number: string, rules: OutgoingRules): string {
  const byRewrite = rewritten(number, rules);
  if (byRewrite !== null) return byRewrite;
  if (!/^\+?\d+$/.test(number) || number.length <= rules.internalLength) return number;
  const full = inFull(number, rules);
  if (!rules.outsidePrefix) return full;
  // A prefix is followed by digits: international calls begin with 00 there.
  return `${rules.outsidePrefix}${full.replace(/^\+/, '00')}`;
}
