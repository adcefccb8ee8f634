/**
 * The keys in a text that somebody typed or pasted: `4711 #, 2p3` → `4711#,2,3`. `p` and `w` are how address books write the two pauses
 * (3GPP TS 27.007); spaces and dashes are decoration. Empty where anything else is in it.
 */
export function cleanTones(text: string): string {
  const bare = text.normalize('NFKC').replace(/[\s\p{Pd}\p{Cf}.()/]/gu, '');
  const tones = bare.replace(/p/gi, ',').replace(/w/gi, ';').toUpperCase();
  return /^[0-9A-D*#,;]+$/.test(tones) && /[^;]/.test(tones) ? tones : '';
}
