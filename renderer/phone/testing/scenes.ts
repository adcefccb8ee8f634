import type { Call } from '../call/call.ts';
import type { FakeLegOptions } from './fake-leg-options.ts';
import type { FakeLeg } from './fake-line.ts';
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
