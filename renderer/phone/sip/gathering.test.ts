import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Gathering, type GatheringView, restOf } from './gathering.ts';

const nothing: GatheringView = {
  isComplete: false,
  hasHost: false,
  hasReflexive: false,
  hasServer: false,
  elapsed: 0,
  waited: 0,
  quiet: 0,
};

describe('how long the candidates are waited for', () => {
  it.each<[string, Partial<GatheringView>, number]>([
    ['nothing yet', {}, 3_000],
    ['the browser is done', { isComplete: true }, 0],
    ['the first host candidate just came', { hasHost: true }, 20],
    ['the burst of host candidates is over', { hasHost: true, quiet: 20 }, 0],
    ['host candidates, a server was asked', { hasHost: true, hasServer: true, quiet: 200, elapsed: 200 }, 100],
    ['host candidates, the server is silent for too long', { hasHost: true, hasServer: true, quiet: 250, elapsed: 300 }, 0],
    ['a reflexive candidate came', { hasHost: true, hasServer: true, hasReflexive: true }, 4],
    ['no other came with it', { hasHost: true, hasServer: true, hasReflexive: true, quiet: 4 }, 0],
    ['gathered long ago, and told just now', { hasHost: true, elapsed: 60_000 }, 4],
    ['gathered long ago, with a server that was silent, and told', { hasHost: true, hasServer: true, elapsed: 60_000, quiet: 4 }, 0],
    ['gathering began long ago, but nothing came', { elapsed: 60_000 }, 3_000],
    ['nothing came so far', { elapsed: 60_000, waited: 300 }, 2_700],
    ['nothing came and none will', { elapsed: 60_000, waited: 3_000 }, 0],
  ])('%s', (_, view, rest) => {
    expect(Math.max(0, restOf({ ...nothing, ...view }, 300))).toBe(rest);
  });
});

class FakePeerConnection extends EventTarget {
  signalingState = 'stable';
  iceGatheringState = 'new';

  candidate(type: string, protocol = 'udp', address = '192.0.2.1') {
    const candidate = `candidate:1 1 ${protocol} 2122063615 ${address} 40700 typ ${type} generation 0`;
    this.dispatchEvent(Object.assign(new Event('icecandidate'), { candidate: { candidate, type, protocol } }));
  }

  complete() {
    this.iceGatheringState = 'complete';
    this.dispatchEvent(new Event('icegatheringstatechange'));
  }
}

describe('waiting for candidates', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function start(hasServer: boolean, isLocal = false) {
    const pc = new FakePeerConnection();
    const closing = new AbortController();
    const gathering = new Gathering(pc as unknown as RTCPeerConnection, {
      ...{ hasServer, isLocal },
      limit: () => 300,
      signal: closing.signal,
    });
    gathering.begin();
    const ask = () => {
      const begun = performance.now();
      return gathering.enough().then(() => performance.now() - begun);
    };
    return { pc, closing, gathering, ask };
  }

  it('goes out when the burst of host candidates is over', async () => {
    const { pc, ask } = start(false);
    const took = ask();
    await vi.advanceTimersByTimeAsync(5);
    pc.candidate('host');
    pc.candidate('host');
    await vi.advanceTimersByTimeAsync(100);
    expect(await took).toBeLessThanOrEqual(45);
  });

  it('goes out with all that was gathered before, as soon as that is told', async () => {
    for (const hasServer of [false, true]) {
      const { pc, ask } = start(hasServer);
      await vi.advanceTimersByTimeAsync(700);
      const took = ask();
      await vi.advanceTimersByTimeAsync(2);
      pc.candidate('host');
      await vi.advanceTimersByTimeAsync(1);
      pc.candidate('host');
      await vi.advanceTimersByTimeAsync(1_000);
      expect(await took).toBe(7);
    }
  });

  it('goes out with the first reflexive candidate, and what comes with it', async () => {
    const { pc, ask } = start(true);
    const took = ask();
    pc.candidate('host');
    await vi.advanceTimersByTimeAsync(80);
    pc.candidate('srflx');
    await vi.advanceTimersByTimeAsync(100);
    expect(await took).toBe(84);
  });

  it('does not wait for a dead server longer than the limit', async () => {
    const { pc, ask } = start(true);
    const took = ask();
    pc.candidate('host');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await took).toBe(300);
  });

  it('does not wait at all where gathering began long before', async () => {
    const { pc, ask } = start(true);
    pc.candidate('host');
    await vi.advanceTimersByTimeAsync(5_000);
    const took = ask();
    await vi.advanceTimersByTimeAsync(0);
    expect(await took).toBe(0);
  });

  it('nothing is listened to any more once the connection is closed', async () => {
    const { pc, closing, ask } = start(false);
    closing.abort();
    pc.candidate('host');
    pc.complete();
    const took = ask();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await took).toBe(3_000);
  });

  it('an ICE restart waits for new candidates', async () => {
    const { pc, gathering, ask } = start(false);
    pc.candidate('host');
    pc.complete();
    await vi.advanceTimersByTimeAsync(1_000);
    gathering.begin();
    const took = ask();
    await vi.advanceTimersByTimeAsync(50);
    pc.candidate('host');
    await vi.advanceTimersByTimeAsync(100);
    expect(await took).toBeGreaterThan(50);
  });

  it.each(['127.0.0.1', '::1'])('waits on where %s is all that came, which nobody elsewhere is told', async (loopback) => {
    const { pc, ask } = start(false);
    await vi.advanceTimersByTimeAsync(700);
    const took = ask();
    pc.candidate('host', 'udp', loopback);
    await vi.advanceTimersByTimeAsync(50);
    pc.candidate('host');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await took).toBe(54);
  });

  it('goes out with 127.0.0.1 to a far end on this machine', async () => {
    const { pc, ask } = start(false, true);
    const took = ask();
    pc.candidate('host', 'udp', '127.0.0.1');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await took).toBe(20);
  });

  it('takes no TCP candidate for a path', async () => {
    const { pc, ask } = start(false);
    const took = ask();
    pc.candidate('host', 'tcp');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await took).toBe(3_000);
  });
});
