/*
 * The phone's own line in Node, for tests of what it does on the wire: a real WebSocket, real SIP, and sound that is a stub. Where sound
 * matters, see media-page.ts.
 */
import { WebSocket } from 'ws';
import type { Leg, LegEvent, Line, LineEvent } from '../../renderer/phone/line.ts';
import { silentLog } from '../../renderer/phone/log.ts';
import { makeSipLine } from '../../renderer/phone/sip/sip-line.ts';
import { StubMediaSource } from '../../renderer/phone/sip/testing/stub-media.ts';
import type { Socket } from '../../renderer/phone/sip/web-socket-transport.ts';
import { Account } from '../../shared/account.ts';
import { contactUri, type Dialog } from '../pbx/dialog.ts';
import { type Content, isRequest, type ReplyContent, type SipRequest } from '../pbx/message.ts';
import type { ScriptedServer } from '../pbx/scripted-server.ts';
import { answerTo, webrtcSdp } from '../pbx/sdp.ts';

export interface OddCall {
  readonly leg: Leg;
  readonly events: LegEvent[];
}

export interface OddPhoneOptions {
  /** WebSocket URL. */
  readonly url: string;
  readonly user?: string;
  readonly password?: string;
}

/** Registers, as user 1001 unless told otherwise. */
export async function openOddPhone({ url, user = '1001', password = 'secret-1001' }: OddPhoneOptions): Promise<OddPhone> {
  const phone = new OddPhone({ url, user, password });
  await phone.register();
  return phone;
}

export class OddPhone {
  readonly media = new StubMediaSource();
  readonly lineEvents: LineEvent[] = [];
  /** Calls that came in, oldest first. */
  readonly incoming: OddCall[] = [];
  readonly domain: string;
  readonly #line: Line;

  constructor({ url, user, password }: Required<OddPhoneOptions>) {
    this.domain = new URL(url).hostname;
    const makeLine = makeSipLine({
      log: silentLog,
      version: 'test',
      iceGatheringLimit: () => 300,
      makeSocket: (to, protocol) => new WebSocket(to, protocol) as unknown as Socket,
      makeMedia: () => this.media,
      random: () => 0.5,
    });
    const account = { id: 'a', kind: 'sip', server: url, user, domain: this.domain, authUser: '', displayName: '', iceServers: [] };
    this.#line = makeLine(Account.parse(account), { password, turnPassword: '' });
    this.#line.onEvent = (event) => this.lineEvents.push(event);
    this.#line.onIncoming = (leg) => this.incoming.push(watch(leg));
  }

  async register(): Promise<void> {
    this.#line.open();
    await until('registered', () => this.lineEvents.at(-1)?.kind === 'registered');
  }

  dial(user = '600'): OddCall {
    return watch(this.#line.invite(`sip:${user}@${this.domain}`, {}));
  }

  close(): Promise<void> {
    return this.#line.close();
  }
}

function watch(leg: Leg): OddCall {
  const events: LegEvent[] = [];
  leg.onEvent = (event) => events.push(event);
  return { leg, events };
}

/** Waits until it is so. `what` is said when it does not come, as it is by then. */
export async function until(what: string | (() => string), isSo: () => boolean, milliseconds = 5_000): Promise<void> {
  const end = performance.now() + milliseconds;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`Not within ${milliseconds} ms: ${typeof what === 'string' ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Waits for an event of that kind, and returns it. */
export async function told<Kind extends LegEvent['kind']>(
  { events }: OddCall,
  kind: Kind,
  milliseconds?: number,
): Promise<Extract<LegEvent, { kind: Kind }>> {
  await until(
    () => `${kind} after ${kindsOf(events)}`,
    () => events.some((event) => event.kind === kind),
    milliseconds,
  );
  return events.find((event): event is Extract<LegEvent, { kind: Kind }> => event.kind === kind)!;
}

/** The next request of that kind within the call of `invite`: what earlier calls leave behind is not looked at. */
export function nextOf(server: ScriptedServer, { callId }: { callId: string }, method: string): Promise<SipRequest> {
  return server.inbox.next(
    (message) => isRequest(message) && message.method === method && message.callId === callId,
  ) as Promise<SipRequest>;
}

/** Each BYE gets a 200 from now on. Returns its end. */
export const acceptByes = (server: ScriptedServer): (() => void) =>
  server.onRequest((request, reply) => {
    if (request.method === 'BYE') reply(200);
  });

export const kindsOf = (events: readonly LegEvent[]): string[] =>
  events.map((event) => `${event.kind}${event.kind === 'held' ? ` ${event.side} ${event.on}` : ''}`);

/** The server calls the phone, and goes on as soon as that rings. */
export async function callPhone(
  server: ScriptedServer,
  phone: OddPhone,
  content: Content = {},
): Promise<{ invite: SipRequest; call: OddCall }> {
  const count = phone.incoming.length;
  const invite = beginCall(server, content);
  await until('ringing', () => phone.incoming.length > count);
  return { invite, call: phone.incoming.at(-1)! };
}

/** Sends an INVITE to the phone. */
export function beginCall({ connection, inbox }: ScriptedServer, content: Content = {}): SipRequest {
  const register = inbox.all.findLast(({ method }) => method === 'REGISTER') as SipRequest;
  return connection.begin('INVITE', contactUri(register), {
    from: '"Ann" <sip:5551234@offhook.test>',
    to: '<sip:1001@offhook.test>',
    body: webrtcSdp({ setup: 'actpass' }),
    ...content,
  });
}

/** The server calls the phone, and it is answered. */
export async function callAndAnswer(
  server: ScriptedServer,
  phone: OddPhone,
  content: Content = {},
): Promise<{ dialog: Dialog; call: OddCall }> {
  const { invite, call } = await callPhone(server, phone, content);
  await call.leg.accept({});
  const dialog = server.connection.dialog(invite, await server.connection.response(invite));
  dialog.acknowledge(invite);
  await told(call, 'confirmed');
  return { dialog, call };
}

/** The phone calls, and the server answers. */
export async function dialAndAnswer(
  server: ScriptedServer,
  phone: OddPhone,
  content: ReplyContent = {},
): Promise<{ dialog: Dialog; call: OddCall }> {
  const call = phone.dial();
  const invite = await server.next('INVITE');
  const dialog = server.connection.accept(invite, answerTo(invite.body), content);
  await nextOf(server, invite, 'ACK');
  await told(call, 'confirmed');
  return { dialog, call };
}
