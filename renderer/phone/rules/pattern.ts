/** Marks that people write in numbers and no server compares. */
const separators = /[\s\-.()/]/g;

const plain = (text: string): string => {
  const bare = text.trim().replace(/^sips?:/i, '');
  return (/[a-z@]/i.test(bare) ? bare : bare.replace(separators, '')).toLowerCase();
};

/** `*` for any run of characters. One pass over the text, whatever a caller puts into it: an expression with many `*` could take for ever. */
function matches(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

/** Whether a pattern of `shared/rules.ts` means this caller, by number or by address. Case, `sip:` and separators in numbers do not count. */
export function matchesCaller(pattern: string, { number, uri }: { number: string; uri: string }): boolean {
  const wanted = plain(pattern);
  return wanted !== '' && (matches(wanted, plain(number)) || matches(wanted, plain(uri)));
}
