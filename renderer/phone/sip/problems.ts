/*
 * What kept a line from being registered, in the domain's words: WebSocket failures and answers to REGISTER become LineProblems.
 */
import type { LineProblem } from '../../../shared/registration.ts';
import type { LineEvent } from '../line.ts';
import { cleanText } from './peer.ts';

/** A failure below SIP; SIP.js passes it on untouched. */
export class ConnectionError extends Error {
  readonly problem: LineProblem;

  constructor(problem: LineProblem) {
    super(`The connection failed: ${problem.kind} ${problem.code ?? ''}`);
    this.name = 'ConnectionError';
    this.problem = problem;
  }
}

export const problem = (kind: LineProblem['kind'], code: number | null = null, detail = ''): LineProblem => ({
  kind,
  code,
  detail: cleanText(detail),
});

/** What `new WebSocket(…)` threw: SecurityError for `ws:` from a secure page, SyntaxError for anything that is no WebSocket URL. */
export function constructionProblem(error: unknown): LineProblem {
  const name = error instanceof Error ? error.name : '';
  return problem(name === 'SecurityError' ? 'plain-ws' : 'bad-server', null, error instanceof Error ? error.message : String(error));
}

/** A socket closed. Before it was open the browser hides the cause behind 1006; `probe` of the phone finds out more. */
export function closeProblem({ code, reason, wasOpen }: { code: number; reason: string; wasOpen: boolean }): LineProblem {
  return problem(wasOpen ? 'lost' : 'unreachable', code, reason);
}

/** The final answer to a REGISTER that was not 2xx. */
export interface RegisterFailure {
  status: number;
  phrase: string;
  /** Value of the Retry-After header (RFC 3261 20.33), if any. */
  retryAfter: string | undefined;
  /** Our credentials were on this request: 401 and 407 then mean that they are wrong. */
  hadCredentials: boolean;
  /** False for an answer that SIP.js made up itself, because the request never got out or nobody answered (RFC 3261 8.1.3.1). */
  isFromServer: boolean;
}

/** `refused` where only the user can mend it, `lost` where time may. */
export function registerFailure({ status, phrase, retryAfter, hadCredentials, isFromServer }: RegisterFailure): LineEvent {
  if (!isFromServer) return { kind: 'lost', problem: problem(status === 408 ? 'timed-out' : 'lost'), retryAfter: null };
  const refused = (kind: LineProblem['kind'], detail = phrase): LineEvent => ({ kind: 'refused', problem: problem(kind, status, detail) });
  const lost = (kind: LineProblem['kind']): LineEvent => ({
    kind: 'lost',
    problem: problem(kind, status, phrase),
    retryAfter: secondsOf(retryAfter),
  });
  // RFC 3261 20.33: whoever says when to come back did not say no for good.
  if (retryAfter !== undefined && [404, 413, 480, 486, 600, 603].includes(status)) return lost('server-error');
  switch (status) {
    case 401:
    case 407:
      // A challenge that could not be answered is not the password's fault: see `readChallenge`.
      return hadCredentials ? refused('wrong-password') : refused('rejected', `${phrase}: this kind of sign-in is not supported`);
    case 403:
      return refused('forbidden');
    case 404:
    case 604:
      return refused('unknown-user');
    case 408:
      return lost('timed-out');
    // Try again: the server is busy, the flow is broken (RFC 5626), or two requests crossed.
    case 423:
    case 429:
    case 430:
    case 480:
    case 486:
    case 491:
    case 600:
      return lost('server-error');
    default:
      return status >= 500 && status < 600 ? lost('server-error') : refused('rejected');
  }
}

/** `Retry-After: 120 (maintenance);duration=3600`: whole seconds, at most a day. */
export function secondsOf(retryAfter: string | undefined): number | null {
  const seconds = Number.parseInt(retryAfter ?? '', 10);
  return Number.isNaN(seconds) || seconds < 0 ? null : Math.min(seconds, 86_400);
}
