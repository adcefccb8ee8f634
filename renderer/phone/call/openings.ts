import { PhoneError } from '../errors.ts';
import { noticeOf } from '../media/camera.ts';
import type { PicturesPorts } from './pictures-ports.ts';

/** Rejects with a PhoneError `camera-failed`; the notices say why. */
export async function openCamera({ camera, onNotice }: Pick<PicturesPorts, 'camera' | 'onNotice'>): Promise<MediaStream> {
  try {
    const stream = await camera.open();
    onNotice(null);
    return stream;
  } catch (cause) {
    onNotice(noticeOf(cause));
    throw new PhoneError('camera-failed', 'The camera could not be opened.', { cause });
  }
}

/** Rejects with a PhoneError `screen-failed`. */
export async function openScreen({ openScreen: open }: Pick<PicturesPorts, 'openScreen'>, withSound: boolean): Promise<MediaStream> {
  try {
    return await open({ withSound });
  } catch (cause) {
    throw new PhoneError('screen-failed', 'Nothing was chosen to be shown.', { cause });
  }
}
