import { expect, test } from 'vitest';
import { findPeople, recentPeople } from './people.ts';
import { bob, makeRecord } from './testing/calls.ts';

const past = (name: string, number: string, createdAt: number) =>
  makeRecord({ peer: { ...bob, name, number, uri: `sip:${number}@pbx.example.com` }, createdAt });

test('everyone is there once, who was talked to last first, and nobody who cannot be called', () => {
  const records = [past('Carol', '1003', 3), past('Bob', '1002', 2), past('Carol old', '1003', 1), past('', 'anonymous', 0)];
  expect(recentPeople(records).map(({ peer, target }) => `${peer.name} ${target}`)).toEqual(['Carol 1003', 'Bob 1002']);
});

test('no more than asked for are looked through', () => {
  expect(recentPeople([past('A', '1', 3), past('B', '2', 2), past('C', '3', 1)], 2)).toHaveLength(2);
});

test.each([
  ['', ['Carol Winter', 'Dave']],
  ['win car', ['Carol Winter']],
  ['1004', ['Dave']],
  ['WINTER', ['Carol Winter']],
  ['zoe', []],
])('%j finds %j', (text, names) => {
  const people = recentPeople([past('Carol Winter', '1003', 2), past('Dave', '1004', 1)]);
  expect(findPeople(people, text).map(({ peer }) => peer.name)).toEqual(names);
});
