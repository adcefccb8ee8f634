import { Core } from 'sip.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Wire } from '../testing/memory-transport.ts';
import type { ConnectionError } from './problems.ts';
import { type Socket, WebSocketTransport } from './web-socket-transport.ts';

const loggers = new Core.LoggerFactory();
loggers.builtinEnabled = false;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const request = 'OPTIONS sip:x SIP/2.0\r\n\r\n';

function setUp(makeSocket?: (url: string) => Socket, ask: (answered: () => void) => void = () => {}) {
  const wire = new Wire();
  const transport = new WebSocketTransport(loggers.getLogger('test'), {
    server: 'wss://pbx.example/ws',
    connectDeadline: 10_000,
    makeSocket: makeSocket ?? wire.makeSocket,
    random: () => 0.5,
    ask,
  });
  const messages: string[] = [];
  const disconnects: (ConnectionError | undefined)[] = [];
  transport.onMessage = (message) => messages.push(message);
  transport.onDisconnect = (error) => disconnects.push(error as ConnectionError | undefined);
  const problemOf = (connecting: Promise<void>) => connecting.then(() => null).catch((error: ConnectionError) => error.problem);
  return { wire, transport, messages, disconnects, problemOf };
}

/** A socket that stays silent. */
function silentSocket(): Socket {
  return Object.assign(new EventTarget(), { binaryType: '', protocol: '', send() {}, close() {} });
}

describe('connecting', () => {
  it('opens a socket that speaks SIP', async () => {
    const { transport, wire } = setUp();
    await transport.connect();
    expect(transport.isConnected()).toBe(true);
    expect(transport.protocol).toBe('WSS');
    expect(wire.socket?.url).toBe('wss://pbx.example/ws');
  });

  it('tells why the browser made no socket', async () => {
    const throwing = (name: string) => () => {
      throw Object.assign(new Error('no'), { name });
    };
    for (const [name, kind] of [['SecurityError', 'plain-ws'] as const, ['SyntaxError', 'bad-server'] as const]) {
      const { transport, problemOf } = setUp(throwing(name));
      expect(await problemOf(transport.connect())).toMatchObject({ kind });
    }
  });

  it('keeps the close code of a socket that never opened', async () => {
    const { transport, wire, problemOf, disconnects } = setUp();
    wire.accepts = false;
    expect(await problemOf(transport.connect())).toMatchObject({ kind: 'unreachable', code: 1006 });
    expect(disconnects).toEqual([]);
  });

  it('gives up after ten seconds', async () => {
    const { transport, problemOf } = setUp(silentSocket);
    const connecting = problemOf(transport.connect());
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await connecting).toMatchObject({ kind: 'timed-out' });
  });

  it('refuses a server that does not speak SIP', async () => {
    const { transport, wire, problemOf } = setUp();
    wire.protocol = 'chat';
    expect(await problemOf(transport.connect())).toEqual({ kind: 'not-sip', code: null, detail: 'chat' });
    expect(transport.isConnected()).toBe(false);
  });

  it('starts over in silence: the earlier socket is closed and heard no more', async () => {
    const { transport, wire, disconnects, messages } = setUp();
    await transport.connect();
    const first = wire.socket!;
    await transport.connect();
    expect(first.closedWith).toBe(1000);
    first.isOpen = true;
    first.deliver(request);
    first.fail(1006);
    expect(messages).toEqual([]);
    expect(disconnects).toEqual([]);
    expect(transport.isConnected()).toBe(true);
  });
});

describe('messages', () => {
  it('are taken as text and as bytes', async () => {
    const { transport, wire, messages } = setUp();
    await transport.connect();
    wire.socket!.deliver(`\r\n${request}`);
    wire.socket!.deliver(new TextEncoder().encode(`${request}ü`).buffer as ArrayBuffer);
    expect(messages).toEqual([request, `${request}ü`]);
  });

  it('that SIP.js cannot digest do not stop those after them', async () => {
    const { transport, wire } = setUp();
    await transport.connect();
    const heard: string[] = [];
    transport.onMessage = (message) => {
      heard.push(message);
      if (message === 'bad') throw new Error('digest');
    };
    wire.socket!.deliver('bad');
    wire.socket!.deliver('');
    wire.socket!.deliver('good');
    expect(heard).toEqual(['bad', 'good']);
  });

  it('cannot be sent without a socket, and that is no exception', async () => {
    const { transport } = setUp();
    await expect(transport.send(request)).rejects.toThrow('not open');
    await transport.connect();
    await expect(transport.send(request)).resolves.toBeUndefined();
  });
});

