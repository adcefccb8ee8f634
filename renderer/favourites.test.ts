// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { nextTick } from 'vue';
import type { Contact } from '../shared/contact.ts';
import { keepFavourites } from './favourites.ts';
import { makeTestPhone } from './phone/testing/test-phone.ts';
import { useContacts } from './stores/contacts.ts';
import { usePresence } from './stores/presence.ts';
import { makeTestApp } from './testing/app.ts';
import { FakeBridge } from './testing/fake-bridge.ts';

const contact = (name: string, numbers: string[], isFavourite = true): Contact => ({
  id: name,
  name,
  company: '',
  numbers: numbers.map((number) => ({ kind: 'work', number })),
  isFavourite,
});

async function setUp(kept: Contact[]) {
  const bridge = new FakeBridge({ 'contacts:list': () => kept, 'contacts:save': () => true, 'contacts:remove': () => true });
  const { pinia } = makeTestApp(bridge);
  const { phone, line } = makeTestPhone();
  const contacts = useContacts(pinia);
  await contacts.load();
  keepFavourites({ phone, bridge, pinia });
  const watched = () => [...line().presence.lamps.keys()].map((uri) => uri.replace(/^sip:(.*)@.*$/, '$1'));
  const told = () => bridge.asked.findLast(([name]) => name === 'favourites:changed')?.[1];
  return {
    contacts,
    line,
    watched,
    told,
    presence: usePresence(pinia),
    say: (number: string) => line().presence.people.get(`sip:${number}@pbx.example.com`),
    light: (number: string) => line().presence.lamps.get(`sip:${number}@pbx.example.com`),
  };
}

test('favourites alone are watched, and the tray hears of each lamp', async () => {
  const { watched, told, light } = await setUp([contact('Bob', ['1002']), contact('Carol', ['1003'], false)]);
  expect([watched(), told()]).toEqual([['1002'], [{ name: 'Bob', target: '1002', lamp: 'unknown', note: '' }]]);
  light('1002')?.('busy');
  expect(told()).toEqual([{ name: 'Bob', target: '1002', lamp: 'busy', note: '' }]);
});

test('who becomes a favourite is watched from then on, and who is none any more no longer', async () => {
  const { contacts, watched, told } = await setUp([contact('Bob', ['1002']), contact('Carol', ['1003'], false)]);
  await contacts.save(contact('Carol', ['1003']));
  await nextTick();
  expect(watched()).toEqual(['1002', '1003']);
  await contacts.save(contact('Bob', ['1002'], false));
  await nextTick();
  expect([watched(), told()]).toEqual([['1003'], [{ name: 'Carol', target: '1003', lamp: 'unknown', note: '' }]]);
});

test('what a favourite says of themselves is told with their note', async () => {
  const bob = contact('Bob', ['1002', '1004']);
  const { presence, told, say } = await setUp([bob]);
  say('1004')?.('away', 'Back at two');
  expect([presence.lampOf(bob), presence.noteOf(bob)]).toEqual(['away', 'Back at two']);
  expect(told()).toEqual([{ name: 'Bob', target: '1002', lamp: 'away', note: 'Back at two' }]);
});

test('of several telephones of one person the busiest counts', async () => {
  const bob = contact('Bob', ['1002', '1004']);
  const { presence, light } = await setUp([bob]);
  light('1002')?.('idle');
  expect(presence.lampOf(bob)).toBe('idle');
  light('1004')?.('ringing');
  expect(presence.lampOf(bob)).toBe('ringing');
  light('1002')?.('busy');
  expect(presence.lampOf(bob)).toBe('busy');
});

test('a thousand favourites are not all asked about', async () => {
  const { watched, told } = await setUp(Array.from({ length: 1000 }, (_, i) => contact(`Person ${i}`, [`${2000 + i}`])));
  expect([watched().length, (told() as unknown[]).length]).toEqual([50, 50]);
});
