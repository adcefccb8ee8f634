import { describe, expect, it } from 'vitest';
import { growth } from '../../../tests/growth.ts';
import { noFacts } from '../line.ts';
import { readFacts } from './invite-facts.ts';

type Headers = Record<string, string | string[]>;

const message = (given: Headers) => ({
  headers: Object.fromEntries(Object.entries(given).map(([name, value]) => [name, [value].flat().map((raw) => ({ raw }))])),
  getHeaders: (name: string) => [given[name] ?? []].flat(),
});
const facts = (given: Headers) => readFacts(message({ From: '"Bob" <sip:600@pbx>;tag=1', ...given }));

describe('the facts of an INVITE', () => {
  it('are few where it says nothing', () => {
    expect(facts({})).toEqual({ ...noFacts, host: 'pbx' });
    expect(facts({ From: 'nonsense <<' })).toEqual(noFacts);
  });

  it.each<[string, Headers, boolean]>([
    ['Privacy: id', { Privacy: 'id' }, true],
    ['several values', { Privacy: 'critical; ID' }, true],
    ['the user', { Privacy: 'user' }, true],
    ['the header level', { Privacy: 'header' }, true],
    ['only the session', { Privacy: 'session' }, false],
    ['only the history', { Privacy: 'history' }, false],
    ['none', { Privacy: 'none' }, false],
    ['none beside others', { Privacy: 'none;id' }, false],
    ['a Remote-Party-ID that says so', { 'Remote-Party-ID': '"Bob" <sip:600@pbx>;party=calling;privacy=full' }, true],
    ['a Remote-Party-ID that does not', { 'Remote-Party-ID': '"Bob" <sip:600@pbx>;party=calling;privacy=off' }, false],
    ['the anonymous address', { From: '"Anonymous" <sip:anonymous@anonymous.invalid>;tag=1' }, true],
    ['any address at its host', { From: '<sip:x@Anonymous.Invalid:5060>' }, true],
    ['the anonymous user', { From: '<sip:anonymous@pbx>' }, true],
    ['what a trunk says', { From: '"Anonymous" <sip:Restricted@pbx>' }, true],
    ['a name of that sound', { From: '"Anonymous" <sip:600@pbx>' }, false],
  ])('tell that a caller hides: %s', (_, headers, isAnonymous) => {
    expect(facts(headers).isAnonymous).toBe(isAnonymous);
  });

  it.each<[string, Headers, string]>([
    ['the server before the caller', { 'P-Asserted-Identity': '<sip:1@Server.example:5061;x=y>' }, 'server.example'],
    ['the address beside a number', { 'P-Asserted-Identity': ['<tel:+4912>', '<sip:+4912@server.example>'] }, 'server.example'],
    ['the caller, where the server knows a number only', { 'P-Asserted-Identity': '<tel:+4912>' }, 'pbx'],
    ['an address of version 6', { From: '<sip:1@[2001:db8::1]:5060>' }, '[2001:db8::1]'],
    ['no host that is none', { From: '<sip:1@<b>>' }, ''],
  ])('name the host of %s', (_, headers, host) => {
    expect(facts(headers).host).toBe(host);
  });

  it('hold what asks for an answer, as it came', () => {
    const { autoAnswer } = facts({
      'Call-Info': ['<sip:x>;answer-after=0', '<http://y>;purpose=icon'],
      'Alert-Info': 'info=alert-autoanswer\u0007',
      'Answer-Mode': 'Auto',
      'Priv-Answer-Mode': 'Auto;require',
    });
    expect(autoAnswer).toEqual({
      callInfo: ['<sip:x>;answer-after=0', '<http://y>;purpose=icon'],
      alertInfo: ['info=alert-autoanswer'],
      answerMode: ['Auto', 'Auto;require'],
    });
  });

  it('hold the headers that begin with X-', () => {
    expect(facts({ 'X-Ticket': '4711', 'X-Two': ['a', 'b'], 'X-Evil': '\u202egpj.exe\u0000', Subject: 'no' }).headers).toEqual({
      'X-Ticket': '4711',
      'X-Two': 'a, b',
      'X-Evil': 'gpj.exe',
    });
  });

  it('are bounded, whatever a stranger sends', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`X-${i}`, 'v'.repeat(10_000)]));
    const read = facts({ ...many, 'Alert-Info': Array.from({ length: 500 }, () => 'a'.repeat(10_000)), [`X-${'n'.repeat(5_000)}`]: '1' });
    expect(Object.keys(read.headers)).toHaveLength(50);
    expect(Math.max(...Object.values(read.headers).map(({ length }) => length))).toBe(1_024);
    expect(read.autoAnswer.alertInfo).toHaveLength(10);
    expect(Math.max(...read.autoAnswer.alertInfo.map(({ length }) => length))).toBe(500);
  });
});

