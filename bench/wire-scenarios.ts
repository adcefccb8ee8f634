import { setTimeout as wait } from 'node:timers/promises';
import { defaultHotkeys } from '../shared/hotkeys.ts';
import type { Direction } from '../tests/pbx/bad-network.ts';
import { now } from './clock.ts';
import { keepDesk, pressKey } from './desk.ts';
import { ears } from './ears.ts';
import { farEndNumber, silence } from './far-end.ts';
import type { OwnWire, Passed } from './own-wire.ts';
import { echo, hesitation, type Scenario, type Stage, settle } from './scenarios.ts';
import { quantile } from './statistics.ts';

const muteKey = 'F9';
/** Milliseconds after a packet at which the key is pressed: spread over the 20 ms of one, as what it hits is chance. */
const moments = [1, 6, 11, 16];
/** How long it must stay silent, and how long sound is looked at before that; milliseconds. */
const proof = 500;
/** Packets in that time at least, of 25: neither does silence stop them (DTX), nor are they lost. */
const fullStream = 20;
/** A second press before this is the key being held down (`electron/held-key.ts`). */
const repeat = 800;
const chirps = 8;

const hotkey: Scenario = {
  metrics: ['hotkey_to_silence_ms'],
  setting: 'relayed',
  contenders: ['ours'],
  rounds: 5,
  run: async (stage) => {
    const { page, browser } = stage;
    await keepDesk(browser);
    await page.load();
    await page.evaluate(`bridge.request('settings:update', ${JSON.stringify({ hotkeys: { ...defaultHotkeys, mute: muteKey } })})`);
    await wait(settle);
    const before = now();
    await page.call(farEndNumber);
    await untilLoud(stage, before);
    const taken: number[] = [];
    for (const moment of moments) {
      if (taken.length > 0) await unmute(stage);
      // No longer pauses: a steady tone is noise to the noise suppression, which has taken it away after ten seconds.
      await wait(repeat);
      taken.push(await mute(stage, moment));
      await wait(repeat - proof);
    }
    await page.hangUp();
    return { hotkey_to_silence_ms: quantile(taken, 0.5) };
  },
};

const untilLoud = ({ farEnd }: Stage, since: number) => farEnd.wait('the microphone', ({ level }) => level > 3 * silence, since);

async function unmute(stage: Stage): Promise<void> {
  const pressedAt = now();
  await pressKey(stage.browser, muteKey);
  await untilLoud(stage, pressedAt);
}

/**
 * Milliseconds from the key to the departure of the packet within which the sound ends. When it ends is what the far end hears, packet by
 * packet; that it is over is seen on our own wire as well.
 */
async function mute({ browser, farEnd, ownWire }: Stage, moment: number): Promise<number> {
  const wire = ownWire!;
  const loud = await wire.watch('up', proof);
  await wire.next();
  await wait(moment);
  const pressedAt = now();
  const silent = farEnd.wait('silence', ({ ending }) => ending < silence, pressedAt);
  await pressKey(browser, muteKey);
  const { at: heardAt } = await silent;
  // The last that left before the far end heard it: the PBX turns each packet into one of its own.
  const last = wire.passed('up').findLast(({ at }) => at <= heardAt);
  if (!last || last.at < pressedAt) throw new Error('It was silent without a packet of ours');
  const [heard, [, ...quiet]] = await Promise.all([farEnd.during(proof), wire.watch('up', proof)]);
  if (heard.length < fullStream || heard.some(({ level }) => level > silence)) throw new Error('The far end heard more after the silence');
  // The first one is left out: Opus looks 6.5 ms ahead, so that the end of the sound is in it.
  if (quiet.length < fullStream || longest(quiet) >= shortest(loud)) throw new Error('Our packets do not become those of silence');
  return last.at - pressedAt;
}

const shortest = (packets: readonly Passed[]): number => Math.min(...packets.map(({ length }) => length));
const longest = (packets: readonly Passed[]): number => Math.max(...packets.map(({ length }) => length));

const delay: Scenario = {
  metrics: ['mouth_to_ear_ms', 'pbx_loop_ms'],
  setting: 'relayed',
  rounds: 3,
  run: async ({ page, ownWire }) => {
    const wire = ownWire!;
    await page.load(ears);
    await wait(settle);
    await page.call(echo);
    await wait(3 * settle);
    const [taken, loops]: number[][] = [[], []];
    for (let count = 0; count < chirps; count++) {
      await wire.watch('up', proof);
      const quiet = { up: longest(wire.passed('up')), down: longest(wire.passed('down')) };
      wire.forget();
      const whole = await page.evaluate<number>(
        '(async () => { const spoke = ears.speak(true); return (await ears.hears(true)) - spoke; })()',
      );
      const loop = loopOf(wire, quiet);
      loops!.push(loop);
      taken!.push(whole - loop);
      await page.evaluate('(ears.speak(false), ears.hears(false))');
      await wait(hesitation);
    }
    await page.hangUp();
    return { mouth_to_ear_ms: quantile(taken!, 0.5), pbx_loop_ms: quantile(loops!, 0.5) };
  },
};

/** What the PBX took: from the first packet with the chirp that left for it, to the first that came back. Silence has the shorter ones. */
function loopOf(wire: OwnWire, quiet: Readonly<Record<Direction, number>>): number {
  const [up, down] = (['up', 'down'] as const).map((way) => wire.passed(way).find(({ length }) => length > quiet[way]));
  if (!up || !down) throw new Error('The chirp was not seen on the wire');
  return down.at - up.at;
}

export const wireScenarios: readonly Scenario[] = [hotkey, delay];
