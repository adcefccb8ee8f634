import { expect, it, vi } from 'vitest';
import type { Peer } from '../../../shared/call.ts';
import { active, ringing } from '../testing/scenes.ts';
import { makeTestPhone } from '../testing/test-phone.ts';

const bob: Peer = { name: 'Bob', number: '601', uri: 'sip:601@pbx.example.com', company: '', avatar: '' };
const carol: Peer = { name: 'Carol', number: '602', uri: 'sip:602@pbx.example.com', company: '', avatar: '' };

it('a contact list adds to what the wire says, for as long as the address is the same', () => {
  const { call, leg } = ringing({ peer: bob });
  const heard: string[] = [];
  call.on('peer', ({ new: next, old }) => heard.push(`${old.name} → ${next.name}`));
  call.describePeer({ name: 'Robert', company: 'Example' });
  expect(call.peer).toEqual({ ...bob, name: 'Robert', company: 'Example' });
  leg.say({ kind: 'peer', peer: { ...bob, name: 'BOB' } });
  expect(call.peer.name).toBe('Robert');
  leg.say({ kind: 'peer', peer: carol });
  expect(call.snapshot.peer).toEqual(carol);
  expect(heard).toEqual(['Bob → Robert', 'Robert → Carol']);
});

it('what the user says stays, whoever the wire and the contact list name, until it is taken back', () => {
  const { call, leg } = ringing({ peer: bob });
  call.describePeer({ name: 'The plumber' }, { manual: true });
  call.describePeer({ name: 'Robert', company: 'Example' });
  leg.say({ kind: 'peer', peer: carol });
  expect(call.peer).toEqual({ ...carol, name: 'The plumber' });
  call.describePeer(null, { manual: true });
  expect(call.peer).toEqual(carol);
});

it('nothing is told when nothing is different', () => {
  const { call, leg } = ringing({ peer: bob });
  const heard = vi.fn();
  call.on('peer', heard);
  leg.say({ kind: 'peer', peer: { ...bob } });
  call.describePeer({ name: 'Bob' });
  call.describePeer(null);
  expect(heard).not.toHaveBeenCalled();
});

it('participants are we and the far end, and tell when one of them changes', () => {
  const { call, leg, phone } = active();
  const heard = vi.fn();
  phone.on('participants', heard);
  const before = call.participants;
  expect(before).toEqual([
    { id: 'local', name: 'Alice', uri: 'sip:alice@pbx.example.com', isLocal: true, isMuted: false, isSpeaking: false },
    { id: call.id, name: '600', uri: 'sip:600@pbx.example.com', isLocal: false, isMuted: false, isSpeaking: false },
  ]);
  leg.say({ kind: 'held', side: 'remote', on: true });
  expect(call.participants).toBe(before);
  leg.say({ kind: 'peer', peer: bob });
  call.muteMicrophone();
  expect(call.snapshot.participants).toMatchObject([{ isMuted: true }, { name: 'Bob', uri: bob.uri }]);
  expect(heard).toHaveBeenCalledTimes(2);
});

it('a phone without a display name is known by its user', () => {
  const test = makeTestPhone({ isRegistered: false });
  test.phone.open({ ...active().phone.account!, displayName: '' }, { password: '', turnPassword: '' });
  test.line().register();
  expect(test.phone.dial('600').participants[0]?.name).toBe('alice');
});
