type SendThrough = (own: MediaStreamTrack | null) => MediaStreamTrack;

/** What one call sends of the sound of a shared screen, beside our own: a call has one stream of sound. */
export class ScreenSound {
  readonly #sendBeside: (mix: SendThrough | null) => void;
  #close: (() => void) | null = null;

  constructor(sendBeside: (mix: SendThrough | null) => void) {
    this.#sendBeside = sendBeside;
  }

  /** Of that stream from now on. */
  put(stream: MediaStream | null): void {
    const [track] = stream?.getAudioTracks() ?? [];
    if (!track && !this.#close) return;
    const { mix, close } = track ? mixWith(track) : { mix: null, close: null };
    this.#sendBeside(mix);
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
