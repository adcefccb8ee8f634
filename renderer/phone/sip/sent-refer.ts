import { type Core, Inviter, type Notification, type Session } from 'sip.js';
import { PhoneError } from '../errors.ts';
import type { ExtraHeaders } from '../line.ts';
import { answerTo, type SendRequest } from './dialog-answer.ts';
import type { LegLife } from './leg-life.ts';
import { contactLine, headerLines } from './messages.ts';
import { readSipfrag } from './sipfrag.ts';

/** How long the far end may say nothing of how it goes, in milliseconds. */
const patience = 60_000;

export interface ReferOptions {
  headers?: ExtraHeaders;
  onProgress?: (code: number) => void;
}

/** One REFER that the far end works on. */
interface Pending {
  /** Sequence number of the request, by which reports may name it (RFC 3515 2.4.6). Another one after a challenge. */
  cseq: () => number | undefined;
  onProgress: (code: number) => void;
  settle: (error?: PhoneError) => void;
  /** Begins the minute without a report. */
  wait: () => void;
}

/** Hands the far end of one dialog over (RFC 3515), one REFER at a time, and hears how it goes. */
export class SentRefer {
  readonly #life: LegLife;
  #pending: Pending | null = null;
  #hasReferred = false;

  constructor(life: LegLife) {
    this.#life = life;
  }

  /** Settles when the far end reports a 2xx. `referTo` is a URI, with Replaces or without. */
  async send(referTo: string, { headers, onProgress = () => {} }: ReferOptions): Promise<void> {
    this.#life.mustBeUp();
    if (this.#pending) throw new PhoneError('wrong-state', 'The far end is being handed over already');
    const { session } = this.#life;
    const extraHeaders = [...headerLines(headers), ...referHeaders(session, referTo)];
    await new Promise<void>((resolve, reject) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      let message: Core.OutgoingRequestMessage | undefined;
      const pending: Pending = {
        cseq: () => message?.cseq,
        onProgress,
        settle: (error) => {
          clearTimeout(timer);
          if (this.#pending === pending) this.#pending = null;
          if (error) reject(error);
          else resolve();
        },
        wait: () => {
          clearTimeout(timer);
          timer = setTimeout(() => pending.settle(new PhoneError('timed-out', 'The far end did not say how it went')), patience);
        },
      };
      this.#pending = pending;
      this.#hasReferred = true;
      const send: SendRequest = (dialog, delegate) => {
        ({ message } = dialog.refer(delegate, { extraHeaders }));
      };
      const sent = answerTo(this.#life, send, 'The far end refused to be handed over');
      sent.then(() => this.#pending === pending && pending.wait(), pending.settle);
    });
  }

  /** A NOTIFY within the dialog. Some come before the REFER is answered, some long after it is over. */
  hear(notification: Notification): void {
    const { request } = notification;
    const [, event, id] = /^\s*([\w.-]+)(?:.*;\s*id\s*=\s*(\d+))?/i.exec(request.getHeader('Event') ?? '') ?? [];
    if (event?.toLowerCase() !== 'refer') void notification.reject({ statusCode: 489 });
    else if (!this.#hasReferred) void notification.reject({ statusCode: 481 });
    else {
      void notification.accept();
      const pending = this.#pending;
      if (pending && (id === undefined || Number(id) === pending.cseq())) this.#report(pending, notification);
    }
  }

  /** The leg is over: whoever waits is told. */
  close(): void {
    this.#pending?.settle(new PhoneError('wrong-state', 'The call ended before the far end said how it went'));
  }

  #report(pending: Pending, { request }: Notification): void {
    const code = readSipfrag(request.body);
    const isLast = /^\s*terminated\b/i.test(request.getHeader('Subscription-State') ?? '');
    if (code !== null && code < 200) pending.onProgress(code);
    if (code !== null && code >= 200 && code < 300) pending.settle();
    else if (code !== null && code >= 300) pending.settle(new PhoneError('rejected', `The far end was refused with ${code}`, { code }));
    else if (isLast) pending.settle(new PhoneError('rejected', 'The far end does not say how it went'));
    else pending.wait();
  }
}

function referHeaders(session: Session, referTo: string): string[] {
  // Who called anonymously stays so.
  const self = session instanceof Inviter ? session.localIdentity.uri : session.userAgent.configuration.uri;
  return [`Refer-To: <${referTo}>`, `Referred-By: <${self}>`, contactLine(session)];
}
