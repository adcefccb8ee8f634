import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PhoneError } from '../errors.ts';
import { FakeStatistics, type SoundOptions } from '../testing/fake-statistics.ts';
import { active, dialled } from '../testing/scenes.ts';
import { makeTestPhone } from '../testing/test-phone.ts';
import { readVoiceReport } from '../testing/voice-report-grammar.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const collector = 'sip:collector@pbx.example.com';

/** A call that is talked in, of an account that wants reports. */
async function talking(reports = { collector, interval: 0 }) {
  const test = makeTestPhone();
  test.phone.qualityReports = reports;
  const scene = active(test);
  const statistics = new FakeStatistics();
  scene.leg.statistics = statistics.report;
  const sound = async (seconds: number, options: SoundOptions = {}) => {
    statistics.set(options);
    for (let i = 0; i < seconds; i++) {
      statistics.pass();
      scene.leg.statistics = statistics.report;
      await vi.advanceTimersByTimeAsync(1_000);
    }
  };
  // What reports take is loaded first.
  await vi.dynamicImportSettled();
  await sound(2);
  const published = () => scene.line().published.map(({ body }) => readVoiceReport(body));
  return { ...scene, sound, published };
}

test('at the end of a call its collector is told how it sounded', async () => {
  const { call, leg, line, sound, published } = await talking();
  await sound(10, { lost: 0.1 });
  expect(published()).toEqual([]);
  leg.end();
  expect(line().published).toMatchObject([{ uri: collector, event: 'vq-rtcpxr', mime: 'application/vq-rtcpxr' }]);
  const [report] = published();
  expect(report).toMatchObject({ kind: 'session-end', values: { CallID: call.id, OrigID: '<sip:alice@pbx.example.com>', PD: 'opus' } });
  expect(Number(report!.values.NLR)).toBeGreaterThan(8);
  expect(Number(report!.values.NLR)).toBeLessThan(11);
});

test('and now and then before, of the time since then, if the account says so', async () => {
  const { leg, sound, published } = await talking({ collector, interval: 5 });
  await sound(4);
  await sound(5, { lost: 0.2 });
  await sound(4, { lost: 0 });
  leg.end();
  expect(published().map(({ kind }) => kind)).toEqual(['interval', 'interval', 'session-end']);
  expect(published().map(({ values }) => Math.round(Number(values.NLR)))).toEqual([0, 20, expect.closeTo(7, 0)]);
});

test('a held stretch is in none of them', async () => {
  const { call, leg, sound, published } = await talking();
  await sound(5);
  await call.hold();
  await sound(60, { lost: 1 });
  await call.resume();
  await sound(5, { lost: 0 });
  leg.end();
  expect(published()).toMatchObject([{ values: { NLR: '0.00', PPS: '50' } }]);
});

test('nobody is told where the account names nobody, or where nothing was talked', async () => {
  const silent = await talking({ collector: '', interval: 5 });
  await silent.sound(10);
  silent.leg.end();
  expect(silent.published()).toEqual([]);
  const unanswered = dialled();
  unanswered.phone.qualityReports = { collector, interval: 0 };
  unanswered.leg.end();
  await vi.dynamicImportSettled();
  expect(unanswered.line().published).toEqual([]);
});

test('a refusal is logged, ends the asking, and is nothing to the call', async () => {
  const { call, leg, line, logged, sound, published } = await talking({ collector, interval: 2 });
  line().refusal = new PhoneError('rejected', 'Not taken: 489 Bad Event', { code: 489 });
  await sound(20);
  expect(published()).toHaveLength(1);
  expect(call.state.kind).toBe('active');
  expect(call.snapshot.notice).toBeNull();
  leg.end();
  expect(published()).toHaveLength(1);
  expect(logged.filter((entry) => entry.includes('489'))).toEqual([expect.stringMatching(/^info /)]);
  expect(logged.filter((entry) => /^(warn|error) /.test(entry))).toEqual([]);
});

test('a report that could not be sent for want of a connection does not end the asking', async () => {
  const { line, sound, published } = await talking({ collector, interval: 2 });
  line().refusal = new PhoneError('not-connected', 'There is no connection to the server');
  await sound(4);
  line().refusal = null;
  await sound(4);
  expect(published().length).toBeGreaterThan(2);
});

test('reports go out although measuring for the card is off', async () => {
  const { phone, leg, sound, published } = await talking();
  phone.reportInterval = 0;
  await sound(5);
  leg.end();
  expect(published()).toHaveLength(1);
});
