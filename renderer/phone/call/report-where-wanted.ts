import type { Log } from '../log.ts';
import type { Call } from './call.ts';

/** Tells a collector how a call sounds, if its account names one. Few do: what it takes is loaded then. */
export async function reportWhereWanted(call: Call, { log, now = Date.now }: { log: Log; now?: () => number }): Promise<void> {
  if (call.core.dialer.qualityReports.collector === '') return;
  try {
    const { reportQuality } = await import('./quality-publisher.ts');
    reportQuality(call, { log, now });
  } catch (error) {
    log.error(`how a call sounds cannot be reported: ${error}`);
  }
}
