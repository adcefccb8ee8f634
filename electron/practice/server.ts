import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { PracticeAgent, type Timing } from './agent.ts';
import { prepareMedia } from './media.ts';
import type { PracticeAccess } from './messages.ts';

export type PracticeOptions = Partial<Timing>;

export type PracticeServer = PracticeAccess & {
  /** Ends every call and closes the port. */
  readonly stop: () => Promise<void>;
};

const timing: Timing = { answerMs: 0, callBackMs: 5000, ringMs: 60_000, mediaMs: 10_000 };

/** RFC 7118, section 5: the sub-protocol of SIP over a WebSocket. */
const offersSip = (request: IncomingMessage): boolean =>
  (request.headers['sec-websocket-protocol'] ?? '').split(',').some((name) => name.trim() === 'sip');

function refuse(socket: Duplex, status: '403 Forbidden' | '404 Not Found'): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/**
 * Opens a practice line: a SIP server over WebSocket (RFC 7118) for one phone of this machine. It listens on 127.0.0.1 only, at
 * a port and a path picked at random, and takes one connection at a time.
 *
 * `600` echoes, `601` plays a melody and hangs up, `602` hangs up at once and calls back; any other number is answered 404.
 */
export async function startPracticeServer(options: PracticeOptions = {}): Promise<PracticeServer> {
  const path = `/${randomBytes(16).toString('hex')}`;
  const credentials = { user: 'practice', password: randomBytes(16).toString('hex') };
  // SIP.js finishes an ACK one microtask later: a re-INVITE in the same TCP segment would be answered 500 without a pause between the two.
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: 65_536,
    handleProtocols: () => 'sip',
    allowSynchronousEvents: false,
  });
  const web = createServer((_request, response) => response.writeHead(404).end());
  let phone: WebSocket | undefined;
  const isTaken = (): boolean => phone !== undefined && phone.readyState === phone.OPEN;

  web.on('upgrade', (request, socket, head) => {
    if (request.url !== path) return refuse(socket, '404 Not Found');
    if (!offersSip(request) || isTaken()) return refuse(socket, '403 Forbidden');
    sockets.handleUpgrade(request, socket, head, (opened) => {
      phone = opened;
      void new PracticeAgent(opened, credentials, { ...timing, ...options }).start();
    });
  });
  web.listen(0, '127.0.0.1');
  await Promise.all([once(web, 'listening'), prepareMedia()]);

  return {
    ...credentials,
    url: `ws://127.0.0.1:${(web.address() as AddressInfo).port}${path}`,
    stop: async () => {
      const closed = once(web, 'close');
      web.close();
      phone?.terminate();
      web.closeAllConnections();
      await closed;
    },
  };
}
