import { describe, expect, test } from 'vitest';
import type { SpellingSettings } from '../shared/spelling.ts';
import { languagesOf, spellingPlan } from './spelling-plan.ts';

const usual: SpellingSettings = { isOn: null, languages: [], server: '' };
const languages = { available: ['en-US', 'en-GB', 'de', 'fr'], preferred: ['de-AT', 'en-GB'] };
const plan = (platform: NodeJS.Platform, change: Partial<SpellingSettings> = {}) =>
  spellingPlan(platform, { ...usual, ...change }, languages);

describe('what is usual', () => {
  test('on macOS the system checks, in languages that it finds out', () => {
    expect(plan('darwin')).toEqual({ isOn: true, languages: null, server: '' });
    expect(plan('darwin', { isOn: false })).toEqual({ isOn: false });
  });

  test.each(['win32', 'linux'] as const)('on %s nothing is fetched until somebody wants it', (platform) => {
    expect(plan(platform)).toEqual({ isOn: false });
    expect(plan(platform, { isOn: true })).toEqual({ isOn: true, languages: ['de'], server: '' });
  });
});

test.each([
  [['en-GB', 'fr'], ['de-DE'], ['en-GB', 'fr']],
  [['tlh', 'fr'], ['de-DE'], ['fr']],
  [['tlh'], ['de-DE'], ['de']],
  [[], ['en-GB'], ['en-GB']],
  [[], ['ja', 'fr-CA'], ['fr']],
  [[], ['ja'], ['en-US']],
  [[], [], ['en-US']],
])('chosen %j of a system in %j: %j', (chosen, preferred, expected) => {
  expect(languagesOf({ ...usual, languages: chosen }, { ...languages, preferred })).toEqual(expected);
});

test.each([
  ['https://dictionaries.example.com/hunspell', 'https://dictionaries.example.com/hunspell/'],
  ['https://dictionaries.example.com/', 'https://dictionaries.example.com/'],
  ['http://127.0.0.1:8080/d/', 'http://127.0.0.1:8080/d/'],
])('dictionaries come from %s', (server, expected) => {
  expect(plan('linux', { isOn: true, server })).toMatchObject({ server: expected });
});

test.each([
  'http://dictionaries.example.com/',
  'file:///etc/',
  'dictionaries',
  'https://a:b@example.com/',
  'https://example.com/?a',
  'javascript:alert(1)',
])('from %s they do not, and not from Google’s either', (server) => {
  expect(plan('win32', { isOn: true, server })).toBeNull();
  expect(plan('win32', { isOn: false, server })).toEqual({ isOn: false });
});
