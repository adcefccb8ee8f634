// @vitest-environment happy-dom
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Participant } from '../../../shared/call.ts';
import type { SeenPicture, Sight } from '../../seen-pictures.ts';
import { bob } from '../../testing/calls.ts';
import SelfView from './SelfView.vue';
import VideoStage from './VideoStage.vue';

enableAutoUnmount(afterEach);

const stream = () => new MediaStream();

type Streams = Partial<Record<'remote' | 'remoteScreen' | 'camera' | 'screen', MediaStream>>;

function propsOf({ remote, remoteScreen, camera, screen }: Streams, sights: { camera?: Sight; screen?: Sight } = {}) {
  const sight = { camera: remote ? 'shown' : 'none', screen: remoteScreen ? 'shown' : 'none', ...sights } as const;
  const see = (content: 'camera' | 'screen', shown?: MediaStream): SeenPicture[] =>
    shown && ['shown', 'coming'].includes(sight[content]) ? [{ id: content, content, stream: shown, participant: null }] : [];
  const seen = [...see('screen', remoteScreen), ...see('camera', remote)];
  return { peer: bob, seen, streams: { camera: camera ?? null, screen: screen ?? null }, sight, isMuted: false, isCameraOn: true };
}

function setUp(streams: Streams = {}, sight = {}) {
  const stage = mount(VideoStage, {
    props: propsOf(streams, sight),
    attachTo: document.body,
  });
  const button = (label: string) => stage.findAll('button').find((each) => each.attributes('aria-label') === label);
  const videos = () => stage.findAll('video').map((video) => [video.attributes('aria-label'), video.classes('mirrored')]);
  return { stage, button, videos };
}

beforeEach(() => {
  Object.defineProperty(document, 'pictureInPictureEnabled', { value: true, configurable: true });
  Object.defineProperty(document, 'exitFullscreen', { value: async () => {}, configurable: true });
});

describe('what is seen', () => {
  test('the far end as it is, ourselves as in a mirror', () => {
    expect(setUp({ remote: stream(), camera: stream() }).videos()).toEqual([
      ['Video of Bob', false],
      ['Your camera, as you see yourself in a mirror', true],
    ]);
  });

  test('a screen of the far end takes the place of their camera, which stands beside it', () => {
    const { videos, stage } = setUp({ remote: stream(), remoteScreen: stream() });
    expect(videos()).toEqual([
      ['Screen of Bob', false],
      ['Video of Bob', false],
    ]);
    expect(stage.findAll('button[aria-pressed]').map((each) => [each.attributes('aria-label'), each.attributes('aria-pressed')])).toEqual([
      ['Screen of Bob', 'true'],
      ['Video of Bob', 'false'],
      ['Small window on top', 'false'],
    ]);
  });

  test('what we share is never mirrored', () => {
    expect(setUp({ screen: stream() }).videos()).toEqual([['What you share', false]]);
  });

  test('who has no camera on is there by name', async () => {
    const { stage, videos } = setUp();
    expect(videos()).toEqual([]);
    expect(stage.text()).toContain('Bob has no camera on');
    await stage.setProps(propsOf({ remote: stream() }));
    expect(stage.text()).not.toContain('no camera');
  });

  test.each([
    ['coming', true, 'Waiting for the picture of Bob…'],
    ['paused', false, 'On hold: nobody is seen.'],
    ['none', false, 'Bob has no camera on'],
  ] as const)('a camera whose pictures are %s is told in words', (camera, isThere, words) => {
    const { stage, videos } = setUp({ remote: stream() }, { camera });
    expect(videos().length > 0).toBe(isThere);
    expect(stage.text()).toContain(words);
  });

  test('plays no sound: that is the business of the phone', () => {
    expect((setUp({ remote: stream() }).stage.find('video').element as HTMLVideoElement).muted).toBe(true);
  });

  test('keeps no stream of a video that is gone', () => {
    const { stage } = setUp({ remote: stream() });
    const video = stage.find('video').element as HTMLVideoElement;
    expect(video.srcObject).not.toBeNull();
    stage.unmount();
    expect(video.srcObject).toBeNull();
  });
});

