import type { Account, Credentials } from '../../shared/account.ts';
import type { CallSnapshot } from '../../shared/call.ts';
import { defaultOutgoingRules, noQualityReports } from '../../shared/default-rules.ts';
import type { QualityReports } from '../../shared/quality.ts';
import type { RegistrationState } from '../../shared/registration.ts';
import type { IncomingRules, OutgoingRules } from '../../shared/rules.ts';
import type { VideoRules } from '../../shared/video.ts';
import type { Call } from './call/call.ts';
import { Calls } from './call/calls.ts';
import type { Conference } from './call/conference.ts';
import { checkHeaders } from './call/headers.ts';
import type { RecordingRules } from './call/recording.ts';
import { reportWhereWanted } from './call/report-where-wanted.ts';
import type { RequestOptions } from './call/requests.ts';
import { Route } from './call/route.ts';
import { extensionOf } from './call/target.ts';
import { Dialer, type TargetOptions } from './dialer.ts';
import { Emitter } from './emitter.ts';
import { PhoneError } from './errors.ts';
import type { Announcement, Line, Sight } from './line.ts';
import { type PhoneEvents, phoneEventNames } from './phone-events.ts';
import { type CompletePorts, completePorts, type PhonePorts } from './phone-ports.ts';
import { Registration } from './registration.ts';
import { initialRegistrationState } from './registration-state.ts';

interface OpenLine {
  dialer: Dialer;
  registration: Registration;
}

export interface DialOptions extends RequestOptions, TargetOptions {
  /** Asks the network to keep our name and number from whoever is called (RFC 3323). Default: as the account's rules say. */
  anonymous?: boolean;
  /** Pictures are offered beside the sound, and the camera is turned on. */
  video?: boolean;
}

/** One account's telephone: keeps itself registered, dials, and knows its live calls. */
export class Phone extends Emitter<PhoneEvents> {
  static readonly availableEvents = phoneEventNames;
  /** Different for each phone that was ever made. */
  readonly id = crypto.randomUUID();
  readonly userAgent: string;
  /** Milliseconds between two reports of how a call sounds; 0 for none. */
  reportInterval = 3_000;
  /** What happens with calls that are up from now on. */
  recordingRules: RecordingRules = { automatic: [], sides: 'both', mode: 'both', format: 'ogg', tone: false };
  /** How pictures are sent and taken from the next change of them on. */
  videoRules: VideoRules = { codec: null, maxBitRate: null };
  readonly #ports: CompletePorts;
  readonly #calls: Calls;
  /** Keeps what the line needs, the password included, out of reach. */
  #last: { account: Account; makeLine: () => Line } | null = null;
  #open: OpenLine | null = null;
  #lastDialled: { target: string; options: DialOptions } | null = null;

  constructor(ports: PhonePorts) {
    super((error) => ports.log.error(`A listener of the phone failed: ${error}`));
    this.#ports = completePorts(ports);
    this.userAgent = this.#ports.userAgent;
    this.#calls = new Calls({ ...this.#ports, reportInterval: () => this.reportInterval, videoRules: () => this.videoRules });
    this.#calls.on('incoming', (call) => this.emit('incoming', call));
    this.#calls.on('changed', (snapshots) => this.emit('calls', snapshots));
    this.#calls.on('ended', (snapshot) => this.emit('ended', snapshot));
    this.#calls.on('conference', (conference) => this.emit('conference', conference));
    this.#calls.on('added', (call) => this.#forward(call));
  }

  /** The open account; null while the phone is closed. */
  get account(): Account | null {
    return this.#open?.dialer.account ?? null;
  }

  get registration(): RegistrationState {
    return this.#open?.registration.state ?? initialRegistrationState;
  }

  get isOpen(): boolean {
    return this.#open !== null;
  }

  /** Live calls, oldest first. */
  get calls(): readonly Call[] {
    return this.#calls.live;
  }

  /** The same array until something changes. */
  get snapshots(): readonly CallSnapshot[] {
    return this.#calls.snapshots;
  }

  /** False: a second caller hears busy (486) while a call is live. */
  get callWaiting(): boolean {
    return this.#calls.reception.callWaiting;
  }

  set callWaiting(on: boolean) {
    this.#calls.reception.callWaiting = on;
  }

  /** How many calls there may be at once; one more hears busy (486). */
  get callLimit(): number {
    return this.#calls.reception.callLimit;
  }

  set callLimit(limit: number) {
    this.#calls.reception.callLimit = limit;
  }

  /** True: after a call that the user hung up, the one that waits on hold, if it is the only one, is talked to again. */
  get resumesHeld(): boolean {
    return this.#calls.resumesHeld;
  }

  set resumesHeld(on: boolean) {
    this.#calls.resumesHeld = on;
  }

  /** What happens to whoever calls from now on. */
  get rules(): IncomingRules {
    return this.#calls.reception.rules;
  }

  set rules(rules: IncomingRules) {
    this.#calls.reception.rules = rules;
  }

  /** How typed numbers are dialled and redirections followed: as the open account says, until they are set to something else. */
  get outgoing(): OutgoingRules {
    return this.#open?.dialer.rules ?? defaultOutgoingRules;
  }

