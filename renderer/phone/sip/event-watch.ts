import { Core, UserAgent } from 'sip.js';
import { secondsOf } from './problems.ts';
import { subscriptionEnd } from './subscription-end.ts';

/** Seconds asked for; the server may grant less. */
const asked = 600;
/** Seconds: a server that grants less, or asks to come back sooner, would have the phone subscribe in a loop. */
const shortest = 5;
const longest = 86_400;
/** Seconds until the next try where the server names none. */
const pause = 60;
/** Milliseconds that the last NOTIFY of a subscription we gave up may take. */
const farewell = 2_000;

/** What is subscribed to, and what becomes of the documents that come of it. */
export interface EventPackage {
  /** As the Event header names it (RFC 6665 8.2.1). */
  readonly event: string;
  /** Type of its documents. */
  readonly mime: string;
  /** `gap`: something was missed, and what is known may be wrong; `unreadable`: it is none of ours. What was known is told to be unknown then. */
  readonly read: (body: string) => 'told' | 'gap' | 'unreadable';
  /** Nothing is known any more; the next document has the whole state. */
  readonly forget: () => void;
}

export interface EventWatchOptions {
  readonly pack: EventPackage;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/**
 * Watches events of an address: a subscription (RFC 6665), renewed until it is stopped. Returns the function that stops it. SIP.js's Subscriber is
 * not used: it takes the seconds of Retry-After for milliseconds, and is over after an error.
 */
export function watchEvents(userAgent: UserAgent, uri: string, options: EventWatchOptions): () => void {
  const target = UserAgent.makeURI(uri);
  if (!target) return () => {};
  const watch = new EventWatch(userAgent, target, options);
  watch.begin();
  return () => watch.stop();
}

class EventWatch {
  readonly #userAgent: UserAgent;
  readonly #target: Core.URI;
  readonly #pack: EventPackage;
  readonly #random: () => number;
  #subscription: Core.Subscription | null = null;
  /** Counts the subscriptions; whatever belongs to an earlier one is heard no more. */
  #attempt = 0;
  #expires = asked;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStopped = false;

  constructor(userAgent: UserAgent, target: Core.URI, { pack, random }: EventWatchOptions) {
    this.#userAgent = userAgent;
    this.#target = target;
    this.#pack = pack;
    this.#random = random;
  }

