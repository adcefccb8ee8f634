import type { RecordingMode } from '../../../shared/call.ts';
import { channelsOf } from '../../../shared/recording.ts';
import { recordedSize } from './picture-places.ts';
import type { PictureOrder, PictureReport, WorkedPicture } from './picture-work.ts';
import { PeakWatch, type RecordedPart } from './recorded-part.ts';
import { openRecordedSound } from './recorded-sound.ts';
import type { RecordedPicture, Recorder, RecorderOptions } from './recorder.ts';
import { readTrack } from './track-processor.ts';
import { WebmWriter } from './webm-writer.ts';
import { openWorkDesk, type WorkDesk } from './work-desk.ts';

interface VideoRecorderOptions extends RecorderOptions {
  mode: Exclude<RecordingMode, 'audio'>;
}

/** Records pictures, and the sound with them, as VP8 and Opus in WebM: all that is seen in one picture, as the call is. */
export function openVideoRecorder({ mode, onFailed, onPart, sides }: VideoRecorderOptions): Recorder {
  const channels = channelsOf({ mode, sides });
  const peaks = new PeakWatch(channels);
  const writer = new WebmWriter({ ...recordedSize, channels, takePeaks: () => peaks.take(), onPart });
  const desk = openPictureDesk(writer, onFailed);
  // The sound has the clock, for of it nothing may be missing.
  const onBegun = (at: number): void => desk.tell({ kind: 'begun', at });
  const onPacket = (packet: RecordedPart): void => {
    peaks.hear(packet.peaks.map((peak) => Float32Array.of(peak)));
    writer.addSound(packet.bytes, packet.seconds * 1_000);
  };
  const sound = channels > 0 ? openRecordedSound({ sides, file: 'webm', onBegun, onPart: onPacket, onFailed }) : null;
  if (!sound) onBegun(performance.timeOrigin + performance.now());
  return {
    setLocal: (track) => sound?.setLocal(track),
    setRemote: (stream) => sound?.setRemote(stream),
    setPictures: desk.show,
    pause(on) {
      sound?.pause(on);
      desk.tell({ kind: 'pause', on });
    },
    async stop() {
      await Promise.all([desk.stop(), sound?.stop()]);
      writer.end();
    },
  };
}

/** Its `stop` settles when the last picture was given to the writer. */
interface PictureDesk extends WorkDesk<PictureOrder> {
  show: (pictures: readonly RecordedPicture[]) => void;
}

/** The worker that makes the pictures. */
function openPictureDesk(writer: WebmWriter, onFailed: (error: unknown) => void): PictureDesk {
  const worker = new Worker(new URL('./picture-worker.ts', import.meta.url), { type: 'module' });
  const known = new Map<MediaStreamTrack, string>();
  const { tell, stop } = openWorkDesk<PictureOrder, PictureReport>({
    worker,
    onFailed,
    hear(report, { end, fail }) {
      if (report.kind === 'made') writer.addPicture(report);
      else if (report.kind === 'stopped') end();
      else fail(new Error(report.problem));
    },
  });
  return {
    tell,
    show(pictures) {
      const tracks = pictures.flatMap(({ stream }) => stream.getVideoTracks().slice(0, 1));
      for (const track of known.keys()) if (!tracks.includes(track)) known.delete(track);
      const worked = pictures.flatMap(({ stream, isLocal, content }): WorkedPicture[] => {
        const [track] = stream.getVideoTracks();
        return track ? [{ isLocal, content, ...nameOf(track, known) }] : [];
      });
      tell(
        { kind: 'show', pictures: worked },
        worked.flatMap(({ frames }) => frames ?? []),
      );
    },
    stop,
  };
}

/** The same each time; with its pictures the first time. */
function nameOf(track: MediaStreamTrack, known: Map<MediaStreamTrack, string>): Pick<WorkedPicture, 'id' | 'frames'> {
  const name = known.get(track);
  if (name) return { id: name };
  const id = crypto.randomUUID();
  known.set(track, id);
  return { id, frames: readTrack<VideoFrame>(track) };
}
