import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MediaPool } from './media-pool.ts';
import { sdp } from './testing/stub-media.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** As much of a peer connection as an offer needs. */
class FakePeerConnection extends EventTarget {
  signalingState = 'stable';
  iceGatheringState = 'new';
  localDescription: { sdp: string } | null = null;
  readonly configuration: RTCConfiguration;
  fails = false;
  readonly transceivers: object[] = [];

  constructor(configuration: RTCConfiguration) {
    super();
    this.configuration = configuration;
  }

  addTransceiver() {
    const transceiver = { sender: { track: null }, direction: 'sendrecv' };
    this.transceivers.push(transceiver);
    return transceiver;
  }

  getTransceivers() {
    return this.transceivers;
  }

  async setLocalDescription() {
    if (this.fails) throw new Error('no network');
    this.localDescription = { sdp: sdp() };
    this.signalingState = 'have-local-offer';
    this.dispatchEvent(Object.assign(new Event('icecandidate'), { candidate: { candidate: 'c', protocol: 'udp', type: 'host' } }));
  }

  close() {
    this.signalingState = 'closed';
  }
}

function setUp({ iceServers = [] as { url: string; user: string }[], fails = false } = {}) {
  const made: FakePeerConnection[] = [];
  let change = () => {};
  const stopped = vi.fn();
  const pool = new MediaPool(
    { kind: 'sip', iceServers },
    { turnPassword: 'tp' },
    {
      limit: () => 300,
      makePeerConnection: (configuration) => {
        const pc = new FakePeerConnection(configuration);
        pc.fails = fails;
        made.push(pc);
        return pc as unknown as RTCPeerConnection;
      },
      watchNetwork: (changed) => {
        change = changed;
        return stopped;
      },
    },
  );
  const live = () => made.filter(({ signalingState }) => signalingState !== 'closed').length;
  return { pool, made, live, stopped, changeNetwork: () => change() };
}

describe('the prepared connection', () => {
  it('has its offer and candidates when it is asked for them', async () => {
    const { pool, made } = setUp();
    pool.warm();
    await vi.advanceTimersByTimeAsync(5_000);
    const media = pool.outgoing();
    expect(made).toHaveLength(1);
    const begun = performance.now();
    await media.getDescription();
    expect(performance.now() - begun).toBe(0);
    expect(made).toHaveLength(1);
  });

  it('is replaced a second after it was taken', async () => {
    const { pool, made } = setUp();
    pool.warm();
    pool.outgoing();
    await vi.advanceTimersByTimeAsync(900);
    expect(made).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(made).toHaveLength(2);
  });

  it('is renewed every minute, and the old one closed', async () => {
    const { pool, made, live } = setUp();
    pool.warm();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(made).toHaveLength(11);
    expect(live()).toBe(1);
  });

  it('is renewed when the network changes', async () => {
    const { pool, made, live, changeNetwork } = setUp();
    pool.warm();
    changeNetwork();
    expect(made).toHaveLength(2);
    expect(live()).toBe(1);
  });

  it('goes with the line, and nothing is left', async () => {
    const { pool, live, stopped } = setUp();
    pool.warm();
    pool.warm();
    pool.close();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(live()).toBe(0);
    expect(stopped).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('that was taken stays with its call', async () => {
    const { pool, live } = setUp();
    pool.warm();
    pool.outgoing();
    pool.close();
    expect(live()).toBe(1);
  });

  it('that could not be made is made by whoever dials', async () => {
    const { pool, made } = setUp({ fails: true });
    pool.warm();
    await vi.advanceTimersByTimeAsync(0);
    const media = pool.outgoing();
    await expect(media.getDescription()).rejects.toThrow('no network');
    expect(made).toHaveLength(2);
  });
});

it('asks the servers of the account and no others', () => {
  const plain = setUp();
  plain.pool.outgoing();
  expect(plain.made[0]!.configuration.iceServers).toEqual([]);
  const { pool, made } = setUp({
    iceServers: [
      { url: 'stun:s', user: '' },
      { url: 'turn:t', user: 'u' },
    ],
  });
  pool.incoming();
  expect(made[0]!.configuration.iceServers).toEqual([{ urls: 'stun:s' }, { urls: 'turn:t', username: 'u', credential: 'tp' }]);
});
