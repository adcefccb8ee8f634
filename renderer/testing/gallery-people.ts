import type { Peer } from '../../shared/call.ts';

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
