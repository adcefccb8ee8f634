/*
 * The whole phone in Node: its registration, its line over a real WebSocket, its calls. Sound and devices are those of its own tests.
 */
import { WebSocket } from 'ws';
import type { Call } from '../../renderer/phone/call/call.ts';
import { silentLog } from '../../renderer/phone/log.ts';
import { Phone } from '../../renderer/phone/phone.ts';
import { makeSipLine } from '../../renderer/phone/sip/sip-line.ts';
import { StubMediaSource } from '../../renderer/phone/sip/testing/stub-media.ts';
import type { Socket } from '../../renderer/phone/sip/web-socket-transport.ts';
import { FakeMeters, FakeMicrophone, FakeMix, FakeOutput, FakeTones } from '../../renderer/phone/testing/fake-media.ts';
import { systemTimers, type Timers } from '../../renderer/phone/timers.ts';
import { Account } from '../../shared/account.ts';
import { until } from './odd-phone.ts';

export interface WirePhoneOptions {
  /** WebSocket URLs, best first. */
  readonly servers: readonly [string, ...string[]];
  readonly user?: string;
  readonly password?: string;
  readonly instanceId?: string;
  /** PEM of a certificate to trust. */
  readonly ca?: string;
  /** How many times faster the pauses of the registration pass. */
  readonly haste?: number;
}

/** A phone that is opened. Nothing is waited for. */
export function openWirePhone({
  servers: [server, ...furtherServers],
  user = '1001',
  password = `secret-${user}`,
  instanceId = crypto.randomUUID(),
  ca,
  haste = 1,
}: WirePhoneOptions): WirePhone {
  const domain = new URL(server).hostname;
  const account = Account.parse({
    ...{ id: user, kind: 'sip', server, furtherServers, user, domain, instanceId },
    ...{ authUser: '', displayName: '', iceServers: [] },
  });
  const media = new StubMediaSource();
  const makeSocket = (url: string, protocol: string): Socket => {
    const socket = new WebSocket(url, protocol, ca === undefined ? {} : { ca });
    socket.on('error', () => {}); // `close` follows, and tells the phone.
    return socket as unknown as Socket;
  };
  const makeLine = makeSipLine({ log: silentLog, version: 'test', iceGatheringLimit: () => 0, makeSocket, makeMedia: () => media });
  const timers: Timers = { after: (milliseconds, run) => systemTimers.after(milliseconds / haste, run) };
  const { openMeter } = new FakeMeters();
  const phone = new Phone({
    ...{ makeLine, openMeter, timers, log: silentLog, makeMix: () => new FakeMix() },
    ...{ microphone: new FakeMicrophone(), output: new FakeOutput(), tones: new FakeTones() },
  });
  phone.open(account, { password, turnPassword: '' });
  return new WirePhone(phone, media);
}

export class WirePhone {
  readonly phone: Phone;
  readonly media: StubMediaSource;
  readonly incoming: Call[] = [];

  constructor(phone: Phone, media: StubMediaSource) {
    this.phone = phone;
    this.media = media;
    phone.on('incoming', (call) => this.incoming.push(call));
  }

  /** Waits until it is registered, through that further server where one is named. */
  async registered(through?: string): Promise<void> {
    const isSo = () => this.phone.registration.kind === 'registered' && this.phone.registration.through === through;
    await until(`registered through ${through ?? 'the first'}`, isSo, 10_000).catch((error: Error) => {
      throw new Error(`${error.message}, but ${JSON.stringify(this.phone.registration)}`);
    });
  }

  /** Dials, and waits for the answer. */
  async talk(target = '600'): Promise<Call> {
    const call = this.phone.dial(target);
    await until('answered', () => call.state.kind === 'active' || call.state.kind === 'ended');
    if (call.state.kind === 'ended') throw new Error(`Not answered: ${JSON.stringify(call.state.reason)}`);
    return call;
  }

  /** Hangs up, and waits until that is done. */
  async hangUp(call: Call): Promise<void> {
    await call.hangUp();
    await until('ended', () => call.state.kind === 'ended');
  }

  close(): Promise<void> {
    return this.phone.close();
  }
}
