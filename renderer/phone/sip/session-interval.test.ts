import { Core } from 'sip.js';
import { describe, expect, it } from 'vitest';
import { isTooShort, leastAskedBy, SessionInterval } from './session-interval.ts';

const loggers = new Core.LoggerFactory();
loggers.builtinEnabled = false;

function message(first: string, headers: readonly string[]) {
  const text = [
    first,
    'Via: SIP/2.0/WS a;branch=z9hG4bK1',
    'To: <sip:a@b>',
    'From: <sip:c@d>;tag=1',
    'Call-ID: 1',
    'CSeq: 1 INVITE',
    ...headers,
  ];
  return Core.Parser.parseMessage(`${text.join('\r\n')}\r\n\r\n`, loggers.getLogger('test'))!;
}
const request = (...headers: string[]) => message('INVITE sip:a@b SIP/2.0', headers) as Core.IncomingRequestMessage;
const response = (...headers: string[]) => message('SIP/2.0 200 OK', headers) as Core.IncomingResponseMessage;

describe('whoever calls', () => {
  it.each([
    ['Session-Expires: 1800;refresher=uac', { seconds: 1800, isOurs: true }],
    ['Session-Expires: 1800;refresher=uas', { seconds: 1800, isOurs: false }],
    ['Session-Expires: 90 ; x=y ; Refresher = UAS', { seconds: 90, isOurs: false }],
    ['Session-Expires: 600', { seconds: 600, isOurs: true }],
    ['Session-Expires: 0', { seconds: 4, isOurs: true }],
    ['Session-Expires: 99999999999', { seconds: 86_400, isOurs: true }],
    ['Session-Expires: -5', null],
    ['Session-Expires: soon', null],
    ['X-Other: 1', null],
  ])('agrees to what comes back: %s', (header, agreement) => {
    const interval = new SessionInterval();
    expect(interval.headers).toEqual(['Session-Expires: 1800']);
    interval.answered(response(header));
    expect(interval.agreement).toEqual(agreement);
  });

  it('names who refreshes, from then on', () => {
    const interval = new SessionInterval();
    interval.answered(response('Session-Expires: 600;refresher=uas'));
    expect(interval.headers).toEqual(['Session-Expires: 600;refresher=uas']);
    interval.answered(response('Session-Expires: 300;refresher=uac'));
    expect(interval.headers).toEqual(['Session-Expires: 300;refresher=uac']);
  });

  it('asks for more when it is told to, and never for less', () => {
    const interval = new SessionInterval();
    expect(interval.raise(3_600)).toBe(true);
    expect(interval.headers).toEqual(['Session-Expires: 3600', 'Min-SE: 3600']);
    expect(interval.raise(3_600)).toBe(false);
    expect(interval.raise(90)).toBe(false);
    interval.answered(response('Session-Expires: 90;refresher=uac'));
    expect(interval.headers).toEqual(['Session-Expires: 3600;refresher=uac', 'Min-SE: 3600']);
  });

  it.each([
    ['Min-SE: 120', 120],
    ['Min-SE: 120;lr', 120],
    ['Min-SE: many', null],
    ['Min-SE: 99999999', null],
    ['X: 1', null],
  ])('reads of a 422 %s', (header, least) => {
    expect(leastAskedBy(response(header))).toBe(least);
  });
});

/** RFC 4028 9, table 2. */
describe('whoever is called', () => {
  it.each([
    [
      ['Supported: timer', 'Session-Expires: 600;refresher=uac'],
      ['Session-Expires: 600;refresher=uac', 'Require: timer'],
      { seconds: 600, isOurs: false },
    ],
    [
      ['Supported: timer', 'Session-Expires: 600;refresher=uas'],
      ['Session-Expires: 600;refresher=uas', 'Require: timer'],
      { seconds: 600, isOurs: true },
    ],
    [
      ['Supported: timer', 'Session-Expires: 600'],
      ['Session-Expires: 600;refresher=uac', 'Require: timer'],
      { seconds: 600, isOurs: false },
    ],
    [['Supported: timer'], ['Session-Expires: 1800;refresher=uac', 'Require: timer'], { seconds: 1800, isOurs: false }],
    [['Supported: x, TIMER', 'Min-SE: 3600'], ['Session-Expires: 3600;refresher=uac', 'Require: timer'], { seconds: 3600, isOurs: false }],
    [['Session-Expires: 600'], ['Session-Expires: 600;refresher=uas'], { seconds: 600, isOurs: true }],
    [['Session-Expires: 10'], ['Session-Expires: 90;refresher=uas'], { seconds: 90, isOurs: true }],
    [[], [], null],
  ])('answers %j', (headers, answer, agreement) => {
    const interval = new SessionInterval();
    expect(interval.answer(request(...headers))).toEqual(answer);
    expect(interval.agreement).toEqual(agreement);
  });

  it('goes on refreshing when a later request leaves it open', () => {
    const interval = new SessionInterval();
    interval.answered(response('Session-Expires: 600;refresher=uac'));
    expect(interval.answer(request('Supported: timer'))).toEqual(['Session-Expires: 600;refresher=uas', 'Require: timer']);
  });

  it.each([
    [true, ['Supported: timer', 'Session-Expires: 89']],
    [false, ['Supported: timer', 'Session-Expires: 90']],
    [false, ['Session-Expires: 10']],
    [false, ['Supported: timer']],
  ])('refuses (%s) %j', (isRefused, headers) => {
    expect(isTooShort(request(...headers))).toBe(isRefused);
  });
});
