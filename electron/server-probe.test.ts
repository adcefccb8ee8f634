import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { probeServer } from './server-probe.ts';
import { certificates } from './testing/certificates.ts';

const open: net.Server[] = [];
const sockets = new Set<net.Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await Promise.all(open.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

/** Listens on a port of its own and returns it. */
const listen = async <Server extends net.Server>(server: Server): Promise<number> => {
  open.push(server);
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};
const sip = (server: http.Server, handleProtocols: (offered: Set<string>) => string | false = () => 'sip'): http.Server => {
  new WebSocketServer({ server, path: '/ws', handleProtocols }).on('connection', (socket: WebSocket) => socket.on('error', () => {}));
  return server;
};
const trusted = { authorities: [certificates.authority] };
const tlsServer = (cert: string): https.Server => https.createServer({ cert, key: certificates.key });

describe('nothing is wrong', () => {
  test('with SIP over WebSocket on this computer', async () => {
    const port = await listen(sip(http.createServer()));
    expect(await probeServer(`ws://127.0.0.1:${port}/ws`)).toBeNull();
  });

  test('with SIP over WebSocket over TLS, by name and by address', async () => {
    const port = await listen(sip(tlsServer(certificates.good)));
    expect(await probeServer(`wss://localhost:${port}/ws`, trusted)).toBeNull();
    expect(await probeServer(`wss://127.0.0.1:${port}/ws`, trusted)).toBeNull();
  });
});

test.each([
  ['', 'bad-server', 'no-server'],
  ['https://pbx.example.com', 'bad-server', 'server-scheme'],
  ['ws://pbx.example.com', 'plain-ws', 'plain-ws'],
])('the address %j is %s', async (server, kind, detail) => {
  expect(await probeServer(server)).toEqual({ kind, code: null, detail });
});

test('a name that does not exist', async () => {
  const found = await probeServer('wss://no-such-host.invalid');
  // A machine without any name server cannot tell the two apart.
  expect(['unknown-host', 'unreachable']).toContain(found?.kind);
  expect(found?.detail).toMatch(/ENOTFOUND|EAI_AGAIN/);
});

test('a port that nobody listens on', async () => {
  const port = await listen(net.createServer());
  await new Promise((resolve) => open.pop()?.close(resolve));
  const found = await probeServer(`ws://127.0.0.1:${port}`);
  expect(found).toEqual({ kind: 'unreachable', code: null, detail: '127.0.0.1 does not accept the connection (ECONNREFUSED)' });
});

describe('the certificate', () => {
  test.each([
    ['expired', 'the certificate of localhost expired on 2021-05-03 (CERT_HAS_EXPIRED)'],
    ['future', 'the certificate of localhost is not valid before 2120-01-01 (CERT_NOT_YET_VALID)'],
    ['otherName', 'the certificate is for other.example, www.other.example, not for localhost (ERR_TLS_CERT_ALTNAME_INVALID)'],
    ['selfSigned', 'the certificate of localhost is signed by itself (DEPTH_ZERO_SELF_SIGNED_CERT)'],
  ] as const)('%s', async (name, detail) => {
    const port = await listen(sip(tlsServer(certificates[name])));
    expect(await probeServer(`wss://localhost:${port}/ws`, trusted)).toEqual({ kind: 'certificate', code: null, detail });
  });

  test('of an authority that nobody knows', async () => {
    const port = await listen(sip(tlsServer(certificates.good)));
    expect((await probeServer(`wss://localhost:${port}/ws`))?.detail).toContain(
      'was issued by Offhook test authority, which this computer does not trust',
    );
  });

  test('is told before what comes after it, and no request is sent to such a server', async () => {
    const server = tlsServer(certificates.selfSigned);
    let asked = 0;
    server.on('request', () => asked++).on('upgrade', () => asked++);
    await probeServer(`wss://localhost:${await listen(server)}/ws`, trusted);
    expect(asked).toBe(0);
  });
});

describe('it is there, and is no phone system', () => {
  test.each([404, 401, 200, 426])('a web server that says %i', async (status) => {
    const port = await listen(http.createServer((_request, response) => response.writeHead(status).end('hello')));
    expect(await probeServer(`ws://127.0.0.1:${port}/ws`)).toMatchObject({ kind: 'not-sip', code: status });
  });

  test.each([502, 503, 504])('a gateway whose phone system is down says %i', async (status) => {
    const port = await listen(http.createServer((_request, response) => response.writeHead(status).end()));
    expect(await probeServer(`ws://127.0.0.1:${port}/ws`)).toMatchObject({ kind: 'server-error', code: status });
  });

  test('a WebSocket that speaks something else', async () => {
    const port = await listen(sip(http.createServer(), () => false));
    expect(await probeServer(`ws://127.0.0.1:${port}/ws`)).toEqual({
      kind: 'not-sip',
      code: 101,
      detail: 'the server chose no protocol instead of sip',
    });
  });

  test('a server that hangs up, or babbles, instead of answering', async () => {
    const rude = await listen(net.createServer((socket) => socket.once('data', () => socket.destroy())));
    expect(await probeServer(`ws://127.0.0.1:${rude}`)).toMatchObject({ kind: 'not-sip' });
    const babbling = await listen(net.createServer((socket) => socket.on('error', () => {}).end('SSH-2.0-OpenSSH_9\r\n')));
    expect(await probeServer(`ws://127.0.0.1:${babbling}`)).toMatchObject({ kind: 'not-sip' });
    expect(await probeServer(`wss://127.0.0.1:${babbling}`)).toMatchObject({ kind: 'not-sip', detail: expect.stringContaining('no TLS') });
  });
});

test('a server that is silent is given up, and let go of', async () => {
  let isGone = false;
  const port = await listen(net.createServer((socket) => socket.on('close', () => (isGone = true)).resume()));
  expect(await probeServer(`ws://127.0.0.1:${port}`, { deadline: 200 })).toEqual({
    kind: 'timed-out',
    code: null,
    detail: 'no answer within 0.2 s while asking for SIP',
  });
  await vi.waitFor(() => expect(isGone).toBe(true));
});
