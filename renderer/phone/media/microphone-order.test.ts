import { describe, expect, it } from 'vitest';
import { microphone } from '../testing/fake-browser.ts';
import { headset, plugInMicrophones as plugIn, settle, takeMicrophone as take } from '../testing/plugged-in.ts';

describe('unplugging', () => {
  it('falls back to the default one, says so, and falls forward when the chosen one returns', async () => {
    const { fake, shared } = plugIn('default', 'headset');
    await shared.choose([headset]);
    const { latest } = take(shared);
    await settle();
    expect(latest()?.track?.label).toBe('Jabra');
    fake.unplug('headset');
    await settle();
    expect(latest()).toMatchObject({ notice: 'microphone-lost', track: { label: 'default', readyState: 'live' } });
    await settle();
    expect(fake.open).toEqual(['default']);
    fake.plug(microphone('headset', 'Jabra'));
    await settle();
    expect(latest()).toMatchObject({ notice: null, track: { label: 'Jabra', readyState: 'live' } });
    expect(fake.open).toEqual(['headset']);
  });

  it('goes down the order of preference and up again, and is quiet about it as soon as the lost one is matched', async () => {
    const { fake, shared } = plugIn('default', 'headset', 'desk', 'camera');
    await shared.choose(['earlier', 'headset', 'desk'].map((id) => ({ id, label: id === 'headset' ? 'Jabra' : id })));
    const { latest } = take(shared);
    await settle();
    const now = async () => {
      await settle();
      await settle();
      return [latest()?.track?.label, latest()?.notice];
    };
    expect(await now()).toEqual(['Jabra', null]);
    fake.unplug('headset');
    expect(await now()).toEqual(['desk', 'microphone-lost']);
    fake.unplug('desk');
    expect(await now()).toEqual(['default', 'microphone-lost']);
    fake.plug(microphone('desk'));
    expect(await now()).toEqual(['desk', 'microphone-lost']);
    fake.plug(microphone('headset', 'Jabra'));
    expect(await now()).toEqual(['Jabra', null]);
    fake.plug(microphone('earlier'));
    expect(await now()).toEqual(['earlier', null]);
    expect(fake.open).toEqual(['earlier']);
  });

  it('of the only one leaves the call without, until there is one again', async () => {
    const { fake, shared } = plugIn('headset');
    const { latest } = take(shared);
    await settle();
    expect(latest()?.track?.label).toBe('Jabra');
    fake.unplug('headset');
    await settle();
    expect(latest()).toEqual({ track: null, notice: 'microphone-lost' });
    fake.plug(microphone('desk'));
    await settle();
    expect(latest()).toMatchObject({ notice: null, track: { label: 'desk' } });
  });

  it('of a device that is not in use disturbs nobody', async () => {
    const { fake, shared } = plugIn('default', 'headset');
    const { feeds, next } = take(shared);
    await next(1);
    fake.unplug('headset');
    await settle();
    expect(feeds).toHaveLength(1);
    expect(fake.asked).toEqual(['default']);
  });

  it('a device that breaks without being unplugged is opened anew', async () => {
    const { fake, shared } = plugIn('default');
    const { next, latest } = take(shared);
    await next(1);
    const [given] = fake.tracks;
    given?.track.stop();
    given?.track.onended?.(new Event('ended'));
    await next(2);
    expect(latest()?.track?.readyState).toBe('live');
    expect(fake.open).toEqual(['default']);
  });

  it('the system having another default from now on is followed', async () => {
    const { fake, shared } = plugIn();
    fake.plugged = [microphone('default', 'Default - Desk'), microphone('headset', 'Jabra')];
    const { next } = take(shared);
    await next(1);
    fake.plugged = [microphone('default', 'Default - Jabra'), microphone('headset', 'Jabra')];
    fake.dispatchEvent(new Event('devicechange'));
    await next(2);
    expect(fake.asked).toEqual(['default', 'default']);
  });
});

describe('a device that cannot be had', () => {
  it('goes down its order when a device is busy, says so, and goes up again when asked to', async () => {
    const { fake, shared } = plugIn('default', 'headset', 'desk');
    fake.held.add('headset');
    await shared.choose([headset, { id: 'desk', label: 'desk' }]);
    const { feeds, next, latest } = take(shared);
    await next(1);
    expect(fake.asked).toEqual(['headset', 'desk']);
    expect(feeds).toMatchObject([{ notice: 'microphone-taken', track: { label: 'desk' } }]);
    fake.held.clear();
    await shared.retry();
    expect(latest()).toMatchObject({ notice: null, track: { label: 'Jabra' } });
    expect(fake.open).toEqual(['headset']);
  });

  it('is tried again by itself until it is free, and its stand-in is disturbed by that no sooner', async () => {
    const { fake, shared, wait, waiting } = plugIn('default', 'headset', 'desk');
    fake.held.add('headset');
    await shared.choose([headset, { id: 'desk', label: 'desk' }]);
    const { feeds, latest, stop } = take(shared);
    await settle();
    await wait();
    expect(fake.asked).toEqual(['headset', 'desk', 'headset']);
    expect(feeds).toHaveLength(1);
    fake.held.clear();
    await wait();
    expect(latest()).toMatchObject({ notice: null, track: { label: 'Jabra' } });
    expect(fake.open).toEqual(['headset']);
    expect(waiting.size).toBe(0);
    fake.held.add('headset');
    await shared.choose([headset]);
    expect(waiting.size).toBe(1);
    stop();
    expect(waiting.size).toBe(0);
  });

  it('that is the only one is tried again by itself as well', async () => {
    const { fake, shared, wait } = plugIn('default');
    fake.held.add('default');
    const { latest } = take(shared);
    await settle();
    expect(latest()).toEqual({ track: null, notice: 'microphone-busy' });
    await wait();
    expect(latest()?.track).toBeNull();
    fake.held.clear();
    await wait();
    expect(latest()).toMatchObject({ notice: null, track: { label: 'default' } });
    expect(fake.open).toEqual(['default']);
  });

  it('is asked for again once the user allowed it', async () => {
    const { fake, shared } = plugIn('default');
    fake.failure = 'NotAllowedError';
    const { next, latest } = take(shared);
    await next(1);
    fake.failure = null;
    await shared.retry();
    expect(latest()).toMatchObject({ notice: null, track: { label: 'default' } });
    await shared.retry();
    expect(fake.asked).toEqual(['default', 'default']);
  });
});
