import type { Core } from 'sip.js';
import type { SessionDialog } from 'sip.js/lib/core/dialogs/session-dialog.js';
import { NonInviteClientTransaction } from 'sip.js/lib/core/transactions/non-invite-client-transaction.js';
import { UserAgentClient } from 'sip.js/lib/core/user-agents/user-agent-client.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Bench, callIn, callOut, record, settle, setUpRegistered } from './testing/set-up.ts';
import { sdp } from './testing/stub-media.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** The far end sends an UPDATE in its dialog; SIP.js has none of its own. Returns the status that came back. */
async function update(
  bench: Bench,
  dialog: unknown,
  { headers = [], offer }: { headers?: string[]; offer?: string } = {},
): Promise<number> {
  const body = offer === undefined ? undefined : { contentDisposition: 'session', contentType: 'application/sdp', content: offer };
  const message = (dialog as SessionDialog).createOutgoingRequestMessage('UPDATE', { extraHeaders: headers, ...(body && { body }) });
  let status = 0;
  const answered = ({ message: { statusCode = 0 } }: Core.IncomingResponse) => {
    status = statusCode;
  };
  new UserAgentClient(NonInviteClientTransaction, bench.far.userAgent.userAgentCore, message, { onAccept: answered, onReject: answered });
  await settle();
  return status;
}

const kinds = (events: readonly { kind: string }[]): string[] => events.map(({ kind }) => kind);

describe('an UPDATE (RFC 3311)', () => {
  it('without a description is accepted, and may name another peer and place', async () => {
    const bench = await setUpRegistered();
    const { leg, events } = await callOut(bench);
    const headers = ['P-Asserted-Identity: "Bob" <sip:602@memory>', 'Contact: <sip:elsewhere@memory>'];
    expect(await update(bench, bench.far.session.dialog, { headers })).toBe(200);
    expect(leg.peer).toMatchObject({ name: 'Bob', uri: 'sip:602@memory' });
    expect(kinds(events).at(-1)).toBe('peer');
    expect(bench.wire.last('> 200 UPDATE')).toMatch(/^Contact: <sip:.*^Allow: .*UPDATE/ms);
    await Promise.all([leg.hangUp({}), settle()]);
    expect(bench.wire.last('> BYE')).toMatch(/^BYE sip:elsewhere@memory /);
  });

  it.each([
    ['outgoing', callOut],
    ['incoming', callIn],
  ])('with an offer is answered in an %s call', async (_, call) => {
    const bench = await setUpRegistered();
    const far = bench.far.call;
    let inviter: unknown;
    bench.far.call = async (...given) => {
      const made = await far.apply(bench.far, given);
      inviter = made;
      return made;
    };
    const { events } = await call(bench);
    const { dialog } = (inviter ?? bench.far.session) as typeof bench.far.session;
    expect(await update(bench, dialog, { offer: sdp('sendonly') })).toBe(200);
    expect(bench.wire.last('> 200 UPDATE')).toMatch(/^a=recvonly\r$/m);
    expect(events.at(-1)).toEqual({ kind: 'held', side: 'remote', on: true });
    expect(await update(bench, dialog, { offer: sdp() })).toBe(200);
    expect(events.at(-1)).toEqual({ kind: 'held', side: 'remote', on: false });
  });

  it('with an offer that nobody can read is refused with 488, and the call goes on', async () => {
    const bench = await setUpRegistered();
    const { leg, events } = await callOut(bench);
    expect(await update(bench, bench.far.session.dialog, { offer: 'nonsense' })).toBe(488);
    expect(await update(bench, bench.far.session.dialog, { offer: sdp('sendonly') })).toBe(200);
    await Promise.all([leg.hold(true), settle()]);
    expect(events.at(-1)).toEqual({ kind: 'held', side: 'local', on: true });
  });

  it('with an offer is refused with 491 while ours is under way, and without one accepted', async () => {
    const bench = await setUpRegistered();
    const { leg } = await callOut(bench);
    bench.wire.hold('far');
    const holding = leg.hold(true);
    await settle();
    const { dialog } = bench.far.session;
    expect([await update(bench, dialog, { offer: sdp() }), await update(bench, dialog)]).toEqual([0, 0]);
    bench.wire.release('far');
    await settle();
    expect(bench.wire.log).toEqual(expect.arrayContaining(['> 491 UPDATE', '> 200 UPDATE']));
    await holding;
  });

  it('with an offer has to wait while an offer of the far end is being answered: 500 with Retry-After', async () => {
    const bench = await setUpRegistered();
    await callOut(bench);
    let goOn = () => {};
    const { answer } = bench.media.last;
    bench.media.last.answer = async (offer) => {
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
      return answer.call(bench.media.last, offer);
    };
    const { dialog } = bench.far.session;
    expect(await update(bench, dialog, { offer: sdp() })).toBe(0);
    expect(await update(bench, dialog, { offer: sdp() })).toBe(500);
    expect(bench.wire.last('> 500 UPDATE')).toMatch(/^Retry-After: \d+\r$/m);
    // So has a re-INVITE.
    await bench.far.session.invite();
    await settle();
    expect(bench.wire.last('> 500 INVITE')).toMatch(/^Retry-After: \d+\r$/m);
    goOn();
    await settle();
    expect(bench.wire.log.at(-1)).toBe('> 200 UPDATE');
  });

  it('holds our own change back while it is being answered', async () => {
    const bench = await setUpRegistered();
    const { leg, events } = await callOut(bench);
    let goOn = () => {};
    bench.media.last.answer = () =>
      new Promise((resolve) => {
        goOn = () => resolve(sdp());
      });
    await update(bench, bench.far.session.dialog, { offer: sdp() });
    const holding = leg.hold(true);
    await settle();
    expect(bench.wire.log).not.toContain('> INVITE');
    goOn();
    await vi.advanceTimersByTimeAsync(4_000);
    await holding;
    expect(events.at(-1)).toEqual({ kind: 'held', side: 'local', on: true });
  });

  it('of no dialog gets 481', async () => {
    const bench = await setUpRegistered();
    const { leg } = await callOut(bench);
    const { dialog } = bench.far.session;
    await Promise.all([leg.hangUp({}), settle()]);
    expect(await update(bench, dialog)).toBe(481);
  });
});

