import { setTimeout as wait } from 'node:timers/promises';
import { now } from './clock.ts';
import { chooseOther, keepDesk, tickedAt } from './desk.ts';
import { echo, type Scenario, type Stage, settle } from './scenarios.ts';
import { quantile } from './statistics.ts';

const role = 'Microphone';
/** Choices of a run, each of another microphone. */
const choices = 4;
/** Milliseconds to look for a choice that is never shown. */
const patience = 5_000;

/** Expressions: whether a place of the page shows that microphone as the one in use. */
const places = {
  select: (name: string) =>
    `[...document.querySelectorAll('select')].some((select) => select.checkVisibility() &&
      select.labels[0]?.textContent.trim() === '${role}' && select.selectedOptions[0]?.label === ${JSON.stringify(name)})`,
  bar: (name: string) =>
    `[...document.querySelectorAll('[role="option"][data-in-use="true"]')].some(({ textContent }) => textContent.includes(${JSON.stringify(name)}))`,
};
type Place = keyof typeof places;

const choiceShown: Scenario = {
  metrics: ['device_choice_shown_ms'],
  setting: 'hidden',
  contenders: ['ours'],
  rounds: 5,
  run: async (stage) => {
    const { page, browser } = stage;
    await keepDesk(browser);
    await page.load();
    await wait(settle);
    await page.call(echo);
    await page.press('Devices');
    await page.evaluate(key('{ key: "k", ctrlKey: true }'));
    await page.type(role);
    const taken: number[] = [];
    for (let count = 0; count < choices; count++) taken.push(await choose(stage, ['select', 'bar']));
    await page.evaluate(key('{ key: "Escape" }'));
    await page.press('Settings');
    await page.press('Audio');
    for (let count = 0; count < choices; count++) taken.push(await choose(stage, ['select']));
    return { device_choice_shown_ms: quantile(taken, 0.5) };
  },
};

/** Chooses in the tray, and gives the milliseconds until the last of the places, the tray among them, shows it. */
async function choose({ page, browser }: Stage, where: readonly Place[]): Promise<number> {
  await wait(settle);
  const since = now();
  const choice = await chooseOther(browser, role);
  const shown = await Promise.all(where.map((place) => page.evaluate<number>(whenSo(places[place](choice)))));
  const ticked = await tickedAt(browser, { name: role, choice, since });
  if (ticked === null) throw new Error(`The tray does not tick ${choice}`);
  return Math.max(ticked, await page.toClock(Math.max(...shown))) - since;
}

/** An expression: that key is pressed where the focus is. */
const key = (init: string): string => `document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, ...${init} }))`;

/** An expression: the page time at which another one has become true, to a millisecond. */
const whenSo = (expression: string): string => `new Promise((resolve, reject) => {
  const until = performance.now() + ${patience};
  const look = () => {
    if (${expression}) resolve(performance.now());
    else if (performance.now() > until) reject(new Error('Never shown'));
    else setTimeout(look, 1);
  };
  look();
})`;

export const deviceScenarios: readonly Scenario[] = [choiceShown];
