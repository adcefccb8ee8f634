// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { DeviceList } from '../../../shared/devices.ts';
import { defaultSettings, type Settings } from '../../../shared/settings.ts';
import { endPictures, makeFakeTrack } from '../../phone/testing/fake-media.ts';
import { active } from '../../phone/testing/scenes.ts';
import { bridgeKey, cameraKey } from '../../ports.ts';
import { useCalls } from '../../stores/calls.ts';
import { useDevices } from '../../stores/devices.ts';
import { useSettings } from '../../stores/settings.ts';
import { makeTestApp } from '../../testing/app.ts';
import { FakeBridge } from '../../testing/fake-bridge.ts';
import VideoPanel from './VideoPanel.vue';

enableAutoUnmount(afterEach);
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const front = { id: 'f', label: 'Front' };
const desk = { id: 'd', label: 'Desk' };
const withCameras = (...cameras: DeviceList['cameras']): DeviceList => ({ microphones: [], speakers: [], cameras });

async function setUp({ video = {}, isBlocked = false }: { video?: Partial<Settings['video']>; isBlocked?: boolean } = {}) {
  let kept: Settings = { ...defaultSettings, video: { ...defaultSettings.video, ...video } };
  const bridge = new FakeBridge({
    'settings:read': () => kept,
    'settings:update': (patch) => {
      kept = { ...kept, video: { ...kept.video, ...(patch.video as Partial<Settings['video']>) } };
      return kept;
    },
    'devices:choose': ({ device }) => {
      kept = { ...kept, video: { ...kept.video, camera: device ? [device] : [] } };
      return kept;
    },
    'media:access': () => ({ isBlocked, hasSettings: true }),
  });
  const app = makeTestApp(bridge);
  const settings = useSettings(app.pinia);
  useCalls(app.pinia);
  await settings.load();
  const devices = useDevices(app.pinia);
  const tell = (list: DeviceList): void => {
    devices.list = list;
  };
  tell(withCameras(front, desk));
  const opened: MediaStream[] = [];
  const lens = { failure: '' };
  const open = async () => {
    if (lens.failure) throw new DOMException('The fake camera will not open.', lens.failure);
    const tracks = [makeFakeTrack('Front camera', 'video')];
    const stream = Object.assign(new MediaStream(), { getVideoTracks: () => tracks, getTracks: () => tracks });
    opened.push(stream);
    return stream;
  };
  const provide = { [cameraKey]: { open }, [bridgeKey]: bridge };
  const panel = mount(VideoPanel, { global: { plugins: [app.pinia], provide }, attachTo: document.body });
  await flushPromises();
  const press = async (name: string) => {
    const button = panel.findAll('button').find((each) => each.text() === name);
    if (!button) throw new Error(`There is no button “${name}”.`);
    await button.trigger('click');
    await flushPromises();
  };
  const isLive = (stream: MediaStream | undefined) => stream?.getVideoTracks()[0]?.readyState === 'live';
  const select = (label: string) =>
    panel
      .findAll('label')
      .find((each) => each.text().startsWith(label))!
      .get('select');
  return {
    ...app,
    bridge,
    lens,
    isLive,
    kept: () => kept.video,
    opened,
    panel,
    press,
    select,
    settings,
    tell,
  };
}

describe('how pictures are sent', () => {
  test.each([
    ['Preferred video format', 'H264', { codec: 'H264' }],
    ['Preferred video format', '', { codec: null }],
    ['Bandwidth for video', '512000', { maxBitRate: 512_000 }],
    ['Bandwidth for video', '', { maxBitRate: null }],
  ])('%s “%s” is kept', async (label, value, expected) => {
    const { bridge, kept, select } = await setUp({ video: { codec: 'VP9', maxBitRate: 1_000_000 } });
    expect(['VP9', '1000000']).toContain((select(label).element as HTMLSelectElement).value);
    await select(label).setValue(value);
    expect(bridge.asked.at(-1)).toEqual(['settings:update', { video: expected }]);
    expect(kept()).toMatchObject(expected);
  });

  test('limits are told in words, and formats by the names on the box', async () => {
    const { select } = await setUp();
    const words = (label: string) =>
      select(label)
        .findAll('option')
        .map((option) => option.text());
    expect(words('Bandwidth for video')).toEqual(['No limit', '256 kbit/s', '512 kbit/s', '1 Mbit/s', '2 Mbit/s', '4 Mbit/s']);
    expect(words('Preferred video format')).toEqual(['Whatever suits both sides', 'VP8', 'H.264', 'VP9', 'AV1']);
  });

  test('calls offer the camera by themselves when that is switched on', async () => {
    const { kept, panel } = await setUp();
    await panel.get('[role="switch"]').trigger('click');
    expect(kept().dialsWithVideo).toBe(true);
  });

  test('which camera comes first, and which one after that', async () => {
    const { bridge, panel } = await setUp({ video: { camera: [front, desk] } });
    await panel.get('button[aria-label="Move Desk up"]').trigger('click');
    const [name, input] = bridge.asked.at(-1)!;
    expect(name).toBe('settings:update');
    expect(input).toMatchObject({ video: { camera: [desk, front, { id: 'default' }] } });
  });
});

