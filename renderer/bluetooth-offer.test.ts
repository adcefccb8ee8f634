import { describe, expect, test } from 'vitest';
import { type Device, type DeviceList, nothingOpen } from '../shared/devices.ts';
import type { AppInfo } from '../shared/ipc.ts';
import { type AudioSettings, defaultSettings } from '../shared/settings.ts';
import { type BluetoothFacts, bluetoothOffer, headsetName, isBluetoothMicrophone } from './bluetooth-offer.ts';

type Platform = AppInfo['platform'];

const device = (label: string, group?: string): Device => ({ id: label, label, ...(group && { group }) });
const listOf = (microphones: readonly Device[], speakers: readonly Device[] = []): DeviceList => ({ microphones, speakers, cameras: [] });

describe('a Bluetooth microphone is told from others', () => {
  // Names as Chromium shows them.
  test.each<[Platform, string, number | null, boolean]>([
    ['win32', 'Headset (WH-1000XM4 Hands-Free AG Audio) (Bluetooth)', 16_000, true],
    ['win32', 'Headset (JBL TUNE710BT Hands-Free AG Audio) (Bluetooth)', null, true],
    ['win32', '耳机 (vivo TWS 4 Hands-Free AG Audio) (Bluetooth)', 8_000, true],
    ['win32', 'Headset (T9 Hands-Free)', 16_000, true],
    ['win32', 'Headset (WF-1000XM5) (Bluetooth)', 16_000, true],
    ['win32', 'Headset (WF-1000XM5) (Bluetooth)', 48_000, false],
    ['win32', 'Microphone (Yeti Stereo Microphone) (046d:0ab7)', 48_000, false],
    ['win32', 'Microphone Array (Realtek(R) Audio)', 48_000, false],
    ['win32', 'Headset Microphone (Jabra EVOLVE 20 MS) (0b0e:0300)', 16_000, false],
    ['darwin', 'AirPods Pro (Bluetooth)', 24_000, true],
    ['darwin', 'Bob’s AirPods', 24_000, true],
    ['darwin', 'WH-1000XM4 (Bluetooth)', 16_000, true],
    ['darwin', 'MacBook Pro Microphone (Built-in)', 48_000, false],
    ['darwin', 'Shure MV7 (14ed:1012)', 48_000, false],
    ['darwin', 'BlackHole 2ch (Virtual)', 48_000, false],
    ['linux', 'bluez_input.38_18_4C_AA_BB_CC.0', 44_100, true],
    ['linux', 'AirPods Pro', 48_000, true],
    ['linux', 'Monitor of WH-1000XM4 (Bluetooth)', 48_000, false],
    ['linux', 'Built-in Audio Analog Stereo', 44_100, false],
  ])('%s: %s at %s', (platform, label, rate, expected) => {
    expect(isBluetoothMicrophone(device(label), rate, { platform, list: listOf([]) })).toBe(expected);
  });

  const sameName = 'WH-1000XM4';
  test.each<[string, Platform, Device, Device, boolean]>([
    ['on no bus with a speaker of its name', 'linux', device(sameName, 'a'), device(sameName, 'b'), true],
    ['on a bus, whatever its language', 'linux', device('Встроенное аудио', 'a'), device('Встроенное аудио', 'a'), false],
    ['without a speaker of its name', 'linux', device(sameName, 'a'), device('Desk', 'b'), false],
    ['of which no group is known', 'linux', device(sameName), device(sameName), false],
    ['of another system', 'darwin', device(sameName, 'a'), device(sameName, 'b'), false],
  ])('one %s', (_, platform, microphone, speaker, expected) => {
    expect(isBluetoothMicrophone(microphone, 44_100, { platform, list: listOf([microphone], [speaker]) })).toBe(expected);
  });
});

test.each([
  ['Headset (WH-1000XM4 Hands-Free AG Audio) (Bluetooth)', 'WH-1000XM4'],
  ['Headphones (WH-1000XM4 Stereo) (Bluetooth)', 'WH-1000XM4'],
  ['Communications - Headset (T9 Hands-Free)', 'T9'],
  ['Default - AirPods Pro (Bluetooth)', 'AirPods Pro'],
  ['WH-1000XM4', 'WH-1000XM4'],
])('%s is the %s', (label, expected) => {
  expect(headsetName(label)).toBe(expected);
});

describe('another microphone is offered', () => {
  const handsFree = device('Headset (WH-1000XM4 Hands-Free AG Audio) (Bluetooth)');
  const stereo = device('Headphones (WH-1000XM4 Stereo) (Bluetooth)');
  const telephone = device('Headset Earphone (WH-1000XM4 Hands-Free AG Audio) (Bluetooth)');
  const builtIn = device('Microphone Array (Realtek(R) Audio)');
  const yeti = device('Microphone (Yeti Stereo Microphone) (046d:0ab7)');
  const virtual = device('CABLE Output (VB-Audio Virtual Cable)');

  const facts = (change: Partial<BluetoothFacts> = {}, audio: Partial<AudioSettings> = {}): BluetoothFacts => ({
    platform: 'win32',
    list: listOf([virtual, handsFree, yeti, builtIn], [telephone, stereo]),
    open: { ...nothingOpen, microphone: { ...handsFree, rate: 16_000 } },
    audio: { ...defaultSettings.audio, ...audio },
    ...change,
  });

  test('the one that the user prefers, else the computer’s own, else any real one', () => {
    expect(bluetoothOffer(facts())?.instead).toBe(builtIn);
    expect(bluetoothOffer(facts({}, { microphone: [handsFree, yeti] }))?.instead).toBe(yeti);
    expect(bluetoothOffer(facts({ list: listOf([virtual, handsFree, yeti]) }))?.instead).toBe(yeti);
    expect(bluetoothOffer(facts({ list: listOf([virtual, handsFree]) }))).toBeNull();
  });

  test('and the headset’s good entry, where its telephone one is the speaker', () => {
    expect(bluetoothOffer(facts({}, { speaker: [telephone] }))?.speaker).toBe(stereo);
    expect(bluetoothOffer(facts({}, { speaker: [stereo] }))?.speaker).toBeNull();
    const standIn = { id: 'default', label: `Default - ${telephone.label}` };
    expect(bluetoothOffer(facts({ list: listOf([handsFree, builtIn], [standIn, telephone, stereo]) }))?.speaker).toBe(stereo);
  });

  test('where the headset is the system’s default, too', () => {
    const standIn = { id: 'default', label: `Default - ${handsFree.label}` };
    const open = { ...nothingOpen, microphone: { ...standIn, rate: 16_000 } };
    expect(bluetoothOffer(facts({ open, list: listOf([standIn, handsFree, builtIn]) }))).toMatchObject({
      headset: 'WH-1000XM4',
      instead: builtIn,
    });
  });

  test.each<[string, BluetoothFacts]>([
    ['the user wants this headset as it is', facts({}, { bluetoothKept: ['WH-1000XM4'] })],
    ['another microphone is open', facts({ open: { ...nothingOpen, microphone: { ...yeti, rate: 48_000 } } })],
    ['none is open', facts({ open: nothingOpen })],
    [
      'the headset gives good sound with its microphone on',
      facts({ open: { ...nothingOpen, microphone: { ...handsFree, rate: 48_000 } } }),
    ],
  ])('not where %s', (_, given) => {
    expect(bluetoothOffer(given)).toBeNull();
  });
});
