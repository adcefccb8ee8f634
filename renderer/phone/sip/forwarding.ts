/*
 * Who sent a call on to us: Diversion (RFC 5806), or History-Info (RFC 7044, and RFC 4244 before it).
 */
import type { Peer } from '../../../shared/call.ts';
import { type IdentityHeaders, readNameAddress, splitList } from './peer.ts';

/** More places than that no honest call has been to. */
const mostPlaces = 50;

/** One entry of a history: an address that the call was sent to. */
interface Place {
  /** `1.2.1`: where in the tree of forks. */
  index: string;
  peer: Peer | null;
  /** RFC 7044 5.1: the entry whose target was mapped to another person. A lookup of where somebody is says `rc` instead. */
  mappedFrom: string;
  /** It ended here: the reason stands in the address (RFC 4244 4.1). */
  hasEnded: boolean;
  /** The address says why the call came to it (RFC 4458). */
  hasCause: boolean;
  isHidden: boolean;
}

/** The last one who sent the call on; null where nobody did, who did wants to stay unknown, or it cannot be read. */
export function forwarderOf(message: IdentityHeaders): Peer | null {
  // Each one who diverts puts an entry before the others (RFC 5806 5.1).
  const [last] = message.getHeaders('Diversion').flatMap((value) => splitList(value).slice(0, mostPlaces));
  if (last !== undefined) return /;\s*privacy\s*=\s*"?(full|name|uri)/i.test(last) ? null : readNameAddress(last);
  return lastForwarder(message.getHeaders('History-Info').flatMap(splitList).slice(0, mostPlaces).map(placeOf));
}

function lastForwarder(places: readonly Place[]): Peer | null {
  const mapped = places.findLast(({ mappedFrom }) => mappedFrom !== '');
  const from = mapped
    ? places.find(({ index }) => index === mapped.mappedFrom)
    : (places.slice(0, -1).findLast(({ hasEnded }) => hasEnded) ?? places[places.findLastIndex(({ hasCause }) => hasCause) - 1]);
  return from && !from.isHidden ? from.peer : null;
}

function placeOf(value: string): Place {
  const text = value.slice(0, 2_000);
  const end = text.lastIndexOf('>');
  const parameters = text.slice(end + 1);
  const [address = '', headers = ''] = text.slice(0, end + 1).split('?', 2);
  return {
    index: /;\s*index\s*=\s*([\d.]+)/i.exec(parameters)?.[1] ?? '',
    peer: readNameAddress(text),
    mappedFrom: /;\s*mp\s*=\s*([\d.]+)/i.exec(parameters)?.[1] ?? '',
    hasEnded: /(?:^|&)reason=/i.test(headers),
    hasCause: /;cause=\d/i.test(address),
    isHidden: /(?:^|&)privacy=/i.test(headers),
  };
}
