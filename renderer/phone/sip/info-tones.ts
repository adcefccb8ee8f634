/*
 * Digits in INFO requests: what PBXs understand that take no RTP events. Never standardised; every PBX knows `application/dtmf-relay`.
 */
import { answerTo } from './dialog-answer.ts';
import type { LegLife } from './leg-life.ts';

/** Milliseconds that one tone is said to last, and between two. */
const duration = 160;
/** A comma waits that long, as RTCDTMFSender has it. */
const pause = 2_000;

/** Sends the tones one after another. Rejects with a `PhoneError` at the first that is refused. */
export async function sendInfoTones(life: LegLife, tones: string): Promise<void> {
  for (const tone of tones) {
    if (tone === ',') await new Promise((resolve) => setTimeout(resolve, pause));
    else await sendInfoTone(life, tone.toUpperCase());
  }
}

function sendInfoTone(life: LegLife, tone: string): Promise<void> {
  const content = `Signal=${tone}\r\nDuration=${duration}\r\n`;
  const body = { contentDisposition: 'render', contentType: 'application/dtmf-relay', content };
  return answerTo(life, (dialog, delegate) => dialog.info(delegate, { body }), 'The far end takes no tones');
}

/** RFC 4733 numbers for what some send instead of the digit. */
const numbered: Readonly<Record<string, string>> = { '10': '*', '11': '#', '12': 'A', '13': 'B', '14': 'C', '15': 'D' };

/** `Signal=5` or a bare `5`; one of 0-9, A-D, `*` and `#`. */
export function toneIn(type: string, body: string): string | null {
  const pattern = type === 'application/dtmf-relay' ? /^\s*signal\s*=\s*(\S+)\s*$/im : type === 'application/dtmf' ? /^\s*(\S+)\s*$/ : null;
  const signal = pattern?.exec(body.slice(0, 200))?.[1]?.toUpperCase() ?? '';
  return numbered[signal] ?? (/^[0-9A-D*#]$/.test(signal) ? signal : null);
}
