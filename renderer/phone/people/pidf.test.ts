// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest';
import type { Announced } from '../../../shared/announced-presence.ts';
import { readPidf, writePidf } from './pidf.ts';

const entity = 'sip:1001@pbx.example.com';
const pidf = (content: string): string => `<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="${entity}">${content}</presence>`;
const tuple = (basic: string, note = ''): string => `<tuple id="a"><status><basic>${basic}</basic></status><note>${note}</note></tuple>`;
const doing = (activity: string): string =>
  pidf(`${tuple('open')}<dm:person xmlns:dm="d"><rpid:activities xmlns:rpid="r">${activity}</rpid:activities></dm:person>`);

describe('what is written', () => {
  test.each([
    ['available', 'idle'],
    ['away', 'away'],
    ['busy', 'occupied'],
    ['in-call', 'busy'],
    ['dnd', 'dnd'],
  ] as const)('%s is read as %s by another one, with the note', (status, lamp) => {
    const said: Announced = { status, note: 'Back at <two> & "so"' };
    expect(readPidf(writePidf(entity, said))).toEqual({ lamp, note: 'Back at <two> & "so"' });
  });

  test('is a document of RFC 3863 with activities of RFC 4480', () => {
    expect(writePidf('sip:a&b@x', { status: 'away', note: 'a\u0000b\u001F\uD800' })).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:p="urn:ietf:params:xml:ns:pidf:data-model" xmlns:r="urn:ietf:params:xml:ns:pidf:rpid" entity="sip:a&amp;b@x"><tuple id="offhook"><status><basic>open</basic></status><note>ab</note></tuple><p:person id="user"><r:activities><r:away/></r:activities></p:person></presence>
      "
    `);
  });
});

describe('what is read', () => {
  test.each([
    ['an Asterisk whose telephone is free', pidf(tuple('open', 'Ready')), 'idle', ''],
    ['an Asterisk whose telephone is gone', pidf(tuple('closed', 'Unavailable')), 'offline', ''],
    ['an Asterisk whose telephone is used', doing('<ep:busy xmlns:ep="urn:ietf:params:xml:ns:pidf:status:rpid-status"/>'), 'occupied', ''],
    ['one device of two that is there', pidf(tuple('closed') + tuple('open')), 'idle', ''],
    ['a meeting', doing('<meeting/>'), 'occupied', ''],
    ['a holiday', doing('<vacation/>'), 'away', ''],
    ['a call within a meeting', doing('<meeting/><on-the-phone/>'), 'busy', ''],
    ['do not disturb as a note', pidf(tuple('open', 'Do Not Disturb')), 'dnd', ''],
    ['do not disturb as another activity', doing('<other>dnd</other>'), 'dnd', ''],
    ['a note about not being disturbed', pidf(tuple('open', 'Do not disturb before ten')), 'idle', 'Do not disturb before ten'],
    ['nothing at all', pidf(''), 'unknown', ''],
    ['an activity that nobody knows', doing('<juggling/>'), 'idle', ''],
    ['a note that turns the line around', pidf(tuple('open', '\u202Eevil\n\tnote')), 'idle', 'evil note'],
  ])('%s', (_what, text, lamp, note) => {
    expect(readPidf(text)).toEqual({ lamp, note });
  });

  test('a long note is cut', () => {
    expect(readPidf(pidf(tuple('open', 'W'.repeat(5000))))?.note).toHaveLength(200);
  });

  test.each([
    ['no XML', 'hello'],
    ['another document', '<dialog-info/>'],
    ['one that declares entities', `<!DOCTYPE x [<!ENTITY a "b">]>${pidf(tuple('open'))}`],
    ['a book', pidf(tuple('open', 'W'.repeat(70_000)))],
    ['nothing', ''],
  ])('%s says nothing', (_what, text) => {
    expect(readPidf(text)).toBeNull();
  });
});
