import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Log } from '../log.ts';
import { type Bench, callOut, record, settle, setUpRegistered } from './testing/set-up.ts';
import { sdp } from './testing/stub-media.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const valueIn = (text: string, name: string): string => new RegExp(`^${name}: (.*)\\r$`, 'm').exec(text)?.[1] ?? '';

/** All headers that mean something to the phone. */
const headers = [
  'Contact: <sip:600@far.invalid;transport=ws>',
  'Supported: timer, 100rel',
  'Session-Expires: 1800;refresher=uac',
  'Require: timer',
  'Allow: INVITE, UPDATE',
  'RAck: 1 2 INVITE',
  'RSeq: 1',
  'Event: refer',
  'Subscription-State: active',
  'Refer-To: <sip:700@memory>',
  'Replaces: a;to-tag=b;from-tag=c',
  'P-Asserted-Identity: "C" <sip:1@b>',
  'Reason: SIP;cause=200;text="x"',
  'Diversion: <sip:a@b>;reason=x',
  'Record-Route: <sip:proxy.invalid;lr>',
  'Retry-After: 1',
  'Min-SE: 2000',
];

type Build = (bench: Bench, number: number) => string;

const write = (first: string, lines: readonly string[], body: string): string =>
  [first, ...lines, ...headers, ...(body ? ['Content-Type: application/sdp'] : []), `Content-Length: ${body.length}`, '', body].join(
    '\r\n',
  );

const request =
  (method: string, { inDialog, body }: { inDialog: boolean; body: string }): Build =>
  (bench, number) => {
    const target = /<([^>]+)>/.exec(valueIn(bench.register, 'Contact'))?.[1];
    const known = bench.far.invitations[0]?.dialog;
    const lines = [
      `Via: SIP/2.0/WS far.invalid;branch=z9hG4bK${number}`,
      `From: "Bob" <sip:600@memory>;tag=${inDialog ? known?.localTag : number}`,
      `To: <sip:1001@memory>${inDialog ? `;tag=${known?.remoteTag}` : ''}`,
      `Call-ID: ${inDialog ? known?.callId : number}`,
      `CSeq: ${100 + number} ${method}`,
    ];
    return write(`${method} ${target} SIP/2.0`, lines, body);
  };

/** To our INVITE that waits. */
const response =
  (status: number, body: string): Build =>
  (bench) => {
    const invite = bench.wire.crossings.findLast(({ text }) => text.startsWith('INVITE'))?.text ?? '';
    const lines = ['Via', 'From', 'Call-ID', 'CSeq'].map((name) => `${name}: ${valueIn(invite, name)}`);
    return write(`SIP/2.0 ${status} Whatever`, [...lines, `To: ${valueIn(invite, 'To')};tag=odd`], body);
  };

const methods = [
  'INVITE',
  'UPDATE',
  'ACK',
  'INFO',
  'PRACK',
  'MESSAGE',
  'NOTIFY',
  'REFER',
  'OPTIONS',
  'SUBSCRIBE',
  'CANCEL',
  'BYE',
  'PUBLISH',
];
const bodies = fc.constantFrom('', sdp(), 'nonsense');
const message = fc.oneof(
  fc.tuple(fc.constantFrom(...methods), fc.boolean(), bodies).map(([method, inDialog, body]) => request(method, { inDialog, body })),
  fc.tuple(fc.constantFrom(100, 180, 183, 199, 200, 302, 401, 407, 422, 486, 503), bodies).map(([status, body]) => response(status, body)),
);

const junk = fc.constantFrom(
  ...['', ' ', '\u0000', '<', '>', '"', ';', ',', ':', '=', '@', '%', 'é', '\r\n ', '\r\n\r\n', 'sip:', '<sip:>', 'tag=', ';tag=1;tag=2'],
  ...['-1', '0', '99999999999999999999', '1 2 3', 'multipart/mixed;boundary="', 'application/isup', 'x'.repeat(5_000)],
);
const place = fc.nat(2_000);
type Damage = (text: string) => string;
const onLine = (at: number, change: (line: string) => readonly string[]): Damage => {
  return (text) => {
    const lines = text.split('\r\n');
    return lines.flatMap((line, index) => (index === at % lines.length ? change(line) : [line])).join('\r\n');
  };
};
const damage: fc.Arbitrary<Damage> = fc.oneof(
  place.map((at) => onLine(at, () => [])),
  place.map((at) => onLine(at, (line) => [line, line])),
  fc.tuple(place, junk).map(([at, value]) => onLine(at, (line) => [line.replace(/(?<=:).*/s, ` ${value}`)])),
  fc.tuple(place, junk).map(
    ([at, what]) =>
      (text: string) =>
        text.slice(0, at % text.length) + what + text.slice(at % text.length),
  ),
  place.map((at) => (text: string) => text.slice(0, at % text.length)),
);

it('whatever arrives, nothing is thrown, nothing is left behind, and the next call rings', async () => {
  const faults: string[] = [];
  const note = (text: string) => void (text.includes('could not be handled') && faults.push(text));
  const log: Log = { error: note, warn: note, info: note, debug: note };
  const damaged = fc.tuple(message, fc.array(damage, { maxLength: 3 }));
  const property = fc.asyncProperty(fc.array(damaged, { minLength: 1, maxLength: 20 }), async (messages) => {
    faults.length = 0;
    const bench = await setUpRegistered({}, { log });
    const before = vi.getTimerCount();
    const { leg } = await callOut(bench);
    bench.far.answerCalls(() => {});
    const waiting = bench.line.invite('sip:600@memory', {});
    record(waiting);
    await settle();
    for (const [number, [build, damages]] of messages.entries()) {
      const text = damages.reduce((given, change) => change(given), build(bench, number));
      bench.wire.socket!.deliver(text);
      await vi.advanceTimersByTimeAsync(1);
      expect(faults, text).toEqual([]);
    }
    const rung = bench.incoming.length;
    await bench.far.call();
    await settle();
    expect(bench.incoming.length).toBe(rung + 1);
    for (const each of [leg, waiting, ...bench.incoming.map((call) => call.leg)]) await each.hangUp({}).catch(() => {});
    // Transactions remember for 32 s, an unanswered INVITE rings for three minutes.
    await vi.advanceTimersByTimeAsync(250_000);
    expect(vi.getTimerCount()).toBeLessThanOrEqual(before + 2);
    await bench.line.close();
    vi.clearAllTimers();
  });
  await fc.assert(property, { numRuns: 40 });
}, 60_000);
