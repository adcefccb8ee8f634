import { parseDialTarget } from '../shared/dial-target.ts';

const longest = 256;

/** What may stand in the dial field of a text that was pasted, linked or taken from a past call: one line, without decoration. */
export function cleanDialText(text: string): string {
  const line = text.split(/[\r\n]+/u).find((part) => part.trim() !== '') ?? '';
  const target = parseDialTarget(line);
  switch (target.kind) {
    case 'number':
      return target.extension === '' ? target.number : `${target.number};ext=${target.extension}`;
    case 'uri':
      return target.uri.startsWith('sips:') ? target.uri : `${target.user}@${target.host}`;
    case 'unknown':
      return line
        .replace(/[\p{Cc}\p{Cf}]/gu, '')
        .trim()
        .slice(0, longest);
    default:
      return target satisfies never;
  }
}

/** Whether the key types a part of a number: such keys go to the dial field from anywhere. */
export const isDialKey = (key: string): boolean => /^[0-9*#+]$/.test(key);
