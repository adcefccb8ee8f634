import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { createServer as createSecureServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { certificates } from '../electron/testing/certificates.ts';

/* Stand-ins for headset makers' programs on this computer. They speak as far as softphone-vendor-headsets expects it of the real ones, over real
   sockets; a real program, or a real headset behind one, was never asked. */

export type Light = 'ring' | 'offHook' | 'mute' | 'hold';

const secret = { key: certificates.key, cert: certificates.good };

/** Lets Chromium reach the stand-ins at the addresses of the real programs, and believe their certificate, which is one for tests. */
export const switchesFor = ({ epos = 0, poly = 0 }: { epos?: number; poly?: number }): string[] => {
  const spki = new X509Certificate(secret.cert).publicKey.export({ type: 'spki', format: 'der' });
  return [
    `--host-resolver-rules=MAP 127.0.0.1:41088 127.0.0.1:${epos}, MAP 127.0.0.1:32018 127.0.0.1:${poly}`,
    `--ignore-certificate-errors-spki-list=${createHash('sha256').update(spki).digest('base64')}`,
  ];
};

async function listen(server: ReturnType<typeof createServer> | Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

interface EposMessage {
  readonly Event: string;
  readonly EventType: 'Request' | 'Notification' | 'Acknowledgement';
  readonly CallID?: string;
  readonly SPName?: string;
}

/** EPOS Connect: a WebSocket over which both sides send what happened, in JSON. */
export class EposService {
  readonly port: number;
  /** All that it was asked, `Event` or `Event id`. */
  readonly heard: string[] = [];
  /** Takes connections and says nothing to them. */
  isSilent = false;
  /** Who said to be a phone. */
  softphone = '';
  readonly #server: Server | ReturnType<typeof createServer>;
  readonly #sockets: WebSocketServer;
  #socket: WebSocket | null = null;
  #lit = new Set<Light>();
  #call = '';

  private constructor(server: Server | ReturnType<typeof createServer>, port: number) {
    this.#server = server;
    this.port = port;
    this.#sockets = new WebSocketServer({ server });
    this.#sockets.on('connection', (socket) => {
      if (this.isSilent) return;
      this.#socket = socket;
      socket.on('message', (data) => this.#take(JSON.parse(String(data))));
      this.#send({ Event: 'SocketConnected', EventType: 'Notification' });
    });
  }

  static async start({ port = 0, isSecure = true } = {}): Promise<EposService> {
    const server = isSecure ? createSecureServer(secret) : createServer();
    return new EposService(server, await listen(server, port));
  }

  /** What the headset shows. */
  get lit(): Light[] {
    return [...this.#lit].sort();
  }

  #send(message: object): void {
    this.#socket?.send(JSON.stringify(message));
  }

  #take({ Event, EventType, CallID, SPName }: EposMessage): void {
    if (EventType !== 'Request') return;
    this.heard.push(CallID ? `${Event} ${CallID}` : Event);
    this.softphone = SPName ?? this.softphone;
    this.#call = CallID ?? this.#call;
    this.#show(Event);
    this.#send({ Event, EventType: 'Acknowledgement', CallID, ReturnCode: 0 });
    if (Event === 'SystemInformation')
      this.#send({ Event: 'HeadsetConnected', EventType: 'Notification', HeadsetName: 'EPOS IMPACT 1061T', HeadsetType: 'DECT' });
    if (Event === 'TerminateConnection') this.#socket?.close();
  }

  #show(event: string): void {
    if (event === 'IncomingCall') this.#lit.add('ring');
    if (event === 'InCallAccepted' || event === 'InCallRejected') this.#lit.delete('ring');
    if (event === 'InCallAccepted' || event === 'OutgoingCall') this.#lit.add('offHook');
    if (event === 'MuteHeadset' || event === 'MuteSoftphone') this.#lit.add('mute');
    if (event === 'UnmuteHeadset' || event === 'UnmuteSoftphone') this.#lit.delete('mute');
    if (event === 'CallHold') this.#lit.add('hold');
    if (event === 'HeldCallResumed') this.#lit.delete('hold');
    if (event === 'CallEnded') this.#lit.clear();
  }

  /** The user does it on the headset, with the call that it was told of last. */
  press(
    event: 'InCallAccepted' | 'InCallRejected' | 'CallEnded' | 'MuteSoftphone' | 'UnmuteSoftphone' | 'CallHold' | 'HeldCallResumed',
  ): void {
    this.#show(event);
    this.#send({ Event: event, EventType: 'Notification', CallID: this.#call });
  }

  unplug(): void {
    this.#send({ Event: 'HeadsetDisconnected', EventType: 'Notification', HeadsetName: 'EPOS IMPACT 1061T' });
  }

  /** Sends what no program should. */
  blurt(text: string): void {
    this.#socket?.send(text);
  }

  async stop(): Promise<void> {
    this.#lit.clear();
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#sockets.close();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** By the numbers of Poly's call events. */
const polyPresses = { answer: 1, hangUp: 2, hold: 3, resume: 4, mute: 11, unmute: 12, reject: 23 } as const;

/** Poly's program: requests by GET, answered with a script that calls back. */
export class PolyService {
  readonly port: number;
  /** The paths that it was asked, without those that only look. */
  readonly heard: string[] = [];
  /** What it answers in place of everything else, as a program that was tampered with. */
  script: string | null = null;
  readonly #server: Server;
  #lit = new Set<Light>();
  #call = '';
  #events: object[] = [];

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
    server.on('request', ({ url = '' }, response) => this.#answer(new URL(url, 'https://127.0.0.1'), response));
  }

  static async start({ port = 0 } = {}): Promise<PolyService> {
    const server = createSecureServer(secret);
    return new PolyService(server, await listen(server, port));
  }

  get lit(): Light[] {
    return [...this.#lit].sort();
  }

  #answer({ pathname, searchParams }: URL, response: ServerResponse): void {
    const path = pathname.replace('/Spokes/', '');
    const [, call = ''] = /"Id":"(\d+)"/.exec(searchParams.get('callID') ?? '') ?? [];
    if (!/Info|CallEvents|CallManagerState/.test(path)) this.heard.push(path);
    if (call) this.#call = call;
    this.#show(path, searchParams.get('muted') === 'true');
    const answer = { Type: 0, Type_Name: 'Bool', Description: '', isError: false, Err: null, Result: this.#resultOf(path) };
    response.setHeader('content-type', 'text/javascript');
    response.end(this.script ?? `${searchParams.get('callback')}(${JSON.stringify(answer)})`);
  }

  #resultOf(path: string): unknown {
    if (path === 'DeviceServices/Info') return { ProductName: 'Poly Voyager Focus 2' };
    if (path === 'CallServices/CallEvents') return this.#events.splice(0);
    return path === 'CallServices/CallManagerState' ? { Calls: [] } : true;
  }

  #show(path: string, isMuted: boolean): void {
    if (path.endsWith('/IncomingCall')) this.#lit.add('ring');
    if (path.endsWith('/AnswerCall')) this.#lit.delete('ring');
    if (path.endsWith('/AnswerCall') || path.endsWith('/OutgoingCall')) this.#lit.add('offHook');
    if (path.endsWith('/MuteCall')) this.#lit[isMuted ? 'add' : 'delete']('mute');
    if (path.endsWith('/HoldCall')) this.#lit.add('hold');
    if (path.endsWith('/ResumeCall')) this.#lit.delete('hold');
    if (path.endsWith('/TerminateCall')) this.#lit.clear();
  }

  /** The user does it on the headset. The phone hears of it when it asks next. */
  press(button: keyof typeof polyPresses): void {
    if (button === 'answer') this.#lit = new Set(['offHook']);
    if (button === 'hangUp' || button === 'reject') this.#lit.clear();
    if (button === 'hold') this.#lit.add('hold');
    if (button === 'resume') this.#lit.delete('hold');
    if (button === 'mute') this.#lit.add('mute');
    if (button === 'unmute') this.#lit.delete('mute');
    this.#events.push({ Action: polyPresses[button], CallId: { Id: this.#call } });
  }

  async stop(): Promise<void> {
    this.#lit.clear();
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}
