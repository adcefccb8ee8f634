import { opusRate } from '../../../shared/ogg.ts';

/** Bits per second of each channel: voices lose nothing, and an hour of both takes 43 MB. */
const bitRate = 48_000;

/** A packet of Opus, and how many samples it plays. */
type OnPacket = (packet: Uint8Array<ArrayBuffer>, samples: number) => void;

/** Encodes sound as Opus, in packets of 20 ms. `encode` throws, and `end` rejects, when it cannot go on. */
export function openOpusEncoder(channels: number, onPacket: OnPacket): { encode: (sound: AudioData) => void; end: () => Promise<void> } {
  let failure: unknown;
  const encoder = new AudioEncoder({
    output(chunk) {
      const packet = new Uint8Array(chunk.byteLength);
      chunk.copyTo(packet);
      onPacket(packet, ((chunk.duration ?? 20_000) * opusRate) / 1_000_000);
    },
    error: (error) => {
      failure = error;
    },
  });
  encoder.configure({
    ...{ codec: 'opus', sampleRate: opusRate, numberOfChannels: channels, bitrate: bitRate * channels },
    opus: { frameDuration: 20_000 },
  });
  return {
    encode(sound) {
      if (failure) throw failure;
      encoder.encode(sound);
    },
    async end() {
      if (failure) throw failure;
      await encoder.flush();
      encoder.close();
    },
  };
}