  begin(): void {
    const { userAgentCore: core, configuration } = this.#userAgent;
    if (this.#isStopped || !this.#userAgent.isConnected()) return;
    const attempt = ++this.#attempt;
    const isCurrent = (): boolean => attempt === this.#attempt && !this.#isStopped;
    const message = core.makeOutgoingRequestMessage('SUBSCRIBE', this.#target, configuration.uri, this.#target, {}, this.#headers);
    const refused = ({ message }: Core.IncomingResponse): void => {
      if (isCurrent()) this.#refused(message);
    };
    core.subscribe(message, {
      onNotify: ({ request, subscription }) => {
        if (subscription) this.#established(subscription, isCurrent);
        this.#notified(request, isCurrent);
      },
      // RFC 6665 4.1.2.4: accepted, and then no word.
      onNotifyTimeout: () => isCurrent() && this.#again(pause),
      onRedirect: refused,
      onReject: refused,
    });
  }

  /** Tells the server as far as there still is a connection to it. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    clearTimeout(this.#timer);
    if (this.#subscription) this.#giveUp(this.#subscription);
    this.#subscription = null;
  }

  get #headers(): string[] {
    const contact = `Contact: ${this.#userAgent.contact}`;
    return [`Event: ${this.#pack.event}`, `Expires: ${this.#expires}`, `Accept: ${this.#pack.mime}`, contact];
  }

  #established(subscription: Core.Subscription, isCurrent: () => boolean): void {
    if (!isCurrent()) {
      this.#giveUp(subscription);
      return;
    }
    this.#subscription = subscription;
    subscription.delegate = {
      onNotify: (request) => this.#notified(request, isCurrent),
      onRefresh: () => {},
      // No word after a refresh, or a refusal that ends the subscription; what kind of refusal is told to `#refresh` right after.
      onTerminated: () => isCurrent() && this.#lost(pause),
    };
    this.#refreshIn(subscription.subscriptionExpires);
  }

  #giveUp(subscription: Core.Subscription): void {
    const over = (): void => void setTimeout(() => subscription.dispose(), farewell);
    subscription.delegate = { onNotify: (request) => void request.accept(), onRefresh: () => {}, onTerminated: () => {} };
    if (this.#userAgent.isConnected() && isAlive(subscription))
      subscription.subscribe(
        { onAccept: over, onRedirect: over, onReject: over },
        { extraHeaders: this.#headers.map((header) => header.replace(/^(Expires:).*/, '$1 0')) },
      );
    else subscription.dispose();
  }

  #notified(request: Core.IncomingNotifyRequest, isCurrent: () => boolean): void {
    request.accept();
    if (!isCurrent()) return;
    const { message } = request;
    const end = subscriptionEnd(message.getHeader('Subscription-State') ?? '');
    if (message.body !== '') this.#read(message);
    if (end === null) return;
    if (end.kind === 'for-good') this.#over();
    else this.#lost(end.seconds ?? pause);
  }

  #read(message: Core.IncomingRequestMessage): void {
    const [type = ''] = (message.getHeader('Content-Type') ?? '').split(';');
    const outcome = type.trim().toLowerCase() === this.#pack.mime ? this.#pack.read(message.body) : 'unreadable';
    if (outcome === 'told') return;
    this.#pack.forget();
    // A refresh brings the whole state again (RFC 4235 4.3), in a moment: some servers send nothing but parts.
    if (outcome === 'gap') this.#refreshIn(shortest);
  }

  #refreshIn(seconds: number): void {
    clearTimeout(this.#timer);
    // After 55 to 75 % of the time granted; spread, so that many of them do not stay in step.
    const share = 550 + this.#random() * 200;
    this.#timer = setTimeout(() => this.#refresh(), Math.min(Math.max(seconds, shortest), longest) * share);
  }

  #refresh(): void {
    const subscription = this.#subscription;
    const attempt = this.#attempt;
    if (!subscription || !isAlive(subscription) || !this.#userAgent.isConnected()) return;
    clearTimeout(this.#timer);
    const isCurrent = (): boolean => attempt === this.#attempt && !this.#isStopped;
    const refused = ({ message }: Core.IncomingResponse): void => {
      if (!isCurrent()) return;
      this.#lost(pause);
      this.#refused(message);
    };
    subscription.subscribe(
      {
        // RFC 6665 4.1.2.1: what the answer grants holds; SIP.js takes it over only where it is less than what was left.
        onAccept: ({ message }) => isCurrent() && this.#refreshIn(secondsOf(message.getHeader('Expires')) ?? this.#expires),
        onRedirect: refused,
        onReject: refused,
      },
      { extraHeaders: this.#headers },
    );
  }

  /** The server said no to a subscription, or to going on with it. */
  #refused(message: Core.IncomingResponseMessage): void {
    const status = message.statusCode ?? 500;
    const least = Number(message.getHeader('Min-Expires'));
    if (status === 423 && least > this.#expires) {
      this.#expires = Math.min(Math.ceil(least), longest);
      this.#again(0);
    } else if (status === 481) this.#again(0);
    else if (status === 408 || status === 480 || (status >= 500 && status !== 501 && status < 600))
      this.#again(secondsOf(message.getHeader('Retry-After')) ?? pause);
    // 404, 489, 403 and the like: this server has nothing to tell of it, or not to us.
    else this.#over();
  }

  #lost(seconds: number): void {
    const subscription = this.#subscription;
    this.#subscription = null;
    if (subscription && isAlive(subscription)) subscription.dispose();
    this.#again(seconds);
  }

  #again(seconds: number): void {
    clearTimeout(this.#timer);
    this.#pack.forget();
    this.#timer = setTimeout(() => this.begin(), Math.min(Math.max(seconds, shortest), longest) * 1_000);
  }

  #over(): void {
    clearTimeout(this.#timer);
    this.#subscription = null;
    this.#attempt += 1;
    this.#pack.forget();
  }
}

/** One that is over must not be asked anything: SIP.js throws. */
const isAlive = ({ subscriptionState: state }: Core.Subscription): boolean =>
  state === Core.SubscriptionState.Active || state === Core.SubscriptionState.Pending;
