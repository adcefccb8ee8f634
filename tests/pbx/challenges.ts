/*
 * The asking side of digest authentication, for what stands at the far end of a `Wire`.
 */
import type { Core } from 'sip.js';
import type { Reply } from '../../renderer/phone/testing/memory-transport.ts';
import { type Challenge, challengeText, digestParameters, isRightAnswer } from './digest.ts';

type Request = Core.IncomingRequestMessage;

/** 401 with a WWW-Authenticate for each; one for realm `r` when none is given. */
export const ask = (...challenges: readonly (string | Partial<Challenge>)[]): Reply => ({
  status: 401,
  headers: (challenges.length ? challenges : [{}]).map(
    (given) => `WWW-Authenticate: ${typeof given === 'string' ? given : challengeText({ realm: 'r', nonce: 'n', ...given })}`,
  ),
});

/** 407, the same way, for realm `proxy`. */
export const askAsProxy = (...challenges: readonly Partial<Challenge>[]): Reply => ({
  status: 407,
  headers: (challenges.length ? challenges : [{}]).map(
    (given) => `Proxy-Authenticate: ${challengeText({ realm: 'proxy', nonce: 'p', ...given })}`,
  ),
});

export const accept = (request: Request, ...headers: string[]): Reply => ({
  status: 200,
  headers: [`Contact: ${request.getHeader('Contact')}`, ...headers],
});

/** Whether a request carries right credentials of that kind for that realm and nonce; their nonce count. 0 where it does not. */
export function countIn(
  request: Request,
  header: 'Authorization' | 'Proxy-Authorization',
  given: { realm?: string; nonce?: string } = {},
): number {
  for (const value of request.getHeaders(header)) {
    const { realm, nonce, nc = '1' } = digestParameters(value);
    if ((given.realm ?? realm) !== realm || (given.nonce ?? nonce) !== nonce) continue;
    if (isRightAnswer(value, { password: 'secret', method: request.method, body: request.body })) return Number.parseInt(nc, 16);
  }
  return 0;
}
