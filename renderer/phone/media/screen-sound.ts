type SendThrough = (own: MediaStreamTrack | null) => MediaStreamTrack;

/** What one call sends of the sound of a shared screen, beside our own: a call has one stream of sound. */
export class ScreenSound {
  readonly #sendThrough: (mix: SendThrough | null) => void;
  #close: (() => void) | null = null;

  constructor(sendThrough: (mix: SendThrough | null) => void) {
    this.#sendThrough = sendThrough;
  }

  /** Of that stream from now on; where it has none, nothing is changed: a conference has a mix of its own. */
  put(stream: MediaStream | null): void {
    const [track] = stream?.getAudioTracks() ?? [];
    if (!track && !this.#close) return;
    const { mix, close } = track ? mixWith(track) : { mix: null, close: null };
    this.#sendThrough(mix);
    this.#close?.();
    this.#close = close;
  }
}

function mixWith(screen: MediaStreamTrack): { mix: SendThrough; close: () => void } {
  const context = new AudioContext();
  const out = new MediaStreamAudioDestinationNode(context);
  const [sent] = out.stream.getAudioTracks();
  const join = (track: MediaStreamTrack): MediaStreamAudioSourceNode => {
    const source = new MediaStreamAudioSourceNode(context, { mediaStream: new MediaStream([track]) });
    source.connect(out);
    return source;
  };
  join(screen);
  let own: MediaStreamAudioSourceNode | null = null;
  return {
    mix: (track) => {
      own?.disconnect();
      own = track && join(track);
      return sent!;
    },
    close: () => {
      sent!.stop();
      void context.close();
    },
  };
}
