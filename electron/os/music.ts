import type { CallSnapshot } from '../../shared/call.ts';
import type { Players } from '../players.ts';
import type { Shell } from '../shell.ts';

/** Pauses what plays when the first call begins, and lets that play on, and nothing else, when the last one is over. */
export function music({ calls, settings }: Shell, players: Players): () => void {
  let isQuiet = false;
  /** Names of those that we paused; one step after the other, however fast calls come and go. */
  let last: Promise<readonly string[]> = Promise.resolve([]);
  const set = (quiet: boolean): void => {
    if (quiet === isQuiet) return;
    isQuiet = quiet;
    last = last.then(async (paused) => {
      if (quiet) return players.pause();
      await players.resume(paused);
      return [];
    });
  };
  const look = (): void => set(settings.get().pausesMusic && calls.get().some(isBegun));
  const stops = [calls.subscribe(look), settings.subscribe(look)];
  return () => {
    for (const stop of stops) stop();
    set(false);
  };
}

/** Whoever rings here may hear music until somebody answers. */
const isBegun = ({ state, direction }: CallSnapshot): boolean =>
  state.kind !== 'ended' && !(direction === 'incoming' && state.kind === 'ringing');
