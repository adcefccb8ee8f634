import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { defaultSettings } from '../../shared/settings.ts';
import { createPhone } from './create-phone.ts';
import { silentLog } from './log.ts';
import { FakeAudioContext, FakeAudioElement, FakeMediaDevices, microphone, speaker } from './testing/fake-browser.ts';
import { FakeLine } from './testing/fake-line.ts';
import { makeFakeStream } from './testing/fake-media.ts';
import { testAccount } from './testing/test-phone.ts';

const devices = new FakeMediaDevices([
  microphone('default'),
  microphone('headset'),
  speaker('default'),
  speaker('headset'),
  speaker('desk'),
]);
const choose = (id: string) => [{ id, label: id }];

beforeEach(() => {
  FakeAudioElement.made.length = 0;
  FakeAudioContext.made.length = 0;
  vi.stubGlobal('navigator', { mediaDevices: devices.port });
  vi.stubGlobal('Audio', FakeAudioElement);
  vi.stubGlobal('AudioContext', FakeAudioContext);
});
afterEach(() => vi.unstubAllGlobals());

function create() {
  const line = new FakeLine();
  const network = new EventTarget();
  const created = createPhone({ makeLine: () => line, log: silentLog, userAgent: 'Offhook/1.2.3', network });
  created.phone.open(testAccount, { password: '', turnPassword: '' });
  line.register();
  return { ...created, line, network };
}

it('takes and gives sound where the settings say, in the middle of a call as well', async () => {
  const { applyAudio, line, phone, tones } = create();
  const audio = { ...defaultSettings.audio, speaker: choose('headset'), ringer: choose('desk'), speakerVolume: 0.5, ringerVolume: 0.9 };
  await applyAudio(audio);
  phone.dial('600');
  const leg = line.invites[0]?.leg;
  leg?.say({ kind: 'audio', stream: makeFakeStream(), early: true });
  await vi.waitFor(() => expect(leg?.microphone.at(-1)?.label).toBe('default'));
  await applyAudio({ ...audio, microphone: choose('headset') });
  expect(leg?.microphone.at(-1)?.label).toBe('headset');
  await vi.waitFor(() => expect(FakeAudioElement.made).toMatchObject([{ sinkId: 'headset', volume: 0.5 }]));
  tones.ring(true);
  await vi.waitFor(() => expect(FakeAudioContext.made.at(-1)?.sinkId).toBe('desk'));
  expect(FakeAudioContext.made.at(-1)?.gains[0]?.gain.value).toBe(0.9);
  tones.ring(false);
  leg?.end();
  expect(devices.open).toEqual([]);
  expect(FakeAudioElement.made).toMatchObject([{ srcObject: null }]);
});

it('has its connection proven when the network comes back, until it is stopped', async () => {
  const { line, network, phone, stop } = create();
  network.dispatchEvent(new Event('online'));
  expect(line.checks).toEqual([1_000]);
  await stop();
  network.dispatchEvent(new Event('online'));
  expect(line.checks).toHaveLength(1);
  expect(line.isClosed).toBe(true);
  expect(phone).toMatchObject({ isOpen: false, userAgent: 'Offhook/1.2.3' });
});