describe('an UPDATE before the answer', () => {
  it('of whoever calls us gets one, and the call is answered as it was changed', async () => {
    const bench = await setUpRegistered();
    const inviter = await bench.far.call('1001', { extraHeaders: ['Require: 100rel'] });
    await settle();
    const { leg, events } = bench.incoming[0]!;
    const early = [...bench.far.userAgent.userAgentCore.dialogs.values()][0];
    expect(await update(bench, early, { offer: sdp('sendonly') })).toBe(200);
    expect(bench.wire.last('> 200 UPDATE')).toMatch(/^a=recvonly\r$/m);
    await Promise.all([leg.accept({}), settle()]);
    expect(kinds(events)).toContain('confirmed');
    expect(bench.wire.last('> 200 INVITE')).toMatch(/^a=recvonly\r$/m);
    expect(inviter.state).toBe('Established');
  });

  it('of whom we call gets one, and the answer that was known stays the answer', async () => {
    const bench = await setUpRegistered();
    bench.far.answerCalls((invitation) => void invitation.progress({ statusCode: 183, rel100: true }));
    const leg = bench.line.invite('sip:600@memory', {});
    const events = record(leg);
    await settle();
    expect(bench.wire.log).toContain('> PRACK');
    expect(await update(bench, bench.far.session.dialog, { offer: sdp('sendonly') })).toBe(200);
    expect(bench.wire.last('> 200 UPDATE')).toMatch(/^a=recvonly\r$/m);
    await bench.far.invitations[0]!.accept();
    await settle();
    expect(kinds(events)).toContain('confirmed');
    expect(bench.media.last.signaling).toBe('stable');
  });
});
