/**
 * A script that runs before a page's own: the microphone becomes a voice that the harness turns on and off, each one that is opened
 * another tone, and what arrives from the far end is listened to. Every contender gets the same, in the page, so that a chirp and its
 * echo are told by one clock (page time).
 */
export const ears = `(() => {
  const context = new AudioContext();
  const voices = [];
  let opened = 0;
  let wanted = null;
  const speak = (on) => {
    for (const voice of voices) voice.gain.value = on ? 0.5 : 0;
    return performance.now();
  };
  navigator.mediaDevices.getUserMedia = async () => {
    const voice = new GainNode(context, { gain: 0 });
    const oscillator = new OscillatorNode(context, { frequency: 500 + 500 * (opened++ % 3) });
    const out = new MediaStreamAudioDestinationNode(context);
    oscillator.connect(voice).connect(out);
    oscillator.start();
    voices.push(voice);
    return out.stream;
  };
  const listen = (track) => {
    const ear = new AnalyserNode(context, { fftSize: 128 });
    new MediaStreamAudioSourceNode(context, { mediaStream: new MediaStream([track]) }).connect(ear);
    const wave = new Float32Array(ear.fftSize);
    setInterval(() => {
      if (!wanted) return;
      ear.getFloatTimeDomainData(wave);
      if (wave.some((sample) => Math.abs(sample) > 0.02) !== wanted.sound) return;
      wanted.resolve(performance.now());
      wanted = null;
    }, 1);
  };
  const known = new WeakSet();
  const { setRemoteDescription } = RTCPeerConnection.prototype;
  RTCPeerConnection.prototype.setRemoteDescription = function (...description) {
    if (!known.has(this)) this.addEventListener('track', ({ track }) => track.kind === 'audio' && listen(track));
    known.add(this);
    return setRemoteDescription.apply(this, description);
  };
  globalThis.ears = {
    speak,
    hears: (sound) => new Promise((resolve, reject) => {
      wanted = { sound, resolve };
      setTimeout(reject, 10_000, new Error(sound ? 'nothing was heard' : 'no silence was heard'));
    }),
  };
})()`;
