import type { Offhook } from './offhook.ts';

/** Waits until the clock of the recording, in the card of the call, says at least so many seconds; 20 at most. */
export async function untilRecorded({ page }: Offhook, seconds: number): Promise<void> {
  const isRecorded = (least: number): boolean => {
    const [, minutes, rest] = /Recording(?: paused)?\s*(\d+):(\d\d)/.exec(document.querySelector('article')?.textContent ?? '') ?? [];
    return Number(minutes) * 60 + Number(rest) >= least;
  };
  await page.waitForFunction(isRecorded, seconds, { timeout: 25_000 });
}
