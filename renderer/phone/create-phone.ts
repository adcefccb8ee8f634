import type { LineProblem } from '../../shared/registration.ts';
import type { AudioSettings } from '../../shared/settings.ts';
import type { RecordingStore } from './call/recording-file.ts';
import type { MakeLine } from './line.ts';
import type { Log } from './log.ts';
import { type Camera, DeviceCamera } from './media/camera.ts';
import { type Devices, makeDevices } from './media/devices.ts';
import { MicrophoneGain } from './media/gain.ts';
import { makeMeters, type OpenMeter } from './media/level.ts';
import { DeviceMicrophone } from './media/microphone.ts';
import { makeMix } from './media/mix.ts';
import { OpenDeviceList } from './media/open-devices.ts';
import { type Output, SpeakerOutput } from './media/output.ts';
import { makeTones, type Tones } from './media/tones.ts';
import { TreatedMicrophone } from './media/treated-microphone.ts';
import type { MakeStage } from './media/treatment.ts';
import { Phone } from './phone.ts';

export interface CreatePhoneOptions {
  makeLine: MakeLine;
  log: Log;
  /** As the User-Agent header says it. */
  userAgent: string;
  /** Looks at a server from outside the browser, which never says why a socket failed. Null: nothing wrong was found. */
  probe?: (server: string) => Promise<LineProblem | null>;
  /** Where recordings are kept; without it nothing can be recorded. */
  recordings?: RecordingStore;
  /** What keeps noise from the wire when the settings ask for it; a library of its own, for the phone knows none. */
  suppressor?: MakeStage;
  /** Where `online` is told; the window. */
  network?: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;
}

/** A phone and the parts of the browser that it works with, for whoever shows or chooses them. */
export interface CreatedPhone {
  readonly phone: Phone;
  readonly microphone: TreatedMicrophone;
  readonly output: Output;
  readonly tones: Tones;
  readonly devices: Devices;
  /** What is open of them. */
  readonly open: Pick<OpenDeviceList, 'watch'>;
  readonly camera: Camera;
  readonly openMeter: OpenMeter;
  /** Puts devices and volumes as the settings have them, in the middle of a call as well. Saying the same again changes nothing. */
  applyAudio: (audio: AudioSettings) => Promise<void>;
  /** Closes the phone and lets go of the browser. */
  stop: () => Promise<void>;
}

/** The phone as the app uses it: SIP over WebSocket, and the devices of the browser. */
export function createPhone({
  makeLine,
  log,
  userAgent,
  probe,
  recordings,
  suppressor,
  network = window,
}: CreatePhoneOptions): CreatedPhone {
  const devices = makeDevices();
  const open = new OpenDeviceList();
  const microphone = new TreatedMicrophone(new DeviceMicrophone(devices, navigator.mediaDevices, { onOpen: open.setMicrophone }), (error) =>
    log.warn(`the sound of the microphone is sent untreated: ${error}`),
  );
  const gain = new MicrophoneGain();
  const output = new SpeakerOutput(devices, () => new Audio(), open.setSpeaker);
  const tones = makeTones({ devices, onRinger: open.setRinger });
  const openMeter = makeMeters();
  const camera = new DeviceCamera(navigator.mediaDevices, open.setCamera);
  const parts = { microphone, output, tones, openMeter, makeMix: () => makeMix({ output }), camera };
  const phone = new Phone({ ...parts, makeLine, log, userAgent, recordings: recordings ?? null, ...(probe && { probe }) });
  phone.on('calls', open.lookAtCamera);
  const onOnline = () => phone.checkConnection();
  network.addEventListener('online', onOnline);

  return {
    ...{ phone, microphone, output, tones, devices, openMeter, camera, open },
    async applyAudio(audio) {
      gain.value = audio.microphoneGain;
      output.volume = audio.speakerVolume;
      tones.speakerVolume = audio.speakerVolume;
      tones.ringerVolume = audio.ringerVolume;
      await Promise.all([
        microphone.choose(audio.microphone),
        microphone.process(audio.processing),
        microphone.treat('gain', audio.microphoneGain === 1 ? null : gain.stage),
        microphone.treat('suppressor', (audio.suppressesStrongly && suppressor) || null),
        output.choose(audio.speaker),
        tones.chooseSpeaker(audio.speaker),
        tones.chooseRinger(audio.ringer, audio.furtherRingers),
      ]);
    },
    async stop() {
      network.removeEventListener('online', onOnline);
      await phone.close();
    },
  };
}
