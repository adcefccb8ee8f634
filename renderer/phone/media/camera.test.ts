import { describe, expect, it } from 'vitest';
import { systemDefault } from '../../../shared/device-order.ts';
import { makeFakeStream, makeFakeTrack } from '../testing/fake-media.ts';
import { DeviceCamera } from './camera.ts';

/** Cameras of which each fails with a name, or opens with `null`. What was asked for is kept, `default` for any. */
function plugIn(cameras: Readonly<Record<string, string | null>>) {
  const asked: string[] = [];
  const getUserMedia = async ({ video }: MediaStreamConstraints = {}): Promise<MediaStream> => {
    const { deviceId } = video as { deviceId?: { exact: string } };
    const id = deviceId?.exact ?? 'default';
    asked.push(id);
    const failure = id in cameras ? cameras[id] : 'OverconstrainedError';
    if (failure) throw new DOMException('The fake camera will not open.', failure);
    return makeFakeStream([makeFakeTrack(id, 'video')]);
  };
  return { asked, camera: new DeviceCamera({ getUserMedia }) };
}

const order = ['desk', 'laptop'].map((id) => ({ id, label: id }));
const labelOf = (stream: MediaStream) => stream.getVideoTracks()[0]?.label;

describe('the cameras', () => {
  it('are tried in the order of preference, and the system’s at last', async () => {
    const { asked, camera } = plugIn({ laptop: 'NotReadableError', default: null });
    camera.choose(order);
    expect(labelOf(await camera.open())).toBe('default');
    expect(asked).toEqual(['desk', 'laptop', 'default']);
  });

  it('that are preferred and there are the ones that open', async () => {
    const { asked, camera } = plugIn({ desk: null, default: null });
    camera.choose(order);
    expect(labelOf(await camera.open())).toBe('desk');
    expect(asked).toEqual(['desk']);
  });

  it('are not tried one by one when the user allows none', async () => {
    const { asked, camera } = plugIn({ desk: 'NotAllowedError', default: null });
    camera.choose(order);
    await expect(camera.open()).rejects.toMatchObject({ name: 'NotAllowedError' });
    expect(asked).toEqual(['desk']);
  });

  it('are left to the system where that stands first, whatever stands behind it', async () => {
    const { asked, camera } = plugIn({ desk: null, default: null });
    camera.choose([systemDefault, ...order]);
    expect(labelOf(await camera.open())).toBe('default');
    expect(asked).toEqual(['default']);
  });
});
