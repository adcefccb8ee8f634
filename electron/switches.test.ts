import { expect, test } from 'vitest';
import { setSwitches } from './switches.ts';

const withGiven = (given: Record<string, string>, isWayland = false): Record<string, string> => {
  const set = { ...given };
  const commandLine = {
    getSwitchValue: (name: string) => set[name] ?? '',
    appendSwitch: (name: string, value = '') => {
      set[name] = value;
    },
  };
  setSwitches(commandLine, isWayland);
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

test('under Wayland keys come through the portal', () => {
  expect(withGiven({ 'enable-features': 'A' }, true)['enable-features']).toBe('A,GlobalShortcutsPortal');
});
