import type { VideoPictures } from '../../../shared/video.ts';
import type { Leg } from '../line.ts';
import { type PictureCounts, readPictures } from '../media/picture-sample.ts';
import type { Timers } from '../timers.ts';
import type { VideoStream } from './source.ts';

export interface PictureCounterPorts {
  leg: () => Pick<Leg, 'readStatistics'>;
  timers: Timers;
  /** Who is seen in what a server marks so. */
  participantMarked: (label: string) => string | null;
  /** A picture is another size now, or none come any more. */
  onChange: () => void;
  /** What arrives has been no picture for some time. */
  onStuck: () => void;
}

/** How often pictures are counted, in milliseconds. */
const period = 1_000;

/** At which of its looks in a row it says that pictures are stuck: what it takes to begin anew must not be cut short by the next time. */
const tries: readonly number[] = [1, 5, 15];

/** Sizes and codecs of what one call shows and sees, as long as there is anything. */
export class PictureCounter {
  readonly #ports: PictureCounterPorts;
  #counts: PictureCounts = new Map();
  #isWanted = false;
  #stuckFor = 0;
  #cancel: () => void = () => {};

  constructor(ports: PictureCounterPorts) {
    this.#ports = ports;
  }

  follow(isWanted: boolean): void {
    if (isWanted === this.#isWanted) return;
    this.#isWanted = isWanted;
    this.#cancel();
    if (isWanted) this.#wait();
  }

  describe({ content, label, stream }: VideoStream): VideoPictures {
    const counted = this.#counts.get(stream.getVideoTracks()[0]?.id ?? '');
    const participantId = label ? this.#ports.participantMarked(label) : null;
    return { id: stream.id, content, participantId, ...(counted?.pictures ?? { width: 0, height: 0, codec: '', isFlowing: false }) };
  }

  #wait(): void {
    this.#cancel = this.#ports.timers.after(period, () => void this.#look());
  }

  async #look(): Promise<void> {
    const report = await this.#ports
      .leg()
      .readStatistics()
      .catch(() => null);
    if (!this.#isWanted) return;
    this.#wait();
    if (!report) return;
    const before = this.#counts;
    this.#counts = readPictures(report, before);
    this.#stuckFor = [...this.#counts.values()].some(({ isStuck }) => isStuck) ? this.#stuckFor + 1 : 0;
    if (tries.includes(this.#stuckFor)) this.#ports.onStuck();
    if (show(this.#counts) !== show(before)) this.#ports.onChange();
  }
}

const show = (counts: PictureCounts): string => JSON.stringify([...counts].map(([id, { pictures }]) => [id, pictures]));
