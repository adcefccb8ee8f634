import { onScopeDispose, type Ref, shallowRef } from 'vue';
import { stopAll } from '../phone/call/source.ts';
import { type Camera, type CameraNotice, noticeOf } from '../phone/media/camera.ts';

/** What the user sees of themselves outside of a call. */
export type CameraPreview =
  | { readonly kind: 'off' }
  | { readonly kind: 'opening' }
  /** `name`: of the camera that was opened, which need not be the one that was wanted. */
  | { readonly kind: 'shown'; readonly stream: MediaStream; readonly name: string }
  | { readonly kind: 'failed'; readonly notice: CameraNotice };

/** A camera that is open outside of a call, until it is closed or whoever uses it goes. Starting anew opens the one that is wanted now. */
export function useCameraPreview(camera: Pick<Camera, 'open'>): {
  preview: Readonly<Ref<CameraPreview>>;
  start: () => Promise<void>;
  stop: () => void;
} {
  const preview = shallowRef<CameraPreview>({ kind: 'off' });
  let turn = 0;

  function put(next: CameraPreview): void {
    if (preview.value.kind === 'shown') stopAll(preview.value.stream);
    preview.value = next;
  }

  function stop(): void {
    turn++;
    put({ kind: 'off' });
  }

  async function start(): Promise<void> {
    const mine = ++turn;
    put({ kind: 'opening' });
    try {
      const stream = await camera.open();
      if (mine !== turn) return stopAll(stream);
      const [track] = stream.getVideoTracks();
      // Unplugged, or taken away by the system.
      if (track) track.onended = () => mine === turn && put({ kind: 'failed', notice: 'camera-lost' });
      put({ kind: 'shown', stream, name: track?.label ?? '' });
    } catch (error) {
      if (mine === turn) put({ kind: 'failed', notice: noticeOf(error) });
    }
  }

  onScopeDispose(stop);
  return { preview, start, stop };
}
