import { vi } from 'vitest';
import type { Call } from '../call/call.ts';
import type { FakeLegOptions } from './fake-leg-options.ts';
import type { FakeLeg } from './fake-line.ts';
import { makeFakeStream } from './fake-media.ts';
import { makeTestPhone, type TestPhone } from './test-phone.ts';

/** One call of a phone, from both ends. */
export interface Scene extends TestPhone {
  call: Call;
  leg: FakeLeg;
}

/** A call that has just been dialled. */
export function dialled(test = makeTestPhone(), number = '600'): Scene {
  const call = test.phone.dial(number);
  const leg = test.line().invites.at(-1)?.leg;
  if (!leg) throw new Error('No INVITE went out.');
  return { ...test, call, leg };
}

/** A call that rings here. */
export function ringing(options: FakeLegOptions = {}, test = makeTestPhone()): Scene {
  const leg = test.line().ring(options);
  const call = test.phone.calls.at(-1);
  if (!call) throw new Error('The call was refused.');
  return { ...test, call, leg };
}

/** A call that was dialled and answered. */
export function active(test = makeTestPhone(), number = '600'): Scene {
  const scene = dialled(test, number);
  scene.leg.pickUp();
  return scene;
}

/** An answered call, and another one that is being dialled about it. */
export function consulting(test = makeTestPhone()): TestPhone & { original: Scene; consultation: Scene } {
  const original = active(test);
  const call = original.call.consult('601');
  const leg = test.line().invites.at(-1)?.leg;
  if (!leg) throw new Error('No INVITE went out.');
  return { ...test, original, consultation: { ...test, call, leg } };
}

/** A conference of that many calls, each with its sound. Needs fake timers. */
export async function merged(count: number, test = makeTestPhone()) {
  const parties = [];
  for (let index = 0; index < count; index++) {
    const party = active(test, `60${index}`);
    party.leg.say({ kind: 'audio', stream: makeFakeStream(), early: false });
    parties.push(party);
    await vi.advanceTimersByTimeAsync(0);
  }
  test.microphone.deliver();
  const [first, ...others] = parties as [Scene, ...Scene[]];
  const conference = await first.call.merge(...others.map(({ call }) => call));
  const mix = test.mixes.at(-1);
  if (!mix) throw new Error('No mix was made.');
  return { ...test, conference, mix, parties: parties as [Scene, Scene, Scene, ...Scene[]] };
}
