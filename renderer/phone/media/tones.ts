import type { DeviceChoice, DeviceOrder } from '../../../shared/settings.ts';
import { systemTimers, type Timers } from '../timers.ts';
import { answering, busy, keyPatterns, recorded, ringback, ringing, test, waiting } from './tone-patterns.ts';
import { type ToneContext, TonePlayer, type TonePorts } from './tone-player.ts';

/** The sounds that the phone itself makes. All of them are computed; none is a recording. */
export interface Tones {
  /** What a caller hears while the far end rings, on the speaker, until it is put off for each call that put it on. */
  ringback: (callId: string, on: boolean) => void;
  /** Some periods of the busy tone on the speaker. */
  busy: () => void;
  /** The bell, on all ringers. */
  ring: (on: boolean) => void;
  /** A soft beep on the speaker now and then: someone else calls during a call. */
  waiting: (on: boolean) => void;
  /** One short beep on the speaker: the call is recorded, and everyone in it is to know. */
  recorded: () => void;
  /** Two rising notes on the ringer's device: the phone takes a call by itself, and whoever sits near is heard from now on. */
  answering: () => void;
  /** The sound of one key, 0-9 A-D * #, as feedback to the hand that pressed it; any other text is silent. */
  key: (tone: string) => void;
  /** Two seconds of a plain tone on the speaker, to find out where it comes from. */
  test: () => void;
  /** The first that is there is used, and the system's default when none is. */
  chooseSpeaker: (order: DeviceOrder) => Promise<void>;
  /** `further` ring at the same time, each while it is there. */
  chooseRinger: (order: DeviceOrder, further: DeviceOrder) => Promise<void>;
  /** 0 is silent, 1 is as loud as the device allows. */
  speakerVolume: number;
  ringerVolume: number;
}

const busyPeriods = 4;

/** Opening a device for sound stops Chromium from drawing, for up to 200 ms the first time: who rings is shown first. Milliseconds. */
const headStart = 100;

/** Turns a lasting sound on and off; to say the same thing twice changes nothing. */
function makeSwitch(timers: Timers, play: () => () => void): (on: boolean) => void {
  let stop: (() => void) | null = null;
  const playSoon = () => {
    let stopSound = () => {};
    const callOff = timers.after(headStart, () => {
      stopSound = play();
    });
    return () => {
      callOff();
      stopSound();
    };
  };
  return (on) => {
    if (on) stop ??= playSoon();
    else {
      stop?.();
      stop = null;
    }
  };
}

/**
 * Tones by Web Audio: a player for each device, because the bell may ring on others than people talk on. `onRinger` hears on which device
 * the first of the ringers is, see `Sink`.
 */
export function makeTones({
  devices,
  makeContext = () => new AudioContext() as AudioContext & ToneContext,
  timers = systemTimers,
  onRinger,
}: TonePorts & { onRinger?: (ringer: DeviceChoice | null) => void }): Tones {
  const ports = { devices, makeContext, timers };
  const speaker = new TonePlayer(ports);
  const ringer = new TonePlayer(ports, onRinger);
  const ringbackFor = new Set<string>();
  const switchRingback = makeSwitch(timers, () => speaker.play(ringback));
  let further: readonly TonePlayer[] = [];
  const switchRinging = makeSwitch(timers, () => {
    const stops = [ringer, ...further].map((player) => player.play(ringing));
    return () => {
      for (const stop of stops) stop();
    };
  });
  const switchWaiting = makeSwitch(timers, () => speaker.play(waiting));

  return {
    ringback(callId, on) {
      if (on) ringbackFor.add(callId);
      else ringbackFor.delete(callId);
      switchRingback(ringbackFor.size > 0);
    },
    busy: () => void speaker.play(busy, { periods: busyPeriods }),
    ring: switchRinging,
    waiting: switchWaiting,
    recorded: () => void speaker.play(recorded, { periods: 1 }),
    answering: () => void ringer.play(answering, { periods: 1 }),
    key(tone) {
      const pattern = keyPatterns.get(tone.toUpperCase());
      if (pattern) speaker.play(pattern, { periods: 1 });
    },
    test: () => void speaker.play(test, { periods: 1 }),
    chooseSpeaker: (order) => speaker.choose({ order }),
    async chooseRinger(order, others) {
      // Those that ring now go on; another number of them rings from the next call on.
      further = others.map((_, index) => further[index] ?? new TonePlayer(ports));
      for (const player of further) player.volume = ringer.volume;
      await Promise.all([
        ringer.choose({ order }),
        ...further.map((player, index) => player.choose({ order: others.slice(index, index + 1), beside: [...order] })),
      ]);
    },
    get speakerVolume() {
      return speaker.volume;
    },
    set speakerVolume(volume) {
      speaker.volume = volume;
    },
    get ringerVolume() {
      return ringer.volume;
    },
    set ringerVolume(volume) {
      for (const player of [ringer, ...further]) player.volume = volume;
    },
  };
}
