import { type Core, Invitation, type Inviter } from 'sip.js';
import type { SessionDialog } from 'sip.js/lib/core/dialogs/session-dialog.js';
import type { Timers } from '../timers.ts';
import { allowAll } from './allowed-methods.ts';
import type { LegLife } from './leg-life.ts';
import { allows } from './messages.ts';
import { localReason } from './reasons.ts';
import { refreshTarget } from './remote-target.ts';
import { leastAskedBy, SessionInterval } from './session-interval.ts';
import { SessionTimer } from './session-timer.ts';
import { sendUpdate } from './update.ts';

type Request = Core.IncomingRequestMessage;
type Response = Core.IncomingResponseMessage;

/** How often one request is sent again for a longer interval. */
const mostRaises = 3;

export interface SessionRefreshPorts {
  timers: Timers;
  /** Sends a re-INVITE that changes nothing. */
  reinvite: () => Promise<void>;
}

/**
 * Keeps one session from running out (RFC 4028), and ends it when the far end is gone: by UPDATE where the far end takes that, else by re-INVITE.
 * SIP.js knows no session timers; what they add to its messages is added to its objects here.
 */
export class SessionRefresh {
  readonly #life: LegLife;
  readonly #ports: SessionRefreshPorts;
  readonly #interval = new SessionInterval();
  readonly #timer: SessionTimer;
  #takesUpdate = false;
  #isUpdating = false;

  constructor(life: LegLife, ports: SessionRefreshPorts) {
    this.#life = life;
    this.#ports = ports;
    this.#timer = new SessionTimer({
      timers: ports.timers,
      refresh: () => this.#refresh(),
      onExpired: () => life.leave(localReason('network-lost')),
    });
    this.#join(life.session);
  }

  /** For each INVITE and UPDATE within the dialog. */
  get headers(): string[] {
    return this.#interval.headers;
  }

  /** A 2xx to one of ours. */
  answered(message: Response): void {
    const dialog = this.#life.session.dialog as SessionDialog | undefined;
    if (dialog) refreshTarget(dialog, message);
    this.#interval.answered(message);
    this.#heard(message);
  }

  /** Headers of our 2xx to an INVITE or UPDATE, which is about to be sent. */
  answer(message: Request): string[] {
    const headers = this.#interval.answer(message);
    this.#heard(message);
    return headers;
  }

  /** Sends that request again when the far end asks for a longer interval (422). */
  follow(request: object, within?: SessionDialog): void {
    const client = request as Client;
    const guard = client.authenticationGuard.bind(client);
    let raises = 0;
    client.authenticationGuard = (message, dialog = within) => {
      const least = message.statusCode === 422 ? leastAskedBy(message) : null;
      if (least === null || ++raises > mostRaises || !this.#interval.raise(least)) return guard(message, dialog);
      sendAgain(client, this.#interval.headers, dialog);
      return false;
    };
  }

  stop(): void {
    this.#timer.stop();
  }

  #heard(message: Request | Response): void {
    if (message.hasHeader('Allow')) this.#takesUpdate = allows(message, 'UPDATE');
    if (!this.#life.isOver) this.#timer.restart(this.#interval.agreement);
  }

  #join(session: Inviter | Invitation): void {
    if (session instanceof Invitation) {
      const { incomingInviteRequest } = session as unknown as { incomingInviteRequest: Core.IncomingInviteRequest };
      addToAnswer(incomingInviteRequest, () => this.answer(session.request));
    } else {
      putHeaders(session.request, this.#interval.headers);
      allowAll(session.request);
    }
    const internals = session as unknown as { onInviteRequest: (request: Core.IncomingInviteRequest) => void };
    const take = internals.onInviteRequest.bind(session);
    internals.onInviteRequest = (request) => {
      addToAnswer(request, () => this.answer(request.message));
      take(request);
    };
  }

  #refresh(): void {
    if (!this.#takesUpdate) {
      this.#ports.reinvite().catch((error: unknown) => this.#life.log.warn(`A session could not be refreshed: ${error}`));
    } else if (!this.#isUpdating) this.#update();
  }

  #update(): void {
    const dialog = this.#life.session.dialog as SessionDialog;
    this.#isUpdating = true;
    const over = () => {
      this.#isUpdating = false;
    };
    const refused = ({ message }: { message: Response }) => {
      over();
      const { statusCode: code = 500 } = message;
      if (code === 408 || code === 481) this.#life.lose(code);
      // It said so in Allow, but it does not; or a change crossed ours: the next one is tried before long.
      else if (code === 405 || code === 501) {
        this.#takesUpdate = false;
        this.#refresh();
      } else this.#life.log.warn(`A session could not be refreshed: ${code}`);
    };
    const accepted = ({ message }: { message: Response }) => {
      over();
      this.answered(message);
    };
    this.follow(sendUpdate(dialog, this.headers, { onAccept: accepted, onRedirect: refused, onReject: refused }), dialog);
  }
}

/** What SIP.js's clients declare protected. */
interface Client {
  message: Core.OutgoingRequestMessage;
  authenticationGuard: (message: Response, dialog?: SessionDialog) => boolean;
  init: () => void;
}

/** The same request as a new one, as SIP.js does it for credentials. */
function sendAgain(client: Client, headers: readonly string[], dialog: SessionDialog | undefined): void {
  const { message } = client;
  dialog?.incrementLocalSequenceNumber();
  message.cseq = dialog?.localSequenceNumber ?? message.cseq + 1;
  message.setHeader('CSeq', `${message.cseq} ${message.method}`);
  putHeaders(message, headers);
  client.init();
}

function putHeaders(message: Core.OutgoingRequestMessage, headers: readonly string[]): void {
  message.extraHeaders = [...message.extraHeaders.filter((line) => !/^(session-expires|min-se)\s*:/i.test(line)), ...headers];
}

function addToAnswer(request: Core.IncomingInviteRequest, headers: () => string[]): void {
  const accept = request.accept.bind(request);
  request.accept = (options) => accept({ statusCode: 200, ...options, extraHeaders: [...(options?.extraHeaders ?? []), ...headers()] });
}
