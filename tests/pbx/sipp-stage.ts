import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { Dialog } from './dialog.ts';
import { type Kamailio, startKamailio } from './kamailio.ts';
import type { SipRequest, SipResponse } from './message.ts';
import { freePort } from './ports.ts';
import { openRawPhone, type RawPhone } from './raw-phone.ts';
import { webrtcSdp } from './sdp.ts';
import type { SipSocket } from './sip-socket.ts';
import { type Sipp, type SippResult, startSipp } from './sipp.ts';
import type { Peer } from './sipp-steps.ts';

/** A bare phone, a Kamailio and a SIPp behind it, for the tests of one `describe`. */
export class SippStage {
  #kamailio: Kamailio | undefined;
  #phone: RawPhone | undefined;
  #peer: Sipp | undefined;
  #port = 0;

  constructor() {
    beforeAll(async () => {
      this.#port = await freePort('127.0.0.1');
      this.#kamailio = await startKamailio({ upstream: `127.0.0.1:${this.#port}`, auth: 'none' });
    });
    afterAll(() => this.#kamailio?.stop());
    beforeEach(async () => {
      this.#phone = await openRawPhone({ url: this.#kamailio!.url, user: '1001', password: 'secret-1001' });
    });
    afterEach(async () => {
      await this.#peer?.stop();
      this.phone.close();
    });
  }

  get phone(): RawPhone {
    return this.#phone!;
  }

  get socket(): SipSocket {
    return this.phone.socket;
  }

  async begin(scenario: Peer, calls = 1): Promise<void> {
    this.#peer = await startSipp({ scenario, port: this.#port, target: this.#kamailio!.address, timeoutMs: 6000, calls });
  }

  /** The peer's judgement. */
  result(): Promise<SippResult> {
    return this.#peer!.done;
  }

  async expectGood(): Promise<void> {
    const { exitCode, problem } = await this.result();
    expect({ exitCode, problem }).toEqual({ exitCode: 0, problem: '' });
  }

  dial(callId?: string) {
    const content = { body: webrtcSdp({ setup: 'actpass' }), ...(callId === undefined ? {} : { callId }) };
    return this.phone.ask('INVITE', 'sip:600@127.0.0.1', content);
  }

  /** Calls a callee that answers. */
  async call(scenario: Peer): Promise<Dialog> {
    await this.begin(scenario);
    const { request, response } = await this.dial();
    expect(response.statusCode).toBe(200);
    const dialog = this.socket.dialog(request, response);
    dialog.acknowledge(request);
    return dialog;
  }

  /** Is called, and answers. */
  async beCalled(scenario: Peer): Promise<{ dialog: Dialog; invite: SipRequest }> {
    await this.phone.register();
    await this.begin(scenario);
    const invite = await this.socket.inbox.next('INVITE');
    return { invite, dialog: this.socket.accept(invite, webrtcSdp()) };
  }

  send(dialog: Dialog, method: string, headers: readonly string[] = []): Promise<SipResponse> {
    return this.socket.response(dialog.request(method, { headers }));
  }

  async hangUp(dialog: Dialog): Promise<void> {
    expect((await this.send(dialog, 'BYE')).statusCode).toBe(200);
    await this.expectGood();
  }

  async reinvite(dialog: Dialog): Promise<SipResponse> {
    const request = dialog.request('INVITE', { body: webrtcSdp({ version: 2, setup: 'actpass', direction: 'sendonly' }) });
    const response = await this.socket.response(request);
    if (response.statusCode === 200) dialog.acknowledge(request);
    else this.socket.acknowledge(request, response);
    return response;
  }

  async takeReinvite(): Promise<SipRequest> {
    const request = await this.socket.inbox.next('INVITE');
    this.socket.reply(request, 200, { contact: this.socket.contact, body: webrtcSdp({ version: 2 }) });
    await this.socket.inbox.next('ACK');
    return request;
  }
}
