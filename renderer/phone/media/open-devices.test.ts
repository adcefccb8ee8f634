import { beforeEach, describe, expect, it } from 'vitest';
import { systemDefault } from '../../../shared/device-order.ts';
import type { OpenDevices } from '../../../shared/devices.ts';
import { FakeAudioElement, FakeMediaDevices, speaker } from '../testing/fake-browser.ts';
import { makeFakeStream, makeFakeTrack } from '../testing/fake-media.ts';
import { headset, plugInMicrophones, settle, takeMicrophone } from '../testing/plugged-in.ts';
import { makeDevices } from './devices.ts';
import { OpenDeviceList } from './open-devices.ts';
import { SpeakerOutput } from './output.ts';

const desk = { id: 'desk', label: 'Desk' };

/** A track as Chromium describes one. */
function trackOf(deviceId: string, rate?: number): MediaStreamTrack {
  const track = makeFakeTrack(`label of ${deviceId}`, 'video');
  const capabilities = rate === undefined ? {} : { sampleRate: { min: rate, max: 48_000 } };
  return Object.assign(track, { getSettings: () => ({ deviceId }), getCapabilities: () => capabilities });
}

beforeEach(() => {
  FakeAudioElement.refusedSink = null;
});

describe('what is open', () => {
  it('is told with every change, with the rate of a microphone as far as that is known', () => {
    const open = new OpenDeviceList();
    const told: OpenDevices[] = [];
    const stop = open.watch((now) => told.push(now));
    open.setMicrophone(null);
    expect(told).toEqual([]);
    open.setMicrophone(trackOf('a1', 16_000));
    open.setSpeaker({ ...desk, group: 'g' } as typeof desk);
    open.setMicrophone(trackOf('a2'));
    expect(told.map(({ microphone }) => microphone)).toEqual([
      { id: 'a1', label: 'label of a1', rate: 16_000 },
      { id: 'a1', label: 'label of a1', rate: 16_000 },
      { id: 'a2', label: 'label of a2', rate: null },
    ]);
    expect(told.at(-1)?.speaker).toEqual(desk);
    stop();
    open.setSpeaker(null);
    expect(told).toHaveLength(3);
  });

  it('is a camera until its user stopped it', () => {
    const open = new OpenDeviceList();
    const told: (string | undefined)[] = [];
    open.watch(({ camera }) => told.push(camera?.id));
    const track = trackOf('cam');
    open.setCamera(makeFakeStream([track]));
    open.lookAtCamera();
    track.stop();
    open.lookAtCamera();
    open.lookAtCamera();
    expect(told).toEqual(['cam', undefined]);
  });
});

describe('the microphone', () => {
  it('tells what it opened, that it goes over to another one, what stood in, and that nothing is open any more', async () => {
    const { fake, shared, opened } = plugInMicrophones('default', 'headset');
    await shared.choose([headset]);
    const { stop } = takeMicrophone(shared);
    await settle();
    fake.held.add('headset');
    await shared.choose([headset, desk]);
    stop();
    expect(opened).toEqual(['Jabra', null, 'default', null]);
  });

  it('tells nothing of a tone that stands in for a device', async () => {
    const { shared, opened } = plugInMicrophones('default');
    await shared.substitute(async () => makeFakeStream([makeFakeTrack('tone')]));
    takeMicrophone(shared);
    await settle();
    expect(opened).toEqual([null]);
  });
});

describe('the speaker', () => {
  it('is what the calls play on: none, the default one, the chosen one, and the default one when that refuses', async () => {
    const fake = new FakeMediaDevices([speaker('default'), speaker('desk', 'Desk')]);
    const used: (string | undefined)[] = [];
    const output = new SpeakerOutput(
      makeDevices(fake.port),
      () => new FakeAudioElement(),
      (device) => used.push(device?.id),
    );
    output.attach('a', makeFakeStream());
    await output.choose([desk]);
    expect(used.splice(0)).toEqual([systemDefault.id, undefined, 'desk']);
    FakeAudioElement.refusedSink = 'desk';
    await output.choose([desk, systemDefault]);
    expect(used.splice(0)).toEqual([undefined, systemDefault.id]);
    output.detach('a');
    output.detach('a');
    expect(used).toEqual([undefined]);
  });
});
