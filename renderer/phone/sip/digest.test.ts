import { describe, expect, it } from 'vitest';
import { answerChallenge, challengeText, isRightAnswer } from '../../../tests/pbx/digest.ts';
import { credentials, nextNonce, readChallenge, strongest } from './digest.ts';

const answer = (header: string, user: Parameters<typeof credentials>[1], request: Partial<Parameters<typeof credentials>[2]> = {}) =>
  credentials(readChallenge(header)!, user, { method: 'GET', uri: '/dir/index.html', body: '', count: 1, cnonce: 'c', ...request });

describe('the examples of the RFCs', () => {
  const mufasa = { name: 'Mufasa', password: 'Circle of Life' };
  const cnonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ';
  const rest =
    'qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';

  it.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ])('RFC 7616 3.9.1, %s', (algorithm, response) => {
    expect(answer(`Digest realm="http-auth@example.org", algorithm=${algorithm}, ${rest}`, mufasa, { cnonce })).toBe(
      `Digest username="Mufasa", realm="http-auth@example.org", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", ` +
        `uri="/dir/index.html", response="${response}", algorithm=${algorithm}, opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS", ` +
        `qop=auth, cnonce="${cnonce}", nc=00000001`,
    );
  });

  // The value in the text of 3.9.2 was made with a truncated SHA-512; this is that of erratum 4897.
  it('RFC 7616 3.4.4, a hidden user name', () => {
    const header = 'Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, nonce="n", charset=UTF-8';
    const user = { name: 'Jäsøn Doe', password: 'Secret, or not?' };
    const hidden = answer(`${header}, userhash=true`, user);
    expect(hidden).toContain('username="793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b"');
    expect(hidden).toContain('userhash=true');
    const plain = answer(`${header}, userhash=false`, user);
    expect(plain).toContain('username="Jäsøn Doe"');
    expect(plain).not.toContain('userhash');
    const responses = [hidden, plain].map((text) => /response="([^"]+)"/.exec(text)![1]);
    expect(responses[0]).toBe(responses[1]);
  });

  it('RFC 2617 3.5, and without qop as RFC 2069 has it', () => {
    const given = 'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"';
    const user = { name: 'Mufasa', password: 'Circle Of Life' };
    expect(answer(`${given}, qop="auth,auth-int"`, user, { cnonce: '0a4f113b' })).toContain('response="6629fae49393a05397450978507c4ef1"');
    expect(answer(given, user)).toContain('response="670fd8c2df070c60b045671b8b24ff02"');
    expect(answer(given, user)).not.toMatch(/qop|cnonce|nc=/);
  });
});

describe('what an independent implementation checks', () => {
  const user = { name: '1001', password: 'sécret' };

  it.each(['MD5', 'MD5-sess', 'SHA-256', 'SHA-256-sess', 'SHA-512-256', 'SHA-512-256-sess', 'sha-256'])('%s', (algorithm) => {
    for (const qop of ['auth', 'auth-int']) {
      const text = answer(challengeText({ realm: 'r', nonce: 'n', algorithm, qop }), user, {
        method: 'INVITE',
        body: 'v=0\r\n',
        count: 31,
      });
      expect(text).toContain('nc=0000001f');
      expect(text).toContain(`qop=${qop},`);
      expect(isRightAnswer(text, { password: user.password, method: 'INVITE', body: 'v=0\r\n' })).toBe(true);
      expect(isRightAnswer(text, { password: 'other', method: 'INVITE', body: 'v=0\r\n' })).toBe(false);
      expect(isRightAnswer(text, { password: user.password, method: 'INVITE', body: 'v=1' })).toBe(qop === 'auth');
    }
  });

  it('says the same as the far end would without qop', () => {
    const header = challengeText({ realm: 'r', nonce: 'n', qop: null });
    const theirs = answerChallenge(header, { user: user.name, password: user.password, method: 'GET', uri: '/dir/index.html' });
    expect(answer(header, user)).toContain(/response="[^"]+"/.exec(theirs)![0]);
  });
});

describe('challenges', () => {
  it.each([
    ['another scheme', 'Bearer realm="r"'],
    ['a scheme that begins alike', 'DigestX realm="r", nonce="n"'],
    ['an unknown algorithm', 'Digest realm="r", nonce="n", algorithm=SHA-1'],
    ['an algorithm that is a word of the language', 'Digest realm="r", nonce="n", algorithm=constructor'],
    ['no nonce', 'Digest realm="r"'],
    ['an empty nonce', 'Digest realm="r", nonce=""'],
    ['no realm', 'Digest nonce="n"'],
    ['an unknown qop', 'Digest realm="r", nonce="n", qop="auth-conf"'],
    ['a session without qop', 'Digest realm="r", nonce="n", algorithm=MD5-sess'],
    ['nothing', ''],
  ])('with %s are not answered', (_, header) => {
    expect(readChallenge(header)).toBeNull();
  });

  it('are read whatever their case, order and spaces', () => {
    const header = 'digest  STALE=True,qop="auth-int , auth",Nonce = "a\\"b" ,realm="" , algorithm="md5", opaque=""';
    expect(readChallenge(header)).toEqual({
      realm: '',
      nonce: 'a\\"b',
      opaque: '',
      hash: 'MD5',
      isSession: false,
      qop: 'auth',
      isStale: true,
      wantsUserHash: false,
    });
  });

  it('are answered strongest first, of equals the first', () => {
    const [weak, first, second] = ['MD5', 'SHA-256', 'SHA-256'].map((algorithm, i) =>
      readChallenge(challengeText({ realm: 'r', nonce: `n${i}`, algorithm })),
    );
    expect(strongest([weak!, first!, second!])).toBe(first);
    expect(strongest([])).toBeUndefined();
  });
});

it('the next nonce is read', () => {
  expect(nextNonce('qop=auth, nextnonce="n2", rspauth="x"')).toBe('n2');
  expect(nextNonce('rspauth="x"')).toBeNull();
});
