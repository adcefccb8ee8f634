import { describe, expect, test } from 'vitest';
import { ensurePeers } from '../../build/scripts/peers.mjs';
import type { SipResponse } from './message.ts';
import { webrtcSdp } from './sdp.ts';
import * as scenarios from './sipp-scenarios.ts';
import { SippStage } from './sipp-stage.ts';

const { kamailio, sipp } = await ensurePeers({ install: false });

describe.skipIf(kamailio === null || sipp === null)('SIPp behind a Kamailio', () => {
  const stage = new SippStage();

  test('answers, takes holds, tones and messages, and is hung up on', async () => {
    const dialog = await stage.call(scenarios.answers);
    expect((await stage.reinvite(dialog)).body).toContain('a=recvonly');
    expect((await stage.send(dialog, 'INFO')).statusCode).toBe(200);
    expect((await stage.reinvite(dialog)).body).toContain('a=sendrecv');
    expect((await stage.send(dialog, 'MESSAGE')).statusCode).toBe(200);
    await stage.hangUp(dialog);
  });

  test('shows early media, progress without any, and a fork', async () => {
    for (const [scenario, expected] of [
      [scenarios.earlyMedia, ['183 with', '200 with']],
      [scenarios.progressWithoutMedia, ['183', '180', '200 with']],
      [scenarios.forkedRinging, ['180', '183 with', '200 with']],
    ] as const) {
      const before = stage.socket.inbox.all.length;
      const dialog = await stage.call(scenario);
      await stage.hangUp(dialog);
      const responses = stage.socket.inbox.all.slice(before).filter((message) => 'statusCode' in message && message.method === 'INVITE');
      const seen = responses.map((message) => `${(message as SipResponse).statusCode}${message.body === '' ? '' : ' with'}`);
      expect(seen.filter((text, i) => text !== '100' && text !== seen[i - 1])).toEqual(expected);
      const tags = new Set(responses.map(({ toTag }) => toTag).filter(Boolean));
      expect(tags.size).toBe(scenario === scenarios.forkedRinging ? 2 : 1);
    }
  });

  test('answers on two devices at once', async () => {
    await stage.begin(scenarios.answeredTwice);
    const { request, response } = await stage.dial();
    const first = stage.socket.dialog(request, response);
    first.acknowledge(request);
    const second = stage.socket.dialog(request, await stage.socket.response(request));
    expect(second.state.remote).not.toBe(first.state.remote);
    second.acknowledge(request);
    for (const dialog of [second, first]) expect((await stage.send(dialog, 'BYE')).statusCode).toBe(200);
    await stage.expectGood();
  });

  test('refuses, with what belongs to the refusal', async () => {
    await stage.begin(scenarios.refuses(503, ['Retry-After: 2']));
    const { response } = await stage.dial();
    expect(response.statusCode).toBe(503);
    expect(response.getHeader('retry-after')).toBe('2');
    await stage.expectGood();
    await stage.begin(scenarios.refuses(488));
    expect((await stage.dial()).response.statusCode).toBe(488);
    await stage.expectGood();
    await stage.begin(scenarios.redirects('sip:700@127.0.0.1', 'sip:701@127.0.0.1'));
    expect((await stage.dial()).response.getHeaders('contact')).toEqual(['<sip:700@127.0.0.1>', '<sip:701@127.0.0.1>']);
    await stage.expectGood();
  });

  test('redirects for as long as the caller follows', async () => {
    await stage.begin(scenarios.redirects('sip:600@127.0.0.1'), 3);
    for (let i = 0; i < 3; i++) expect((await stage.dial('the-same-call')).response.statusCode).toBe(302);
    await stage.expectGood();
    expect(await stage.result()).toMatchObject({ succeeded: 3, failed: 0 });
  });

  test('is cancelled while it rings, and answers into a CANCEL', async () => {
    for (const [scenario, status] of [
      [scenarios.ringsUntilCancelled, 487],
      [scenarios.answersIntoCancel, 200],
    ] as const) {
      await stage.begin(scenario);
      const request = stage.socket.begin('INVITE', 'sip:600@127.0.0.1', { from: '<sip:1001@127.0.0.1>', body: webrtcSdp() });
      await stage.socket.response(request, 180);
      stage.socket.cancel(request);
      const response = await stage.socket.response(request);
      expect(response.statusCode).toBe(status);
      if (status === 200) {
        const dialog = stage.socket.dialog(request, response);
        dialog.acknowledge(request);
        await stage.send(dialog, 'BYE');
      } else stage.socket.acknowledge(request, response);
      await stage.expectGood();
    }
  });

  test('repeats its answer until the last ACK', async () => {
    await stage.begin(scenarios.repeatsAnswer);
    const { request, response } = await stage.dial();
    const dialog = stage.socket.dialog(request, response);
    for (let i = 0; i < 3; i++) {
      dialog.acknowledge(request);
      if (i < 2) expect((await stage.socket.response(request)).statusCode).toBe(200);
    }
    await stage.hangUp(dialog);
  });

  test('calls, with headers of every shape', async () => {
    for (const content of [
      { headers: scenarios.unknownHeaders },
      { headers: scenarios.foldedHeaders },
      { compact: true, headers: ['Subject: short'] },
    ]) {
      const { dialog, invite } = await stage.beCalled(scenarios.calls(content));
      expect(invite.body).toContain('a=setup:actpass');
      if ('compact' in content) expect(invite.data).toMatch(/\r\ns: short\r\n/);
      else expect(invite.hasHeader(content.headers === scenarios.foldedHeaders ? 'x-folded' : 'p-very-private')).toBe(true);
      if (content.headers === scenarios.foldedHeaders) expect(invite.data).toContain('Subject: one\r\n two\r\n three\r\n');
      await stage.socket.inbox.next('ACK');
      await stage.hangUp(dialog);
    }
  });

  test('calls without an offer', async () => {
    const { dialog, invite } = await stage.beCalled(scenarios.offersLate);
    expect(invite.body).toBe('');
    expect((await stage.socket.inbox.next('ACK')).body).toContain('a=setup:passive');
    await stage.hangUp(dialog);
  });

  test('calls and gives up, and is refused', async () => {
    await stage.phone.register();
    await stage.begin(scenarios.givesUp({ afterMs: 50, reason: 'SIP;cause=200;text="Call completed elsewhere"' }));
    const invite = await stage.socket.inbox.next('INVITE');
    stage.socket.reply(invite, 180);
    const cancel = await stage.socket.inbox.next('CANCEL');
    expect(cancel.getHeader('reason')).toContain('cause=200');
    stage.socket.reply(cancel, 200);
    stage.socket.reply(invite, 487);
    await stage.expectGood();
    await stage.begin(scenarios.offersPlainRtp);
    stage.socket.reply(await stage.socket.inbox.next('INVITE'), 488);
    await stage.expectGood();
  });

  test('says what went wrong', async () => {
    const dialog = await stage.call(scenarios.challengesBye);
    dialog.request('INFO');
    const { exitCode, failed, problem } = await stage.result();
    expect({ exitCode, failed }).toEqual({ exitCode: 1, failed: 1 });
    expect(problem).toContain("while expecting 'BYE'");
  });
});
