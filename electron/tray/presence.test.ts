import { expect, test } from 'vitest';
import { hasTray, type RunTool } from './presence.ts';

/** A desktop whose tools answer so; one that is not named is not there. */
const desktop = (answers: Record<string, string>): { run: RunTool; asked: string[] } => {
  const asked: string[] = [];
  return {
    asked,
    run: async (tool) => {
      asked.push(tool);
      return answers[tool] ?? null;
    },
  };
};

test.each(['darwin', 'win32'] as const)('%s always has one, and nobody is asked', async (platform) => {
  const { run, asked } = desktop({});
  expect([await hasTray(platform, run), asked]).toEqual([true, []]);
});

test.each([
  ['somebody watches for icons', { gdbus: '(true,)\n' }, true],
  ['nobody does', { gdbus: '(false,)\n' }, false],
  ['only systemd can ask: somebody does', { busctl: 'b true\n' }, true],
  ['only systemd can ask: nobody does', { busctl: 'b false\n' }, false],
  ['nobody can ask', {}, false],
  ['the first says no, and is believed', { gdbus: '(false,)', busctl: 'b true' }, false],
  ['an answer in other words', { gdbus: '(untrue,)' }, false],
])('on Linux, %s', async (_what, answers, expected) => {
  expect(await hasTray('linux', desktop(answers as Record<string, string>).run)).toBe(expected);
});
