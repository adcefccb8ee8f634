/*
 * The Contact headers of a 3xx (RFC 3261 8.1.3.4, 20.10): where the call should go instead. Whether it does is the rules' business.
 */
import { splitAddress, splitList } from './peer.ts';
import { written } from './wire-uris.ts';

/** More places than that no honest server names. */
const mostContacts = 10;
const longest = 1_000;

/** Printable ASCII without what ends an address in a header; anything else has to be escaped (RFC 3261 25.1). */
const callable = /^(?:sips?:(?:[!#-;=?A-[\]-~]+@)?[!#-;=?A-[\]-~]+|tel:[!#-;=?A-[\]-~]+)$/;

/** Addresses that can be called, best first. */
export function contactsIn(values: readonly string[]): string[] {
  const contacts = values.flatMap((value) => splitList(value.slice(0, mostContacts * longest))).map(readContact);
  const usable = contacts.filter(({ uri }) => uri.length <= longest && callable.test(uri)).sort((a, b) => b.weight - a.weight);
  return [...new Set(usable.map(({ uri }) => uri))].slice(0, mostContacts);
}

function readContact(value: string): { uri: string; weight: number } {
  const isBare = !value.includes('<');
  const { uri } = splitAddress(value);
  const parameters = value.slice(isBare ? value.indexOf(';') : value.lastIndexOf('>') + 1);
  // 0 to 1, and who does not say is as good as any (RFC 3261 20.10).
  const weight = Number(/;\s*q\s*=\s*([\d.]{1,5})/i.exec(parameters)?.[1] ?? 1);
  const address = written(isBare ? uri.split(';', 1)[0]! : uri).replace(/^[a-z]+:/i, (scheme) => scheme.toLowerCase());
  return { uri: address, weight: weight >= 0 && weight <= 1 ? weight : 1 };
}
