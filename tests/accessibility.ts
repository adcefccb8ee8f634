import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const everything = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Violations of WCAG 2.2 A and AA or of some rules of it, one readable line each. */
async function violations(page: Page, runOnly: string[]): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async (runOnly) => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run(document, { runOnly });
    // A menu belongs to the button that opened it, wherever it stands in the page: axe makes that exception for dialogs only.
    const isMenu = (selector: unknown) => document.querySelector(String(selector))?.closest('[data-reka-popper-content-wrapper]') !== null;
    const told = violations.map(({ id, nodes }) => ({
      id,
      nodes: id === 'region' ? nodes.filter(({ target }) => !isMenu(target[0])) : nodes,
    }));
    return told.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`));
  }, runOnly);
}

/** The same screen as it is seen in light, in dark, in forced colours, and 340 pixels wide: no violation, and nothing that sticks out. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const look of [{ colorScheme: 'light' }, { colorScheme: 'dark' }, { forcedColors: 'active' }] as const) {
    await page.emulateMedia({ forcedColors: 'none', colorScheme: 'light', reducedMotion: 'reduce', ...look });
    // With other colours the rest is as it was.
    const rules = 'colorScheme' in look && look.colorScheme === 'light' ? everything : ['color-contrast'];
    expect({ look, found: await violations(page, rules) }).toEqual({ look, found: [] });
  }
  for (const width of [340, 960, 1440]) {
    await page.setViewportSize({ width, height: 640 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect({ width, overflow }).toEqual({ width, overflow: 0 });
  }
  await page.emulateMedia({ forcedColors: 'none', colorScheme: 'light' });
}
