import { expect, test } from 'vitest';
import { setSwitches } from './switches.ts';

const withGiven = (given: Record<string, string>): Record<string, string> => {
  const set = { ...given };
  setSwitches({
    getSwitchValue: (name) => set[name] ?? '',
    appendSwitch: (name, value = '') => {
      set[name] = value;
    },
  });
  return set;
};

test('host candidates carry addresses, and sound needs no click', () => {
  expect(withGiven({})).toEqual({
    'disable-features': 'WebRtcHideLocalIpsWithMdns',
    'allow-loopback-in-peer-connection': '',
    'autoplay-policy': 'no-user-gesture-required',
  });
});

test('features that the user switched off stay off', () => {
  expect(withGiven({ 'disable-features': 'LocalNetworkAccessChecks' })['disable-features']).toBe(
    'LocalNetworkAccessChecks,WebRtcHideLocalIpsWithMdns',
  );
});
