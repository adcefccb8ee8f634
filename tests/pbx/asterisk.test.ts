import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { ensurePeers } from '../../build/scripts/peers.mjs';
import { type Asterisk, startAsterisk } from './asterisk.ts';

const { asterisk: root } = await ensurePeers({ install: false });

/** Opens a SIP WebSocket (RFC 7118), sends one request of user 1001 and resolves to the status line of the first answer. */
async function firstAnswer(url: string, method: 'REGISTER' | 'OPTIONS', ca?: string): Promise<string> {
  const socket = new WebSocket(url, 'sip', ca === undefined ? {} : { ca });
  try {
    await once(socket, 'open');
    const branch = Math.random().toString(36).slice(2);
    socket.send(
      [
        `${method} sip:127.0.0.1 SIP/2.0`,
        `Via: SIP/2.0/WS ${branch}.invalid;branch=z9hG4bK${branch}`,
        'Max-Forwards: 70',
        `From: <sip:1001@127.0.0.1>;tag=${branch}`,
        'To: <sip:1001@127.0.0.1>',
        `Call-ID: ${branch}`,
        `CSeq: 1 ${method}`,
        `Contact: <sip:1001@${branch}.invalid;transport=ws>`,
        'Content-Length: 0',
        '\r\n',
      ].join('\r\n'),
    );
    const [data] = await once(socket, 'message');
    return String(data).split('\r\n')[0] ?? '';
  } finally {
    socket.terminate();
  }
}

describe.skipIf(root === null)('a real Asterisk', () => {
  let pbx: Asterisk;
  beforeAll(async () => {
    pbx = await startAsterisk();
  });
  afterAll(() => pbx?.stop());

  test('asks who registers over a plain WebSocket', async () => {
    expect(await firstAnswer(pbx.url, 'REGISTER')).toBe('SIP/2.0 401 Unauthorized');
  });

  test('asks who registers over a WebSocket with TLS, and shows the certificate that it names', async () => {
    expect(await firstAnswer(pbx.secureUrl, 'REGISTER', pbx.certificate)).toBe('SIP/2.0 401 Unauthorized');
  });

  test('has what browsers need', async () => {
    for (const name of ['codec_opus_open_source', 'res_srtp', 'res_pjsip_transport_websocket', 'app_confbridge', 'app_milliwatt']) {
      expect(await pbx.command(`module show like ${name}`)).toContain('Running');
    }
  });

  test('reads its whole configuration without a complaint', async () => {
    const [starting = ''] = (await pbx.log(10_000)).split('Asterisk Ready');
    expect(starting.split('\n').filter((line) => /(ERROR|WARNING)\[/.test(line))).toEqual([]);
  });

  test('runs beside another one that knows nothing of it', async () => {
    const other = await startAsterisk({ dialplan: '[users](+)\nexten => 650,1,Answer()' });
    try {
      expect(other.url).not.toBe(pbx.url);
      expect(await other.command('dialplan show 650@users')).toContain('Answer()');
      expect(await pbx.command('dialplan show 650@users')).toContain('no existence');
    } finally {
      await other.stop();
    }
    expect(await firstAnswer(pbx.url, 'REGISTER')).toBe('SIP/2.0 401 Unauthorized');
  });

  test('goes down, and comes up again where it was', async () => {
    const { url } = pbx;
    await pbx.stop();
    expect(pbx.pid).toBeUndefined();
    await expect(firstAnswer(url, 'REGISTER')).rejects.toThrow('ECONNREFUSED');
    expect(await pbx.log()).toContain('Asterisk Ready');
    await pbx.start();
    expect(pbx.url).toBe(url);
    expect(await firstAnswer(url, 'REGISTER')).toBe('SIP/2.0 401 Unauthorized');
  });

  test('says why it does not start', async () => {
    await expect(startAsterisk({ netns: 'no-such-namespace' })).rejects.toThrow('Cannot open network namespace "no-such-namespace"');
  });

  test('a call that nobody can take ends and leaves nothing behind', async () => {
    await pbx.originate({ to: '1005', from: { name: 'Ada', number: '5557' } });
    await pbx.until('core show channels count', (text) => /0 active channels/.test(text) && /[1-9]\d* calls? processed/.test(text));
  });
});
