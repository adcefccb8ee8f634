import { describe, expect, test } from 'vitest';
import { afterConfbridgeEvent, type Member } from './members.ts';

/* The documents are those of an Asterisk 22.10, shortened. */

const channel = (id: string, name: string, more: object = {}) => ({
  ...{ id, name: `PJSIP/${name}-00000001`, state: 'Up', protocol_id: `call-${name}`, caller: { name: `User ${name}`, number: name } },
  ...{ creationtime: '2026-11-21T22:37:09.984+0000', language: 'en', admin: false },
  ...more,
});
const told = (type: string, ...channels: unknown[]): string =>
  JSON.stringify({
    type: `Confbridge${type}`,
    timestamp: '2026-11-21T22:37:10.022+0000',
    bridge: { name: '7003', video_mode: 'sfu' },
    channels,
  });
const member = (id: string, name: string, more: Partial<Member> = {}): Member => ({
  ...{ id, name: `User ${name}`, number: name, callId: `call-${name}`, isMuted: false, isSpeaking: false },
  ...more,
});

const alice = member('1.0', '1001');
const bob = member('1.3', '1002');
const both = [alice, bob];

describe('who is in a conference', () => {
  test.each([
    ['those who are welcomed with us', [bob], told('Welcome', channel('1.0', '1001', { muted: true })), [{ ...alice, isMuted: true }]],
    ['and who joins', [alice], told('Join', channel('1.3', '1002', { muted: false })), both],
    ['once, however often it is told', both, told('Join', channel('1.0', '1001')), [bob, alice]],
    ['until they leave', both, told('Leave', channel('1.0', '1001')), [bob]],
    ['or all is over', both, told('End'), []],
    ['who talks', both, told('Talking', channel('1.3', '1002', { talking_status: 'on' })), [alice, { ...bob, isSpeaking: true }]],
    ['who is muted', [{ ...alice, isSpeaking: true }], told('Mute', channel('1.0', '1001')), [{ ...alice, isMuted: true }]],
    ['who may be heard again', [{ ...alice, isMuted: true }], told('Unmute', channel('1.0', '1001')), [alice]],
    ['who stops talking', [{ ...bob, isSpeaking: true }], told('Talking', channel('1.3', '1002', { talking_status: 'off' })), [bob]],
    [
      'also without name, number and call',
      [],
      told('Join', { id: '1.0' }),
      [{ id: '1.0', name: '', number: '', callId: '', isMuted: false, isSpeaking: false }],
    ],
  ])('%s', (_, before, document, after) => {
    expect(afterConfbridgeEvent(before, document)).toEqual(after);
  });

  test.each([
    ['no JSON', '{"type":'],
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[1]'],
    ['another document', '{"type":"message"}'],
    ['an event of no interest', told('Record', channel('1.0', '1001'))],
    ['more than anybody reads', told('Welcome', ...Array.from({ length: 201 }, (_, i) => channel(`${i}`, 'x')))],
    ['channels that are none', JSON.stringify({ type: 'ConfbridgeWelcome', channels: 'all' })],
  ])('is not changed by %s', (_, document) => {
    expect(afterConfbridgeEvent(both, document)).toBe(both);
  });

  test('names are cut, stand on one line and turn nothing around, and what cannot be known by an id is left out', () => {
    const hostile = channel('1.0', 'x', { caller: { name: `Al\u202eice\r\n\u0000Bob${'x'.repeat(1_000)}`, number: 7 } });
    const document = told('Welcome', hostile, { id: 7 }, null, { id: 'x'.repeat(256) });
    const [only, ...others] = afterConfbridgeEvent([], document);
    expect(others).toEqual([]);
    expect(only?.name).toMatch(/^Al ice Bobx+$/);
    expect(only?.name).toHaveLength(200);
  });

  test('never grows beyond what can be shown', () => {
    let members: readonly Member[] = [];
    for (let i = 0; i < 220; i++) members = afterConfbridgeEvent(members, told('Join', channel(`${i}`, 'x')));
    expect(members).toHaveLength(200);
  });
});
