import type { Bridge } from '../shared/ipc.ts';
import type { Call } from './phone/call/call.ts';
import type { Microphone } from './phone/media/microphone.ts';
import type { Phone } from './phone/phone.ts';

/** What the test needs of the app; all of it is the real thing, only the microphone's sound is made. */
export interface SelfTestPorts {
  bridge: Bridge;
  phone: Phone;
  microphone: Microphone;
  openAccount: (accountId: string) => Promise<void>;
}

const frequency = 1_000;
/** Milliseconds that one step may take. */
const patience = 10_000;
/** How far the tone must stand out of the other frequencies, in decibels. */
const prominence = 25;

/**
 * `--self-test`: calls the echo of the practice line with a tone of 1 kHz and proves that it came back. Each step is told with its time;
 * the first that fails ends the test.
 */
export async function runSelfTest({ bridge, phone, microphone, openAccount }: SelfTestPorts): Promise<void> {
  const tone = makeTone();
  let call: Call | undefined;
  const steps: [name: string, run: () => Promise<string>][] = [
    [
      'practice line started and signed in',
      async () => {
        await openAccount('practice');
        await until(
          () => phone.registration.kind === 'registered',
          'It stayed {}.',
          () => phone.registration.kind,
        );
        return phone.account?.server.replace(/\/[^/]*$/, '') ?? '';
      },
    ],
    [
      'echo 600 answered',
      async () => {
        await microphone.substitute(() => Promise.resolve(tone.stream));
        call = phone.dial('600');
        const { state } = call;
        await until(
          () => call?.state.kind === 'active' || call?.state.kind === 'ended',
          'It stayed {}.',
          () => call?.state.kind ?? state.kind,
        );
        if (call.state.kind === 'ended') throw new Error(`The call ended: ${call.state.reason.kind} ${call.state.reason.phrase}`);
        return call.destination;
      },
    ],
    ['1 kHz tone came back', () => hearTone(() => call?.remoteStream ?? null)],
    [
      'hung up',
      async () => {
        await call?.hangUp();
        await until(
          () => call?.state.kind === 'ended',
          'The call stayed {}.',
          () => call?.state.kind ?? '',
        );
        return '';
      },
    ],
  ];
  const ok = await runSteps(bridge, steps);
  await microphone.substitute(null);
  tone.stop();
  await phone.close();
  await bridge.request('self-test:finish', { ok });
}

async function runSteps(bridge: Bridge, steps: readonly [name: string, run: () => Promise<string>][]): Promise<boolean> {
  for (const [name, run] of steps) {
    const start = performance.now();
    const result = await run().then(
      (detail) => ({ ok: true, detail }),
      (error: unknown) => ({ ok: false, detail: error instanceof Error ? error.message : String(error) }),
    );
    await bridge.request('self-test:step', { name, ...result, milliseconds: Math.round(performance.now() - start) });
    if (!result.ok) return false;
  }
  return true;
}

/** `{}` in the complaint stands for what was seen last. */
function until(isTrue: () => boolean, complaint: string, seen: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const look = () => {
      if (isTrue()) resolve();
      else if (performance.now() - start > patience) reject(new Error(complaint.replace('{}', seen())));
      else setTimeout(look, 20);
    };
    look();
  });
}

function makeTone(): { stream: MediaStream; stop: () => void } {
  const context = new AudioContext();
  const speaker = new MediaStreamAudioDestinationNode(context);
  const oscillator = new OscillatorNode(context, { frequency });
  oscillator.connect(new GainNode(context, { gain: 0.3 })).connect(speaker);
  oscillator.start();
  return { stream: speaker.stream, stop: () => void context.close() };
}

async function hearTone(stream: () => MediaStream | null): Promise<string> {
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 4096, smoothingTimeConstant: 0 });
  let source: MediaStreamAudioSourceNode | undefined;
  const decibels = new Float32Array(analyser.frequencyBinCount);
  const bin = Math.round((frequency * analyser.fftSize) / context.sampleRate);
  let heard = 0;
  try {
    await until(
      () => {
        const mediaStream = stream();
        if (!source && mediaStream) source = new MediaStreamAudioSourceNode(context, { mediaStream });
        source?.connect(analyser);
        analyser.getFloatFrequencyData(decibels);
        heard = prominenceOf(decibels, bin);
        return heard >= prominence;
      },
      'It stands out by {} dB only.',
      () => heard.toFixed(0),
    );
    return `${heard.toFixed(0)} dB above the rest`;
  } finally {
    await context.close();
  }
}

/** How far the loudest of the bins around `bin` is above the median of all, in decibels; 0 for silence. */
export function prominenceOf(decibels: Float32Array, bin: number): number {
  const near = decibels.slice(Math.max(0, bin - 2), bin + 3);
  const peak = near.reduce((loudest, value) => Math.max(loudest, value), Number.NEGATIVE_INFINITY);
  const loudest = decibels.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  // Silence is minus infinity in every bin; and a peak elsewhere is another sound.
  if (!Number.isFinite(peak) || peak < -70 || peak < loudest) return 0;
  const median = [...decibels].sort((a, b) => a - b)[decibels.length >> 1] ?? peak;
  return peak - Math.max(median, -120);
}
