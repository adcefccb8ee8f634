import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RunTool } from '../run-tool.ts';
import { trayPlace } from './place.ts';

/** A desktop whose tools answer so, by tool and method; what is not named is not there or fails. */
const desktop = (answers: Record<string, string>): { run: RunTool; answers: Record<string, string>; asked: string[] } => {
  const asked: string[] = [];
  const run: RunTool = async (tool, args) => {
    const method = /GetNameOwner|NameHasOwner/.exec(args.join(' '))?.[0];
    asked.push(`${tool} ${method}`);
    return answers[`${tool} ${method}`] ?? null;
  };
  return { run, answers, asked };
};

test.each(['darwin', 'win32'] as const)('%s always has one, and nobody is asked', async (platform) => {
  const { run, asked } = desktop({});
  expect([await trayPlace(platform, run).isThere(), asked]).toEqual([true, []]);
});

test.each([
  ['somebody watches for icons', { 'gdbus GetNameOwner': "(':1.42',)\n" }, true],
  ['nobody does', { 'gdbus NameHasOwner': '(false,)\n' }, false],
  ['only systemd can ask: somebody does', { 'busctl GetNameOwner': 's ":1.42"\n' }, true],
  ['only systemd can ask: nobody does', { 'busctl NameHasOwner': 'b false\n' }, false],
  ['nobody can ask', {}, false],
  ['an answer in other words', { 'gdbus GetNameOwner': '(42,)', 'gdbus NameHasOwner': '(untrue,)' }, false],
])('on Linux, %s', async (_what, answers, expected) => {
  expect(await trayPlace('linux', desktop(answers as Record<string, string>).run).isThere()).toBe(expected);
});

describe('watched', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const watched = (answers: Record<string, string>) => {
    const { run, asked } = desktop(answers);
    const place = trayPlace('linux', run);
    const changes: boolean[] = [];
    place.onChange((isThere) => void changes.push(isThere));
    return { place, changes, asked, stop: place.watch(), later: () => vi.advanceTimersByTimeAsync(10_000) };
  };

  test('it tells when it is gone and when another one is there, also of a shell that restarted between two looks', async () => {
    const answers: Record<string, string> = { 'gdbus GetNameOwner': "(':1.42',)" };
    const { changes, later, place } = watched(answers);
    await later();
    expect(changes).toEqual([]);
    delete answers['gdbus GetNameOwner'];
    answers['gdbus NameHasOwner'] = '(false,)';
    await later();
    expect([changes, await place.isThere()]).toEqual([[false], false]);
    answers['gdbus GetNameOwner'] = "(':1.50',)";
    await later();
    answers['gdbus GetNameOwner'] = "(':1.60',)";
    await later();
    expect(changes).toEqual([false, true, true]);
  });

  test('a bus that does not answer for once changes nothing', async () => {
    const answers: Record<string, string> = { 'gdbus GetNameOwner': "(':1.42',)" };
    const { changes, later } = watched(answers);
    await later();
    delete answers['gdbus GetNameOwner'];
    await later();
    answers['gdbus GetNameOwner'] = "(':1.42',)";
    await later();
    expect(changes).toEqual([]);
  });

  test('an icon that could not be made there counts as none, until there is another place', async () => {
    const answers: Record<string, string> = { 'gdbus GetNameOwner': "(':1.42',)" };
    const { place, later } = watched(answers);
    place.refuse();
    expect(await place.isThere()).toBe(false);
    answers['gdbus GetNameOwner'] = "(':1.43',)";
    await later();
    expect(await place.isThere()).toBe(true);
  });

  test('without a bus nobody is asked again, and neither once it is stopped', async () => {
    const { asked, later } = watched({});
    await later();
    const { length } = asked;
    await later();
    expect(asked).toHaveLength(length);
    const other = watched({ 'gdbus GetNameOwner': "(':1.42',)" });
    await other.later();
    other.stop();
    const before = other.asked.length;
    await other.later();
    expect(other.asked).toHaveLength(before);
  });
});
