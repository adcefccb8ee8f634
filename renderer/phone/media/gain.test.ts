import { expect, it } from 'vitest';
import { FakeAudioContext } from '../testing/fake-browser.ts';
import { MicrophoneGain } from './gain.ts';

it('is as large as wished from the first sound on, follows the hand, and forgets the call with it', async () => {
  const gain = new MicrophoneGain();
  const context = new FakeAudioContext();
  gain.value = 1.5;
  const stage = await gain.stage(context as unknown as AudioContext);
  const now = () => context.gains[0]?.gain.value;
  expect(now()).toBe(1.5);
  gain.value = 2;
  expect(now()).toBe(2);
  stage.close();
  gain.value = 0.5;
  expect(now()).toBe(2);
});
