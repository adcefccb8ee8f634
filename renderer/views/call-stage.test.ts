// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, expect, test, vi } from 'vitest';
import type { Command } from '../../shared/command.ts';
import { defaultSettings } from '../../shared/settings.ts';
import { active } from '../phone/testing/scenes.ts';
import { bridgeKey, executeKey, phoneKey, settingsKey, soundKey } from '../ports.ts';
import type { Sound } from '../sound.ts';
import { useCallDesk } from '../stores/call-desk.ts';
import { useCalls } from '../stores/calls.ts';
import { makeTestApp } from '../testing/app.ts';
import CallStage from './CallStage.vue';

enableAutoUnmount(afterEach);

async function setUp() {
  const app = makeTestApp();
  const desk = useCallDesk(app.pinia);
  useCalls(app.pinia);
  const { call, leg } = active(app, '1003');
  await flushPromises();
  let takeIt = () => {};
  let refuseIt = () => {};
  const answer = new Promise<void>((resolve, reject) => {
    takeIt = resolve;
    refuseIt = reject;
  });
  vi.spyOn(leg, 'sendMessage').mockReturnValue(answer);
  const execute = vi.fn(async (command: Command) => {
    if (command.kind === 'send-message') await call.sendMessage(command.text).catch(() => {});
  });
  desk.panel = 'messages';
  const sound = { tones: app.tones } as Partial<Sound> as Sound;
  const provide = {
    [phoneKey]: app.phone,
    [bridgeKey]: app.bridge,
    [settingsKey]: defaultSettings,
    [executeKey]: execute,
    [soundKey]: sound,
  };
  const stage = mount(CallStage, {
    global: { plugins: [app.pinia], provide },
    attachTo: document.body,
  });
  const field = () => stage.get<HTMLInputElement>('input[placeholder="Write a message"]');
  await field().setValue('Hello');
  const press = async () => {
    await stage.get('form').trigger('submit');
    await flushPromises();
  };
  return { desk, execute, leg, field, press, takeIt, refuseIt };
}

test('a message goes once, however often Enter is pressed and the panel opened until the far end has answered', async () => {
  const { desk, leg, field, press, takeIt } = await setUp();
  await press();
  await press();
  desk.panel = null;
  await flushPromises();
  desk.panel = 'messages';
  await flushPromises();
  await press();
  expect(leg.sendMessage).toHaveBeenCalledOnce();
  expect(field().element.value).toBe('Hello');
  takeIt();
  await flushPromises();
  expect(field().element.value).toBe('');
});

test('a message that the far end refused stays, and can be sent again', async () => {
  const { leg, field, press, refuseIt } = await setUp();
  await press();
  refuseIt();
  await flushPromises();
  expect(field().element.value).toBe('Hello');
  await press();
  expect(leg.sendMessage).toHaveBeenCalledTimes(2);
});
