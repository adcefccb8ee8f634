import type { Peer } from '../../shared/call.ts';
import type { Contact } from '../../shared/contact.ts';

export const makePeer = (name: string, number: string): Peer => ({
  name,
  number,
  uri: `sip:${number}@pbx.example.com`,
  company: '',
  avatar: '',
});

export const bob = makePeer('Bob Marchetti', '1002');
export const carol = makePeer('Carol Winter', '1003');
export const dave = makePeer('Dave Okonkwo', '1004');
/** Nobody is called that; somebody will be. */
export const endless = makePeer(`${'Wolfeschlegelsteinhausenberger'.repeat(3)} שלום`, '1'.repeat(40));

const contactOf = ({ name, number }: Peer, change: Partial<Contact> = {}): Contact => ({
  id: number,
  name,
  company: '',
  numbers: [{ kind: 'work', number }],
  ...change,
});

export const ivana: Contact = contactOf(makePeer('Ivana Horvat', '+385 1 234 567'), { company: 'Horvat & Co' });

/** More than are shown at once, one of them with a name that fits nowhere. */
export const favouritePeople: readonly Contact[] = [
  ...[bob, carol, dave, makePeer('Erin Vance', '1005'), makePeer('Faisal Rahman', '1006'), makePeer('Front door', '1007'), endless].map(
    (peer) => contactOf({ ...peer, name: peer.name.slice(0, 150) }, { isFavourite: true }),
  ),
  ivana,
];
