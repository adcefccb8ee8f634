import type { CallNotice } from '../shared/call.ts';
import type { AudioSettings } from '../shared/settings.ts';
import type { SuppressorCost } from './noise/cost.ts';
import type { CreatedPhone } from './phone/create-phone.ts';
import type { Meter, OpenMeter } from './phone/media/level.ts';
import type { Microphone } from './phone/media/microphone.ts';
import type { Output } from './phone/media/output.ts';
import type { Tones } from './phone/media/tones.ts';

/** How long "Hear yourself" listens before it plays back, in seconds. */
export const recordingLength = 4;

/** A microphone that is open outside of a call, for the user to try. */
export interface MicrophoneTest {
  /** 0 to 1; 0 until the microphone is open. */
  read: () => number;
  close: () => void;
}

/** What settings and sound check may do with the devices; the calls have theirs from the same ports. */
export interface Sound {
  readonly tones: Pick<Tones, 'key' | 'test' | 'ring'>;
  /** Routes all sound as the settings say; saying the same again changes nothing. */
  readonly apply: (settings: AudioSettings) => Promise<void>;
  testMicrophone: (onNotice: (notice: CallNotice | null) => void) => MicrophoneTest;
  /** Opens the microphone once more, where it could not be opened. */
  readonly retryMicrophone: () => Promise<void>;
  /** Listens for `recordingLength` seconds and plays that back on the speaker. Returns the function that breaks it off. */
  hearYourself: (on: { playing: () => void; done: () => void; failed: (notice: CallNotice) => void }) => () => void;
  /** What the strong noise suppression costs on this computer. Takes a second or two; rejects when it does not run here. */
  measureSuppressor: () => Promise<SuppressorCost>;
}

export type SoundPorts = Pick<CreatedPhone, 'microphone' | 'output' | 'tones' | 'openMeter' | 'applyAudio'>;

export function makeSound({ microphone, output, tones, openMeter, applyAudio }: SoundPorts): Sound {
  return {
    tones,
    apply: applyAudio,
    retryMicrophone: () => microphone.retry(),
    testMicrophone: (onNotice) => testMicrophone(microphone, openMeter, onNotice),
    hearYourself: (on) => hearYourself(microphone, output, on),
    measureSuppressor: async () => (await import('./noise/cost.ts')).measureSuppressor(),
  };
}

function testMicrophone(microphone: Microphone, openMeter: OpenMeter, onNotice: (notice: CallNotice | null) => void): MicrophoneTest {
  let meter: Meter | null = null;
  const giveBack = microphone.use(({ track, notice }) => {
    meter?.close();
    meter = track && openMeter(new MediaStream([track]));
    onNotice(notice);
  });
  return {
    read: () => meter?.read() ?? 0,
    close() {
      meter?.close();
      meter = null;
      giveBack();
    },
  };
}

/** A delay line as long as the recording: what goes in first comes out when the input is shut, so nobody hears themselves while they speak. */
function hearYourself(
  microphone: Microphone,
  output: Output,
  { playing, done, failed }: { playing: () => void; done: () => void; failed: (notice: CallNotice) => void },
): () => void {
  const context = new AudioContext();
  const input = new GainNode(context);
  const delay = new DelayNode(context, { maxDelayTime: recordingLength + 1, delayTime: recordingLength });
  const speaker = new MediaStreamAudioDestinationNode(context);
  input.connect(delay).connect(speaker);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;

  const giveBack = microphone.use(({ track, notice }) => {
    if (isOver) return;
    if (!track) {
      stop();
      failed(notice ?? 'microphone-missing');
      return;
    }
    new MediaStreamAudioSourceNode(context, { mediaStream: new MediaStream([track]) }).connect(input);
    timer ??= setTimeout(playBack, recordingLength * 1000);
  });

  function playBack(): void {
    input.gain.value = 0;
    output.attach('hear-yourself', speaker.stream);
    playing();
    timer = setTimeout(() => {
      stop();
      done();
    }, recordingLength * 1000);
  }

  function stop(): void {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    giveBack();
    output.detach('hear-yourself');
    void context.close();
  }
  return stop;
}
