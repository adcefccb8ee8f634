import { onBeforeUnmount, type ShallowRef, useTemplateRef } from 'vue';

/** The element of a component's `ref="video"`, which lets go of its stream with the component: else the decoder would run until it is collected. */
export function useVideo(): Readonly<ShallowRef<HTMLVideoElement | null>> {
  const video = useTemplateRef<HTMLVideoElement>('video');
  onBeforeUnmount(() => {
    if (video.value) video.value.srcObject = null;
  });
  return video;
}