describe('of a conference of the server', () => {
  const member = (id: string, change: Partial<Participant> = {}): Participant => ({
    ...{ id, name: id, uri: '', isLocal: false, isMuted: false, isSpeaking: false },
    ...change,
  });
  const face = (id: string, participant: Participant | null = member(id)): SeenPicture => ({
    id,
    content: 'camera',
    stream: stream(),
    participant,
  });
  const inRoom = (...seen: SeenPicture[]) =>
    mount(VideoStage, { props: { ...propsOf({}, { camera: 'shown' }), seen }, attachTo: document.body });
  const tiles = (stage: ReturnType<typeof inRoom>) =>
    stage.findAll('.member').map((each) => [each.attributes('aria-label'), each.attributes('aria-pressed')]);

  test('everyone is seen with their names, who talks and who is muted; nobody is given a name', () => {
    const stage = inRoom(
      face('Carol', member('Carol', { isSpeaking: true })),
      face('Dave', member('Dave', { isMuted: true })),
      face('x', null),
    );
    expect(stage.findAll('video')).toHaveLength(3);
    expect(tiles(stage).map(([label]) => label)).toEqual(['Video of Carol', 'Video of Dave', 'Video 3 in Bob']);
    expect(stage.findAll('.member').map((each) => [each.text(), each.classes('speaking')])).toEqual([
      ['Carol', true],
      ['Dave', false],
      ['', false],
    ]);
  });

  test('a click makes one of them large, and another click all alike again', async () => {
    const stage = inRoom(face('Carol'), face('Dave'), face('Erin'));
    const videos = stage.findAll('video').map(({ element }) => element);
    const click = async (index: number) => stage.findAll('.member')[index]?.trigger('click');
    await click(1);
    expect(tiles(stage).map(([, isLarge]) => isLarge)).toEqual(['false', 'true', 'false']);
    await click(1);
    expect(tiles(stage).map(([, isLarge]) => isLarge)).toEqual(['false', 'false', 'false']);
    // The same elements all the while: a new one would be black at first.
    expect(stage.findAll('video').map(({ element }) => element)).toEqual(videos);
  });

  test('a screen is large as it comes, whatever was large before, and all are alike where that is wanted', async () => {
    const [carol, dave] = [face('Carol'), face('Dave')];
    const shared: SeenPicture = { id: 'screen', content: 'screen', stream: stream(), participant: null };
    const stage = inRoom(carol, dave);
    await stage.findAll('.member')[1]?.trigger('click');
    await stage.setProps({ seen: [shared, carol, dave] });
    expect(tiles(stage)).toEqual([
      ['Screen of Bob', 'true'],
      ['Video of Carol', 'false'],
      ['Video of Dave', 'false'],
    ]);
    await stage.findAll('.member')[0]?.trigger('click');
    expect(tiles(stage).map(([, isLarge]) => isLarge)).toEqual(['false', 'false', 'false']);
  });
});

test('there is no small window where the system has none, and none of nothing', () => {
  expect(setUp().button('Small window on top')).toBeUndefined();
  expect(setUp({ remote: stream() }).button('Small window on top')).toBeDefined();
  Object.defineProperty(document, 'pictureInPictureEnabled', { value: false, configurable: true });
  expect(setUp({ remote: stream() }).button('Small window on top')).toBeUndefined();
});

test('before an answer the user sees themselves large, as in a mirror', () => {
  const stage = mount(VideoStage, { props: { ...propsOf({ camera: stream() }), isCalling: true } });
  expect(stage.findAll('video').map((video) => [video.classes('main'), video.classes('mirrored')])).toEqual([[true, true]]);
  expect(stage.text()).toBe('');
});

test('of somebody without a camera the stage is no larger than its words, and on hold as large as before', async () => {
  const { stage } = setUp({ camera: stream() });
  expect(stage.classes('lean')).toBe(true);
  await stage.setProps(propsOf({ camera: stream() }, { camera: 'paused' }));
  expect(stage.classes('lean')).toBe(false);
});

test('who looks without a camera is told that nothing is seen of them, and turns it on there', async () => {
  const { stage } = setUp({ remote: stream() });
  const unseen = stage.findAll('button').find((each) => each.text() === 'You are not seen');
  await unseen?.trigger('click');
  expect(stage.emitted('camera')).toHaveLength(1);
  await stage.setProps(propsOf({ remote: stream(), camera: stream() }));
  expect(stage.text()).not.toContain('not seen');
});

test('what floats on top of others is not played here as well', async () => {
  const { stage, button } = setUp({ remote: stream() });
  await button('Small window on top')?.trigger('click');
  expect(stage.emitted('float')).toEqual([[true]]);
  await stage.setProps({ isFloating: true });
  expect(stage.find('video').exists()).toBe(false);
  expect(stage.text()).toContain('The video is in a small window.');
  await button('Small window on top')?.trigger('click');
  expect(stage.emitted('float')).toEqual([[true], [false]]);
});

test('full screen brings along what is needed of the card', async () => {
  const { stage, button } = setUp({ remote: stream() });
  expect(button('Hang up')).toBeUndefined();
  Object.defineProperty(document, 'fullscreenElement', { value: stage.element, configurable: true });
  document.dispatchEvent(new Event('fullscreenchange'));
  await stage.vm.$nextTick();
  await button('Mute')?.trigger('click');
  await button('Turn camera off')?.trigger('click');
  await button('Hang up')?.trigger('click');
  expect(Object.keys(stage.emitted())).toEqual(expect.arrayContaining(['mute', 'camera', 'hangUp']));
  expect(button('Leave full screen')).toBeDefined();
  await stage.setProps({ caller: { ...bob, name: 'Carol' } });
  const caller = stage.get('[aria-label="Incoming call from Carol"]');
  const [answer, decline] = caller.findAll('button');
  await answer?.trigger('click');
  await decline?.trigger('click');
  expect([stage.emitted('answer'), stage.emitted('decline')]).toEqual([[[]], [[]]]);
  Object.defineProperty(document, 'fullscreenElement', { value: null, configurable: true });
});

test('our own picture goes to another corner by the arrow keys', async () => {
  const view = mount(SelfView, { props: { stream: stream(), label: 'Me' } });
  const corner = () => [view.classes('top') ? 'top' : 'bottom', view.classes('left') ? 'left' : 'right'];
  expect(corner()).toEqual(['bottom', 'right']);
  await view.trigger('keydown', { key: 'ArrowUp' });
  await view.trigger('keydown', { key: 'ArrowLeft' });
  expect(corner()).toEqual(['top', 'left']);
  await view.trigger('keydown', { key: 'a' });
  await view.trigger('keydown', { key: 'ArrowDown' });
  expect(corner()).toEqual(['bottom', 'left']);
});
