/** A sound of one length: its frequencies in hertz at equal strength, none for silence. */
interface Part {
  readonly frequencies: readonly number[];
  readonly milliseconds: number;
}

/** One period of a tone: its parts in order. `gain` 1 is as loud as the device allows. */
export interface Pattern {
  readonly parts: readonly Part[];
  readonly gain: number;
}

const sound = (milliseconds: number, ...frequencies: number[]): Part => ({ frequencies, milliseconds });
const silence = (milliseconds: number): Part => ({ frequencies: [], milliseconds });

/** Ringing tone of ETSI TR 101 041-2: 425 Hz, 1 s on, 4 s off. */
export const ringback: Pattern = { parts: [sound(1_000, 425), silence(4_000)], gain: 0.2 };

/** Busy tone of ETSI TR 101 041-2: 425 Hz, half a second on and off. */
export const busy: Pattern = { parts: [sound(500, 425), silence(500)], gain: 0.2 };

/** Call waiting: short enough that the person at the other end can talk on. */
export const waiting: Pattern = { parts: [sound(200, 425), silence(200), sound(200, 425), silence(5_400)], gain: 0.1 };

/** Whoever hears it is recorded: 1400 Hz, a fifth of a second (47 CFR 64.501), soft enough to talk on. */
export const recorded: Pattern = { parts: [sound(200, 1_400)], gain: 0.15 };

/** Heard across a room, and not to be mistaken for the bell. */
export const answering: Pattern = { parts: [sound(160, 659.26), silence(60), sound(260, 987.77)], gain: 0.4 };

/** To find a speaker by ear: the note that orchestras tune to. */
export const test: Pattern = { parts: [sound(1_000, 440), silence(100), sound(900, 660)], gain: 0.2 };

/** Two thirds a whole tone apart, in turn: heard through talk and not shrill. */
export const ringing: Pattern = {
  parts: [...Array.from({ length: 4 }, () => [sound(220, 523.25, 659.26), sound(220, 587.33, 739.99)]).flat(), silence(2_240)],
  gain: 0.6,
};

const rows = [697, 770, 852, 941];
const columns = [1_209, 1_336, 1_477, 1_633];

/** ITU-T Q.23: each key is the pair of its row and its column. */
export const keyPatterns: ReadonlyMap<string, Pattern> = new Map(
  [...'123A456B789C*0#D'].map((key, index) => [
    key,
    { parts: [sound(120, rows[Math.floor(index / 4)] ?? 0, columns[index % 4] ?? 0)], gain: 0.2 },
  ]),
);

/** Milliseconds over which a sound swells and fades: without, every edge clicks. */
const rampLength = 8;

/** One period as samples from -1 to 1. */
export function render({ parts, gain }: Pattern, sampleRate: number): Float32Array<ArrayBuffer> {
  const lengths = parts.map(({ milliseconds }) => Math.round((milliseconds * sampleRate) / 1_000));
  const samples = new Float32Array(lengths.reduce((sum, length) => sum + length, 0));
  const ramp = (rampLength * sampleRate) / 1_000;
  let start = 0;
  for (const [index, { frequencies }] of parts.entries()) {
    const length = lengths[index] ?? 0;
    for (let at = 0; at < length; at++) {
      const edge = Math.min(1, at / ramp, (length - 1 - at) / ramp);
      const sum = frequencies.reduce((total, frequency) => total + Math.sin((2 * Math.PI * frequency * at) / sampleRate), 0);
      samples[start + at] = frequencies.length ? (gain * edge * sum) / frequencies.length : 0;
    }
    start += length;
  }
  return samples;
}