  set outgoing(rules: OutgoingRules) {
    if (this.#open) this.#open.dialer.rules = rules;
  }

  /** Who is told how calls sounded (RFC 6035), of those that are answered from now on: as the open account says, until it is set to something else. */
  get qualityReports(): QualityReports {
    return this.#open?.dialer.qualityReports ?? noQualityReports;
  }

  set qualityReports(reports: QualityReports) {
    if (this.#open) this.#open.dialer.qualityReports = reports;
  }

  /** The conference that calls of this phone are in. */
  get conference(): Conference | null {
    return this.#calls.conferences.current;
  }

  call(id: string): Call | undefined {
    return this.#calls.get(id);
  }

  /** Connects and registers; how that goes arrives as `registration`. Whatever was open is closed. */
  open(account: Account, credentials: Credentials): void {
    void this.close();
    this.#last = { account, makeLine: () => this.#ports.makeLine(account, credentials) };
    this.reopen();
  }

  /** Opens the last account again. Throws a PhoneError `no-account` when there was none. */
  reopen(): void {
    if (!this.#last) throw new PhoneError('no-account', 'No account was open before.');
    if (this.#open) void this.close();
    const { account, makeLine } = this.#last;
    const line = makeLine();
    const servers = [account.server, ...account.furtherServers] as const;
    const isBusy = () => this.#calls.live.length > 0;
    const registration = new Registration(line, { ...this.#ports, servers, isBusy });
    const dialer = new Dialer(account, line, () => registration.state.kind === 'registered');
    const open = { dialer, registration };
    this.#open = open;
    line.onIncoming = (leg) => {
      if (this.#open === open) this.#calls.receive(leg, dialer);
      // A phone that is being closed is known to the server for a moment still. A caller who gave up first needs no answer.
      else leg.decline({ mode: 'busy' }).catch(() => {});
    };
    registration.on('state', ({ new: next, old }) => {
      if (this.#open !== open) return;
      this.#calls.setLine(next.kind === 'registered');
      this.emit('registration', { new: next, old });
    });
    registration.open();
  }

  /** Hangs up every call and un-registers. Settles when the line is closed; the phone counts as closed at once. */
  async close(): Promise<void> {
    const open = this.#open;
    if (!open) return;
    const old = open.registration.state;
    this.#open = null;
    if (old.kind !== 'offline') this.emit('registration', { new: initialRegistrationState, old });
    await this.#calls.hangUpAll();
    await open.registration.close();
  }

  /** After a wake-up or a change of networks: a socket that looks open must prove within a second that it is. */
  checkConnection(): void {
    this.#open?.registration.checkConnection();
  }

  /** Ends a wait for the next try, and tries again even where the server had refused. */
  retryNow(): void {
    this.#open?.registration.retryNow();
  }

  /**
   * Calls a number or a SIP URI; the INVITE is on its way when this returns, and waits for no microphone. The other calls are put aside.
   * Throws a PhoneError: `no-account`, `bad-target`, `bad-header` or `not-connected`.
   */
  dial(target: string, options: DialOptions = {}): Call {
    if (!this.#open) throw new PhoneError('no-account', 'The phone is closed.');
    const { dialer } = this.#open;
    const { anonymous, headers, video, ...targetOptions } = options;
    const uri = dialer.uriOf(target, targetOptions);
    const call = this.#calls.dial(
      new Route({
        dialer,
        dialled: target.trim(),
        uri,
        options: {
          ...checkHeaders(headers),
          ...(anonymous !== undefined && { anonymous }),
          ...(video && { video: { ...this.videoRules, main: { content: 'camera', track: null }, slides: null, receives: true } }),
        },
      }),
    );
    this.#lastDialled = { target, options };
    const extension = extensionOf(target);
    // A moment after the answer, when whoever answers by machine listens. Refused digits are the call's to tell.
    if (extension !== '') call.on('confirmed', () => void call.sendTones(`,${extension}`).catch(() => {}), { once: true });
    return call;
  }

  /** Dials what was dialled last, in the same way. Throws a PhoneError `nothing-to-redial` and as `dial` does. */
  redial(): Call {
    if (!this.#lastDialled) throw new PhoneError('nothing-to-redial', 'Nothing was dialled yet.');
    return this.dial(this.#lastDialled.target, this.#lastDialled.options);
  }

  /**
   * Tells what is known of somebody, on this connection, until the function that this returns is called; `people/presence.ts` does so on every one.
   * Throws a PhoneError: `no-account`, `bad-target` or `not-connected`.
   */
  watch(target: string, tell: (sight: Sight) => void): () => void {
    if (!this.#open) throw new PhoneError('no-account', 'The phone is closed.');
    return this.#open.dialer.watch(target, tell);
  }

  /** See `Line.announce`; `people/own-presence.ts` does so on every connection. Rejects with `no-account` or `not-connected` as well. */
  async announce(announcement: Announcement | null): Promise<void> {
    if (!this.#open) throw new PhoneError('no-account', 'The phone is closed.');
    await this.#open.dialer.announce(announcement);
  }

  #forward(call: Call): void {
    call.on('confirmed', () => {
      const { automatic, ...options } = this.recordingRules;
      // What goes wrong is said by the call.
      if (automatic.includes(call.accountId))
        call.recording.start(options).catch((error: unknown) => this.#ports.log.warn(`a call is not recorded: ${error}`));
      void reportWhereWanted(call, this.#ports);
    });
    call.on('transfer', (change) => this.emit('transfer', { call, ...change }));
    call.on('transferred', () => this.emit('transferred', { call }));
    call.on('redirected', (way) => this.emit('redirected', { call, ...way }));
    call.on('message', (message) => this.emit('message', { call, message }));
    call.on('info', (info) => this.emit('info', { call, ...info }));
    call.on('report', (report) => this.emit('report', { call, report }));
    call.on('participants', (participants) => this.emit('participants', { call, participants }));
  }
}
