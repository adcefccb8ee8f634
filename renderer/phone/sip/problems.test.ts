import { describe, expect, it } from 'vitest';
import { LineProblem } from '../../../shared/registration.ts';
import { closeProblem, constructionProblem, registerFailure } from './problems.ts';

const failure = (status: number, more: { retryAfter?: string; hadCredentials?: boolean; isFromServer?: boolean } = {}) =>
  registerFailure({ status, phrase: 'Words', retryAfter: more.retryAfter, hadCredentials: true, isFromServer: true, ...more });

describe('an answer to REGISTER', () => {
  it('every status from 300 to 699', () => {
    const groups: Record<string, number> = {};
    for (let status = 300; status < 700; status++) {
      const event = failure(status);
      if (event.kind !== 'refused' && event.kind !== 'lost') throw new Error('unexpected');
      expect(LineProblem.parse(event.problem)).toMatchObject({ code: status, detail: 'Words' });
      const group = `${event.kind} ${event.problem.kind}`;
      groups[group] = (groups[group] ?? 0) + 1;
    }
    expect(groups).toEqual({
      'refused rejected': 287,
      'refused wrong-password': 2,
      'refused forbidden': 1,
      'refused unknown-user': 2,
      'lost timed-out': 1,
      'lost server-error': 107,
    });
  });

  it('does not blame the password when none was sent', () => {
    expect(failure(401, { hadCredentials: false })).toMatchObject({ kind: 'refused', problem: { kind: 'rejected', code: 401 } });
  });

  it.each([
    ['17', 17],
    ['120 (maintenance);duration=3600', 120],
    ['-1', null],
    ['soon', null],
    ['99999999999', 86_400],
    [undefined, null],
  ])('503 with Retry-After: %s', (retryAfter, seconds) => {
    expect(failure(503, retryAfter === undefined ? {} : { retryAfter })).toMatchObject({ kind: 'lost', retryAfter: seconds });
  });

  it.each([404, 413, 480, 486, 500, 503, 504, 600, 603])('%i is not for good when it says when to come back', (status) => {
    expect(failure(status, { retryAfter: '120 (I am in a meeting);duration=3600' })).toMatchObject({ kind: 'lost', retryAfter: 120 });
  });

  it('tells what the library made up from what the server said', () => {
    expect(failure(408, { isFromServer: false })).toEqual({
      kind: 'lost',
      problem: { kind: 'timed-out', code: null, detail: '' },
      retryAfter: null,
    });
    expect(failure(503, { isFromServer: false })).toMatchObject({ problem: { kind: 'lost', code: null } });
  });
});

describe('a socket', () => {
  it.each([
    ['SecurityError', 'plain-ws'],
    ['SyntaxError', 'bad-server'],
    ['TypeError', 'bad-server'],
  ])('that could not be made: %s', (name, kind) => {
    expect(constructionProblem(Object.assign(new Error('why'), { name }))).toEqual({ kind, code: null, detail: 'why' });
  });

  it('that closed keeps its code', () => {
    expect(closeProblem({ code: 1006, reason: '', wasOpen: false })).toEqual({ kind: 'unreachable', code: 1006, detail: '' });
    expect(closeProblem({ code: 4001, reason: 'go\u202eaway', wasOpen: true })).toEqual({ kind: 'lost', code: 4001, detail: 'go away' });
  });
});
