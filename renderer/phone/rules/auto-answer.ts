import type { AutoAnswerWish } from './incoming.ts';

export interface AutoAnswerHeaders {
  callInfo: readonly string[];
  alertInfo: readonly string[];
  answerMode: readonly string[];
}

const longestDelay = 60;

function seconds(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,5}$/.test(text)) return null;
  return Math.min(Number(text), longestDelay);
}

/**
 * Reads what a caller asks for. In this order: `Answer-Mode: Auto` (RFC 5373 4.1), `Call-Info: <…>;answer-after=N` (Broadworks, Asterisk, FreeSWITCH),
 * `Alert-Info` with `info=alert-autoanswer` (Polycom, Cisco) or `answer-after=N`. Whether it is obeyed is the rules' business.
 */
export function autoAnswerWish({ callInfo, alertInfo, answerMode }: AutoAnswerHeaders): AutoAnswerWish | null {
  if (answerMode.some((value) => /^\s*auto\s*(;|$)/i.test(value))) return { after: 0 };
  for (const value of [...callInfo, ...alertInfo]) {
    const after = seconds(/;\s*answer-after\s*=\s*"?(\d+)/i.exec(value)?.[1]);
    if (after !== null) return { after };
  }
  const asks = /info\s*=\s*"?(alert-autoanswer|auto-?answer|ring-answer|intercom)/i;
  return alertInfo.some((value) => asks.test(value)) ? { after: 0 } : null;
}
