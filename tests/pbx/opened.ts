import { afterEach } from 'vitest';
import { type Kamailio, startKamailio } from './kamailio.ts';
import type { KamailioOptions } from './kamailio-config.ts';

interface Closable {
  readonly close: () => unknown;
}

/** What a test opens. After the test it is closed, the last first. */
export interface Opened {
  /** Hands back what it is given, to be closed. */
  readonly keep: <One extends Closable>(one: One) => One;
  readonly start: (options?: KamailioOptions) => Promise<Kamailio>;
}

export function useOpened(): Opened {
  const open: Closable[] = [];
  afterEach(async () => {
    for (const each of open.splice(0).reverse()) await each.close();
  });
  const keep: Opened['keep'] = (one) => {
    open.push(one);
    return one;
  };
  const start: Opened['start'] = async (options) => {
    const kamailio = await startKamailio(options);
    keep({ close: () => kamailio.stop() });
    return kamailio;
  };
  return { keep, start };
}