describe('a lost socket', () => {
  it('is told once, with its close code and words', async () => {
    const { transport, wire, disconnects } = setUp();
    await transport.connect();
    wire.socket!.fail(1013, 'try again later');
    wire.socket!.fail(1006);
    expect(disconnects.map((error) => error?.problem)).toEqual([{ kind: 'lost', code: 1013, detail: 'try again later' }]);
    expect(transport.isConnected()).toBe(false);
  });

  it('that was closed by us is no error', async () => {
    const { transport, wire, disconnects } = setUp();
    await transport.connect();
    await transport.disconnect();
    expect(disconnects).toEqual([undefined]);
    expect(wire.socket!.closedWith).toBe(1000);
  });
});

describe('the keep-alive', () => {
  const pings = (wire: Wire) => wire.crossings.filter(({ from, text }) => from === 'near' && text === '\r\n\r\n').length;

  it('pings every 20 to 30 seconds', async () => {
    const { transport, wire } = setUp();
    await transport.connect();
    await vi.advanceTimersByTimeAsync(100_000);
    expect(pings(wire)).toBe(4);
  });

  it('closes the socket when a pong is missing', async () => {
    const { transport, wire, disconnects } = setUp();
    wire.answersPings = true;
    await transport.connect();
    await vi.advanceTimersByTimeAsync(30_000);
    wire.isDead = true;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(disconnects.map((error) => error?.problem.kind)).toEqual(['timed-out']);
    expect(wire.socket!.closedWith).toBe(1000);
  });

  it('forgives a server that never sends one', async () => {
    const { transport, disconnects } = setUp();
    await transport.connect();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(disconnects).toEqual([]);
    expect(transport.isConnected()).toBe(true);
  });

  it('asks a silent server that answers no pings, and believes its silence once it had answered', async () => {
    let answers = true;
    const asked = vi.fn((answered: () => void) => {
      if (answers) answered();
    });
    const { transport, disconnects } = setUp(undefined, asked);
    await transport.connect();
    await vi.advanceTimersByTimeAsync(70_000);
    expect(asked).toHaveBeenCalledTimes(0);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toHaveBeenCalledTimes(1);
    answers = false;
    await vi.advanceTimersByTimeAsync(90_000);
    expect(disconnects.map((error) => error?.problem.kind)).toEqual(['timed-out']);
  });

  it('does not ask a server that is heard of anyway', async () => {
    const asked = vi.fn();
    const { transport, wire } = setUp(undefined, asked);
    await transport.connect();
    for (let i = 0; i < 20; i++) {
      await vi.advanceTimersByTimeAsync(30_000);
      wire.socket!.deliver(request);
    }
    expect(asked).not.toHaveBeenCalled();
  });

  it('learns that anew on each connection', async () => {
    const { transport, wire, disconnects } = setUp();
    wire.answersPings = true;
    await transport.connect();
    await vi.advanceTimersByTimeAsync(30_000);
    wire.answersPings = false;
    await transport.connect();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(disconnects).toEqual([]);
  });

  it('takes any traffic for the answer that was asked for', async () => {
    const { transport, wire, disconnects } = setUp();
    await transport.connect();
    expect(transport.expectAnswer(2_000)).toBe(false);
    await vi.advanceTimersByTimeAsync(1_900);
    wire.socket!.deliver(request);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(disconnects).toEqual([]);
  });

  it('closes the socket when nothing comes within the asked time', async () => {
    const { transport, disconnects } = setUp();
    await transport.connect();
    transport.expectAnswer(2_000);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(disconnects.map((error) => error?.problem.kind)).toEqual(['timed-out']);
  });

  it('answers the ping of a server', async () => {
    const { transport, wire, messages } = setUp();
    await transport.connect();
    wire.socket!.deliver('\r\n\r\n');
    expect(wire.crossings.at(-1)).toMatchObject({ from: 'near', text: '\r\n' });
    expect(messages).toEqual([]);
  });

  it('does not take the ping of a server, which Asterisk sends every 90 seconds and answers none, for a pong', async () => {
    const { transport, wire, disconnects } = setUp();
    await transport.connect();
    for (let i = 0; i < 5; i++) {
      await vi.advanceTimersByTimeAsync(90_000);
      wire.socket!.deliver('\r\n\r\n');
    }
    await vi.advanceTimersByTimeAsync(60_000);
    expect(disconnects).toEqual([]);
  });

  it('stops with the connection', async () => {
    const { transport, wire } = setUp();
    await transport.connect();
    wire.socket!.fail(1006);
    await vi.advanceTimersByTimeAsync(100_000);
    expect(pings(wire)).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});
