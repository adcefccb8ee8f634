import type { Socket } from './web-socket-transport.ts';

const deadline = 5_000;

/**
 * Whether a server answers SIP: OPTIONS (RFC 3261 11) over a socket of its own, to which any answer but 503 will do. No user is named, so that
 * nobody is rung and nothing is challenged for long.
 */
export function answersSip(server: string, makeSocket: (url: string, protocol: string) => Socket): Promise<boolean> {
  return new Promise((resolve) => {
    let socket: Socket;
    try {
      socket = makeSocket(server, 'sip');
    } catch {
      resolve(false);
      return;
    }
    const end = (isAnswering: boolean): void => {
      clearTimeout(timer);
      socket.close(1000);
      resolve(isAnswering);
    };
    const timer = setTimeout(() => end(false), deadline);
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('close', () => end(false));
    socket.addEventListener('open', () => socket.send(options(server)));
    socket.addEventListener('message', (event) => {
      const { data } = event as MessageEvent<unknown>;
      const text = data instanceof ArrayBuffer ? new TextDecoder().decode(data) : String(data);
      const [, status] = /^\s*SIP\/2\.0 (\d{3}) /.exec(text) ?? [];
      if (status !== undefined && status >= '200') end(status !== '503');
    });
  });
}

function options(server: string): string {
  const { hostname, protocol } = new URL(server);
  const token = () => crypto.randomUUID();
  return [
    `OPTIONS sip:${hostname} SIP/2.0`,
    `Via: SIP/2.0/${protocol === 'wss:' ? 'WSS' : 'WS'} ${token()}.invalid;branch=z9hG4bK${token()}`,
    'Max-Forwards: 70',
    `From: <sip:anonymous@anonymous.invalid>;tag=${token()}`,
    `To: <sip:${hostname}>`,
    `Call-ID: ${token()}`,
    'CSeq: 1 OPTIONS',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}
