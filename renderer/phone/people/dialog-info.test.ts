// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest';
import { afterDialogInfo, type DialogTable, emptyTable, lampOf, readDialogInfo } from './dialog-info.ts';

const document = (dialogs: string, attributes = 'version="0" state="full"'): string =>
  `<?xml version="1.0"?>\n<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" ${attributes} entity="sip:1002@example.com">${dialogs}</dialog-info>`;
const dialog = (state: string, attributes = 'id="1"'): string => `<dialog ${attributes}><state>${state}</state></dialog>`;

/** The table after documents, one after the other; null where one is missing. */
const tableAfter = (...texts: string[]): DialogTable | null =>
  texts.reduce<DialogTable | null>((table, text) => {
    const info = readDialogInfo(text);
    return table && info ? afterDialogInfo(table, info) : null;
  }, emptyTable);

describe('one document', () => {
  test.each([
    ['nobody calls', '', 'idle'],
    ['a call is over', dialog('terminated'), 'idle'],
    ['it rings', dialog('early', 'id="1" direction="recipient"'), 'ringing'],
    ['it rings, and the server says no more', dialog('early'), 'ringing'],
    ['it is called, and does not ring yet', dialog('trying', 'id="1" direction="recipient"'), 'ringing'],
    ['it calls', dialog('early', 'id="1" direction="initiator"'), 'busy'],
    ['it talks', dialog('confirmed'), 'busy'],
    ['it talks, and somebody else rings', dialog('confirmed') + dialog('early', 'id="2"'), 'busy'],
    ['white space around the word', dialog('\n  confirmed\n'), 'busy'],
    ['a state that nobody defined', dialog('dancing'), 'idle'],
  ])('%s', (_, dialogs, lamp) => {
    expect(lampOf(tableAfter(document(dialogs))!)).toBe(lamp);
  });

  test('with a prefix on every name', () => {
    const text =
      '<d:dialog-info xmlns:d="urn:ietf:params:xml:ns:dialog-info" version="3" state="full"><d:dialog id="a"><d:state>confirmed</d:state></d:dialog></d:dialog-info>';
    expect(lampOf(tableAfter(text)!)).toBe('busy');
  });

  const bomb = `<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 9 }, (_, i) => `<!ENTITY a${i} "${`&a${i - 1};`.repeat(10)}">`).join('')}]>`;
  test.each([
    ['nothing', ''],
    ['no XML', 'Dear Sir or Madam'],
    ['another document', '<presence version="1"/>'],
    ['one that breaks off', document(dialog('confirmed')).slice(0, -20)],
    ['a page', '<html><script>alert(1)</script></html>'],
    ['entities in entities', document(dialog('confirmed')).replace('\n', bomb)],
    ['an entity from a file', `<!doctype d [<!ENTITY x SYSTEM "file:///etc/passwd">]>${document(dialog('&x;'))}`],
    ['a book', document(`<!--${'x'.repeat(70_000)}-->`)],
    ['no version', document('', 'state="full"')],
    ['a version below nothing', document('', 'version="-1"')],
  ])('%s says nothing', (_, text) => {
    expect(readDialogInfo(text)).toBeNull();
  });

  test('a thousand dialogs are not all kept', () => {
    const many = Array.from({ length: 1000 }, (_, i) => `<dialog id="${i}"><state>early</state></dialog>`).join('');
    expect(tableAfter(document(many))!.dialogs.size).toBe(200);
  });
});

describe('one after the other', () => {
  const first = document(dialog('early'));

  test('a part changes what it names, and nothing else', () => {
    const part = document(dialog('terminated') + dialog('confirmed', 'id="2"'), 'version="1" state="partial"');
    expect([...tableAfter(first, part)!.dialogs.keys()]).toEqual(['2']);
  });

  test('a whole one takes the place of all before, whatever was missed', () => {
    expect(lampOf(tableAfter(first, document('', 'version="7" state="full"'))!)).toBe('idle');
  });

  test('an older one that was overtaken changes nothing', () => {
    const newer = document('', 'version="2" state="full"');
    expect(lampOf(tableAfter(newer, document(dialog('confirmed'), 'version="1" state="full"'))!)).toBe('idle');
  });

  test('a part after a gap is worth nothing', () => {
    expect(tableAfter(first, document(dialog('confirmed'), 'version="2" state="partial"'))).toBeNull();
  });
});

test('before the first document nothing is known', () => {
  expect(lampOf(emptyTable)).toBe('unknown');
});
