import { splitList } from './peer.ts';

/** Nobody has more proxies on the way; each goes into every request. */
const most = 10;

/** The route of a Service-Route header (RFC 3608), in order. One without `lr` is left out: nobody routes strictly any more (RFC 3261 16.4). */
export function routesIn(headers: readonly string[]): string[] {
  const values = headers.flatMap(splitList).map((value) => value.trim());
  return values.filter((value) => /^(?:"(?:[^"\\]|\\.)*"|[^<"]*)\s*<sips?:[^>]*;lr\b[^>]*>/i.test(value)).slice(0, most);
}
