/*
 * Digits in INFO requests: what PBXs understand that take no RTP events. Never standardised; every PBX knows `application/dtmf-relay`.
 */
import type { Info, Session } from 'sip.js';
import { PhoneError } from '../errors.ts';
import { isFromServer } from './messages.ts';

/** Milliseconds that one tone is said to last, and between two. */
const duration = 160;
/** A comma waits that long, as RTCDTMFSender has it. */
const pause = 2_000;

/** Sends the tones one after another. Rejects with a `PhoneError` at the first that is refused. */
export async function sendInfoTones(session: Session, tones: string): Promise<void> {
  for (const tone of tones) {
    if (tone === ',') await new Promise((resolve) => setTimeout(resolve, pause));
    else await sendInfoTone(session, tone.toUpperCase());
  }
}

function sendInfoTone(session: Session, tone: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const body = {
      contentDisposition: 'render',
      contentType: 'application/dtmf-relay',
      content: `Signal=${tone}\r\nDuration=${duration}\r\n`,
    };
    const refuse = (code: number, answered: boolean) =>
      reject(new PhoneError(answered ? 'rejected' : 'timed-out', `The far end takes no tones (${code})`, { code }));
    session
      .info({
        requestOptions: { body },
        requestDelegate: {
          onAccept: () => resolve(),
          onRedirect: ({ message }) => refuse(message.statusCode ?? 500, true),
          onReject: ({ message }) => refuse(message.statusCode ?? 500, isFromServer(message)),
        },
      })
      .catch((cause: unknown) => reject(new PhoneError('wrong-state', 'The call is not up', { cause })));
  });
}

/** RFC 4733 numbers for what some send instead of the digit. */
const numbered: Readonly<Record<string, string>> = { '10': '*', '11': '#', '12': 'A', '13': 'B', '14': 'C', '15': 'D' };

/** Answers an INFO of the far end; returns the tone that it carried, null where it carried none. */
export function answerInfo(info: Info): string | null {
  const { request } = info;
  // RFC 6086 4.2.2: we asked for no Info Package.
  if (request.hasHeader('Info-Package')) {
    void info.reject({ statusCode: 469, extraHeaders: ['Recv-Info:'] });
    return null;
  }
  const [type = ''] = (request.getHeader('Content-Type') ?? '').toLowerCase().split(/\s*;/, 1);
  const tone = toneIn(type, request.body);
  // An INFO without a body only asks whether the call lives (RFC 2976 2.2).
  if (tone !== null || type === '') void info.accept();
  else void info.reject({ statusCode: 415, extraHeaders: ['Accept: application/dtmf-relay, application/dtmf'] });
  return tone;
}

/** `Signal=5` or a bare `5`; one of 0-9, A-D, `*` and `#`. */
export function toneIn(type: string, body: string): string | null {
  const pattern = type === 'application/dtmf-relay' ? /^\s*signal\s*=\s*(\S+)\s*$/im : type === 'application/dtmf' ? /^\s*(\S+)\s*$/ : null;
  const signal = pattern?.exec(body.slice(0, 200))?.[1]?.toUpperCase() ?? '';
  return numbered[signal] ?? (/^[0-9A-D*#]$/.test(signal) ? signal : null);
}
