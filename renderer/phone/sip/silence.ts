/** A track of pure silence; `stop` ends it and frees what made it. */
export interface Silence {
  track: MediaStreamTrack;
  stop: () => void;
}

/**
 * Makes silence that is really sent. Chromium sends no RTP at all for a sender without a track, nor for one without samples, and tones
 * travel in that stream: a call without a microphone could send none.
 */
export function makeSilence(): Silence {
  const context = new AudioContext({ sampleRate: 8_000 });
  const source = context.createConstantSource();
  source.offset.value = 0;
  const destination = context.createMediaStreamDestination();
  source.connect(destination);
  source.start();
  const track = destination.stream.getAudioTracks()[0]!;
  return {
    track,
    stop: () => {
      track.stop();
      void context.close();
    },
  };
}