describe('who sent a call on', () => {
  const by = (headers: Headers) => {
    const { forwardedBy } = facts(headers);
    return forwardedBy && `${forwardedBy.name}|${forwardedBy.number}`;
  };

  it.each<[string, Headers, string | null]>([
    ['nobody', {}, null],
    ['a diverting phone (RFC 5806)', { Diversion: '"Carol" <sip:602@pbx>;reason=unconditional' }, 'Carol|602'],
    ['the last of several, which comes first', { Diversion: ['<sip:603@pbx>;reason=no-answer', '<sip:602@pbx>'] }, '|603'],
    ['several on one line', { Diversion: '<tel:+4912>;reason=user-busy, <sip:602@pbx>' }, '|+4912'],
    ['one who hides', { Diversion: '<sip:602@pbx>;privacy=full;reason=unknown' }, null],
    ['one who hides nothing', { Diversion: '<sip:602@pbx>;privacy=off' }, '|602'],
    ['nonsense', { Diversion: ';;;<>' }, null],
    ['the one before the last, by mp', { 'History-Info': '<sip:602@pbx>;index=1,"x" <sip:1001@pbx>;index=1.1;mp=1' }, '|602'],
    [
      'by mp, whatever the proxy did after',
      { 'History-Info': ['<sip:602@pbx>;index=1', '<sip:1001@pbx>;index=1.1;mp=1', '<sip:abc@10.0.0.1>;index=1.1.1;rc=1.1'] },
      '|602',
    ],
    ['a proxy that only looked up where we are', { 'History-Info': '<sip:1001@pbx>;index=1, <sip:abc@10.0.0.1>;index=1.1;rc=1' }, null],
    [
      'by the reason of its own end (RFC 4244)',
      { 'History-Info': '"Dan" <sip:604@pbx?Reason=SIP%3Bcause%3D302>;index=1, <sip:1001@pbx>;index=2' },
      'Dan|604',
    ],
    ['by a cause in the new address (RFC 4458)', { 'History-Info': '<sip:605@pbx>;index=1,<sip:1001@pbx;cause=486>;index=1.1' }, '|605'],
    ['itself alone', { 'History-Info': '<sip:1001@pbx?Reason=SIP%3Bcause%3D302>;index=1' }, null],
    ['one who hides (RFC 7044 9.1)', { 'History-Info': '<sip:602@pbx?Privacy=history>;index=1,<sip:1001@pbx>;index=1.1;mp=1' }, null],
    ['a Diversion before a history', { Diversion: '<sip:602@pbx>', 'History-Info': '<sip:1@x>;index=1,<sip:2@x>;index=1.1;mp=1' }, '|602'],
  ])('%s', (_, headers, expected) => {
    expect(by(headers)).toBe(expected);
  });

  it.each(['<sip:1@x>;mp=1,', '<', '"\\', ',', '?Reason=', '%'])('is no slower to read for any amount of %j', (piece) => {
    const read = (length: number) => {
      const text = piece.repeat(length);
      return facts({ 'History-Info': text, Diversion: text, Privacy: text });
    };
    expect(growth(read, 2_000)).toBeLessThan(30);
  });
});
