import { expect, test } from 'vitest';
import { makeCall } from '../testing/calls.ts';
import { announcementOf } from './use-announcements.ts';

const active = (hold: 'none' | 'local' | 'remote') => makeCall({ state: { kind: 'active', since: 0, hold } });

test.each([
  ['a call rings here', undefined, makeCall(), 'Incoming call from Bob'],
  ['a number is dialled', undefined, makeCall({ direction: 'outgoing', state: { kind: 'dialing' } }), 'Calling Bob'],
  ['it is answered', makeCall(), active('none'), 'Connected with Bob'],
  ['it is held', active('none'), active('local'), 'Call with Bob on hold'],
  ['the other side holds it', active('none'), active('remote'), 'Bob put you on hold'],
  ['it is resumed', active('local'), active('none'), 'Call with Bob resumed'],
  ['it is muted', active('none'), { ...active('none'), isMicrophoneMuted: true }, ''],
  ['it still rings', makeCall(), makeCall(), ''],
] as const)('when %s a screen reader says so', (_, before, after, text) => {
  expect(announcementOf(before, after)).toBe(text);
});
