// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, expect, test } from 'vitest';
import type { CallReport } from '../../shared/quality.ts';
import { makeCall } from '../testing/calls.ts';
import CallCard from './CallCard.vue';
import EndedCard from './EndedCard.vue';
import QualityPanel from './QualityPanel.vue';

enableAutoUnmount(afterEach);
const report = (change: Partial<CallReport> = {}): CallReport => ({
  ...{ at: 1_000, seconds: 3, codec: 'opus', bitRate: { sent: 32_000, received: 31_600 }, loss: 0.052, lossSent: null },
  ...{ jitter: 4, roundTrip: 85, bufferDelay: 60, levels: { local: 0.1, remote: 0.1 }, mos: 3.14, grade: 'fair', cause: 'loss' },
  ...change,
});

const state = { kind: 'active', since: 0, hold: 'none' } as const;

test('the light says by word how the call sounds, and opens what is behind it', async () => {
  const card = mount(CallCard, {
    props: { call: makeCall({ state, grade: 'fair' }), readLevels: () => ({ local: 0, remote: 0 }) },
    slots: { quality: '<p>behind it</p>' },
  });
  const light = card.get('[aria-label="Fair sound. Show how the call sounds"]');
  expect(light.text()).toBe('Fair sound');
  await light.trigger('click');
  expect(card.text()).toContain('behind it');
  expect(light.attributes('aria-expanded')).toBe('true');
});

test('before the first report there is no light', () => {
  const card = mount(CallCard, { props: { call: makeCall({ state }), readLevels: () => ({ local: 0, remote: 0 }) } });
  expect(card.find('[data-panel="quality"]').exists()).toBe(false);
});

test('the panel says what is wrong in a sentence, and has the numbers', async () => {
  // A canvas is what happy-dom has not: the chart itself is looked at in the browser.
  const panel = mount(QualityPanel, { props: { reports: [report({ loss: 0 }), report()] }, global: { stubs: { QualityChart: true } } });
  await flushPromises();
  expect(panel.text()).toContain('The network loses part of the sound.');
  const figures = panel.findAll('dl > div').map((row) => row.findAll('dt, dd').map((cell) => cell.text()));
  expect(figures).toEqual([
    ['Score', '3.1 of 4.5'],
    ['Round trip', '85 ms'],
    ['Lost, from them', '5.2%'],
    ['Lost, from you', 'not known yet'],
    ['Jitter', '4 ms'],
    ['Waits here', '60 ms'],
    ['Codec', 'opus, 32 kbit/s'],
  ]);
});

test.each([
  [{ troubledSeconds: 0, cause: null }, 'The sound was good.'],
  [{ troubledSeconds: 12, cause: 'loss' }, 'The sound was good but for 12 sec: the network lost part of the sound.'],
  [{ troubledSeconds: 60, cause: 'microphone-silent' }, 'The sound was bad for 1 min: your microphone gave nothing but silence.'],
] as const)('after the call, %j is: %s', (change, sentence) => {
  const quality = { mos: 4, lowestMos: 2, loss: 0, seconds: 120, ...change };
  const reason = { kind: 'hung-up', by: 'local', code: null, phrase: '' } as const;
  const card = mount(EndedCard, { props: { call: makeCall({ state: { kind: 'ended', at: 2, since: 1, reason }, quality }) } });
  expect(card.text()).toContain(sentence);
});
