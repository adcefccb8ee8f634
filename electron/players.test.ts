import { expect, test } from 'vitest';
import { sessionPlayers } from './players.ts';

test('without a bus there is nothing to pause', async () => {
  expect(await sessionPlayers(async () => null).pause()).toEqual([]);
});

test('names that are none, and hundreds of them, start no programs', async () => {
  const asked: string[][] = [];
  const strange = ["'org.mpris.MediaPlayer2.'", "'org.mpris.MediaPlayer2.--method'", "'org.example.mpris'"];
  const many = Array.from({ length: 300 }, (_, i) => `'org.mpris.MediaPlayer2.p${i}'`);
  const players = sessionPlayers(async (_tool, args) => {
    asked.push([...args]);
    return args.some((arg) => arg.endsWith('ListNames')) ? `([${[...strange, ...many].join(', ')}],)` : "(<'Stopped'>,)";
  });
  expect(await players.pause()).toEqual([]);
  expect(asked).toHaveLength(21);
  expect(asked.every((args) => args[3] === 'org.freedesktop.DBus' || args[3]?.startsWith('org.mpris.MediaPlayer2.'))).toBe(true);
});