describe('seeing oneself', () => {
  test('the camera is off until it is wanted, then seen as in a mirror with its name and real size, and off again', async () => {
    const { isLive, opened, panel, press } = await setUp();
    expect(opened).toEqual([]);
    await press('Show my camera');
    const video = panel.get('video');
    expect(video.classes()).toContain('mirrored');
    expect((video.element as HTMLVideoElement).srcObject).toBe(opened[0]);
    Object.defineProperties(video.element, { videoWidth: { value: 1280 }, videoHeight: { value: 720 } });
    await video.trigger('resize');
    expect(panel.get('figcaption').text()).toBe('Front camera · 1280 × 720');
    await press('Turn off my camera');
    expect([isLive(opened[0]), panel.find('video').exists()]).toEqual([false, false]);
  });

  test('it ends with the panel, also when the camera opens later than that', async () => {
    const { isLive, opened, panel, press } = await setUp();
    await press('Show my camera');
    const [button] = panel.findAll('button').filter((each) => each.text() === 'Turn off my camera');
    await button!.trigger('click');
    void button!.trigger('click');
    panel.unmount();
    await flushPromises();
    expect(opened.map(isLive)).toEqual([false, false]);
  });

  test('it ends when a call needs the camera', async () => {
    const made = await setUp();
    await made.press('Show my camera');
    const { call } = active(made);
    await call.turnCamera(true);
    await flushPromises();
    expect(made.isLive(made.opened[0])).toBe(false);
    expect(made.panel.find('video').exists()).toBe(false);
  });

  test('it ends when nobody has looked at the window for half a minute, and not before', async () => {
    const { isLive, opened, press } = await setUp();
    await press('Show my camera');
    window.dispatchEvent(new Event('blur'));
    vi.advanceTimersByTime(20_000);
    window.dispatchEvent(new Event('focus'));
    vi.advanceTimersByTime(60_000);
    expect(isLive(opened[0])).toBe(true);
    window.dispatchEvent(new Event('blur'));
    vi.advanceTimersByTime(30_000);
    expect(isLive(opened[0])).toBe(false);
  });

  test('it follows the choice, and lets go of the one before', async () => {
    const { isLive, opened, press, settings } = await setUp({ video: { camera: [front] } });
    await press('Show my camera');
    await settings.chooseDevice('camera', desk);
    await flushPromises();
    expect(opened.map(isLive)).toEqual([false, true]);
  });

  test.each([
    ['NotFoundError', false, 'No camera was found'],
    ['NotReadableError', false, 'another program may be using it'],
    ['NotAllowedError', false, 'allow the camera there'],
    ['NotReadableError', true, 'Your system keeps the camera from Offhook'],
  ])('%s, kept by the system: %s, is told in words, with a way on', async (failure, isBlocked, words) => {
    const { lens, opened, panel, press } = await setUp({ isBlocked });
    lens.failure = failure;
    await press('Show my camera');
    const help = panel.get('.trouble-bar');
    expect(help.text()).toContain(words);
    const isKept = isBlocked || failure === 'NotAllowedError';
    expect(help.text().includes('Open the system’s settings')).toBe(isKept);
    lens.failure = '';
    await press('Try again');
    expect([opened.length, panel.find('.trouble-bar').exists()]).toEqual([1, false]);
  });

  test('a camera that is plugged in while it is looked for is seen at once', async () => {
    const { lens, opened, panel, press, tell } = await setUp();
    lens.failure = 'NotFoundError';
    tell(withCameras());
    await press('Show my camera');
    lens.failure = '';
    tell(withCameras(desk));
    await flushPromises();
    expect([opened.length, panel.find('video').exists()]).toEqual([1, true]);
  });

  test('one that is unplugged is told', async () => {
    const { opened, panel, press } = await setUp();
    await press('Show my camera');
    endPictures(opened[0]);
    await flushPromises();
    expect(panel.get('.trouble-bar').text()).toBe('The camera was disconnected.');
  });
});
