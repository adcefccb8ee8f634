// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, expect, test, vi } from 'vitest';
import { defaultIncomingRules } from '../../../shared/default-rules.ts';
import { defaultSettings, type Settings } from '../../../shared/settings.ts';
import { executeKey } from '../../ports.ts';
import { useSettings } from '../../stores/settings.ts';
import { makeTestApp } from '../../testing/app.ts';
import { FakeBridge } from '../../testing/fake-bridge.ts';
import CallsPanel from './CallsPanel.vue';

enableAutoUnmount(afterEach);

function setUp(incoming: Partial<Settings['incoming']> = {}) {
  let kept: Settings = { ...defaultSettings, incoming: { ...defaultIncomingRules, ...incoming } };
  const bridge = new FakeBridge({
    'settings:read': () => kept,
    'settings:update': (patch) => {
      kept = { ...kept, ...patch } as Settings;
      return kept;
    },
  });
  const { pinia } = makeTestApp(bridge);
  const execute = vi.fn(async () => {});
  const settings = useSettings(pinia);
  return {
    bridge,
    execute,
    settings,
    async open(matter: string) {
      await settings.load();
      const panel = mount(CallsPanel, { global: { plugins: [pinia], provide: { [executeKey]: execute } }, attachTo: document.body });
      const fold = panel.findAll('h3 button').find((button) => button.text().startsWith(matter));
      if (!fold) throw new Error(`There is nothing about ${matter}.`);
      await fold.trigger('click');
      const field = (label: string) =>
        panel.get(
          `#${panel
            .findAll('label')
            .find((each) => each.text() === label)
            ?.attributes('for')}`,
        );
      return { panel, fold, field };
    },
  };
}

test('each matter says how it stands before it is opened, and anew when it was changed', async () => {
  const { open } = setUp({ forward: { ...defaultIncomingRules.forward, busy: '602' } });
  const { fold, field } = await open('Forwarding');
  expect(fold.text()).toContain('When busy to 602');
  await field('Everyone, at once').setValue('601');
  await field('Everyone, at once').trigger('change');
  await flushPromises();
  expect(fold.text()).toContain('Everyone goes to 601');
});

test('what cannot be saved stays as typed with a sentence, and is saved as soon as it is mended and left', async () => {
  const { open, settings } = setUp();
  const { panel, field } = await open('Forwarding');
  const seconds = field('Seconds of ringing before');
  const type = (text: string) => {
    (seconds.element as HTMLInputElement).value = text;
    return seconds.trigger('input');
  };
  await type('500');
  expect(panel.text()).not.toContain('Type a number from 5 to 120');
  await seconds.trigger('change');
  expect(panel.text()).toContain('Type a number from 5 to 120. Until then it stays “20”.');
  expect(seconds.attributes('aria-invalid')).toBe('true');
  await settings.block('1');
  expect((seconds.element as HTMLInputElement).value).toBe('500');
  await type('50');
  expect(panel.text()).not.toContain('Until then');
  await seconds.trigger('change');
  await flushPromises();
  expect(settings.settings.incoming.forward.after).toBe(50);
});

test('a schedule is added, changed and removed; one without a day is told and not saved', async () => {
  const { open, settings } = setUp();
  const { panel } = await open('Do not disturb');
  const schedule = () => settings.settings.incoming.doNotDisturb.schedule;
  const press = async (label: string) => {
    await panel
      .findAll('button')
      .find((button) => (button.attributes('aria-label') ?? button.text()).startsWith(label))
      ?.trigger('click');
    await flushPromises();
  };
  await press('Add times');
  expect(schedule()).toEqual([{ days: [1, 2, 3, 4, 5], from: 1080, to: 480 }]);
  expect(panel.text()).toContain('to the next day');
  await panel.get('input[aria-label=Monday]').setValue(false);
  await panel.findAll('input[type=time]')[1]?.setValue('19:30');
  await flushPromises();
  expect(schedule()).toEqual([{ days: [2, 3, 4, 5], from: 1080, to: 1170 }]);
  for (const day of ['Tuesday', 'Wednesday', 'Thursday', 'Friday']) await panel.get(`input[aria-label=${day}]`).setValue(false);
  await flushPromises();
  expect(panel.text()).toContain('Choose at least one day.');
  expect(schedule()).toEqual([{ days: [5], from: 1080, to: 1170 }]);
  await press('Remove Fri');
  expect(schedule()).toEqual([]);
});

test('the block list takes patterns, says what is wrong with one, and gives the focus on when an entry goes', async () => {
  const { open, settings } = setUp({ blocked: ['1', '2', '3'] });
  const { panel, field } = await open('Blocked callers');
  const blocked = () => settings.settings.incoming.blocked;
  const input = field('Number or address to block');
  const submit = async (text: string) => {
    await input.setValue(text);
    await panel.get('form').trigger('submit');
    await flushPromises();
  };
  await submit('*');
  expect(panel.text()).toContain('This means everyone.');
  await submit(' 2 ');
  expect(panel.text()).toContain('This is in the list already.');
  expect((input.element as HTMLInputElement).value).toBe(' 2 ');
  await submit('+49900*');
  expect([blocked(), (input.element as HTMLInputElement).value]).toEqual([['1', '2', '3', '+49900*'], '']);
  await panel.get('[aria-label="Unblock 2"]').trigger('click');
  await flushPromises();
  expect(blocked()).toEqual(['1', '3', '+49900*']);
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Unblock 3');
});

test('do not disturb is switched as from the rail, so that a schedule is left the same way', async () => {
  const { open, execute } = setUp();
  const { panel } = await open('Do not disturb');
  await panel.get('[role=switch]').trigger('click');
  expect(execute).toHaveBeenCalledWith({ kind: 'do-not-disturb', on: true });
});
