import { type Core, type LogLevel, type Session, SIPExtension, UserAgent, type UserAgentDelegate } from 'sip.js';
import type { Account, Credentials } from '../../../shared/account.ts';
import type { Log } from '../log.ts';
import { Authentication } from './authentication.ts';
import { anonymousUri } from './inviter-options.ts';
import type { LegMedia } from './leg-media.ts';
import { cleanText } from './peer.ts';
import { takeRequestUris } from './request-uris.ts';
import { WebSocketTransport, type WebSocketTransportOptions } from './web-socket-transport.ts';

/** Seconds that an incoming call rings unless it is answered or the caller gives up; the phone's own rules are stricter. */
const longestRinging = 180;

export interface UserAgentPorts {
  log: Log;
  version: string;
  transport: WebSocketTransportOptions;
  /** The sound of a session, which its leg has chosen before. */
  mediaOf: (session: Session) => LegMedia;
  delegate: UserAgentDelegate;
}

/** SIP.js's core for one account. Null where the account makes no address. */
export function makeUserAgent(account: Account, { password }: Credentials, ports: UserAgentPorts): UserAgent | null {
  const isGuest = account.kind === 'guest';
  const uri = UserAgent.makeURI(isGuest ? anonymousUri : addressOf(account));
  if (!uri) return null;
  const userAgent = new UserAgent({
    uri,
    displayName: isGuest ? 'Anonymous' : quotable(account.displayName),
    transportConstructor: WebSocketTransport as never,
    transportOptions: ports.transport,
    sessionDescriptionHandlerFactory: ports.mediaOf,
    delegate: ports.delegate,
    userAgentString: `Offhook/${ports.version}`,
    noAnswerTimeout: longestRinging,
    sendInitialProvisionalResponse: false, // The leg rings by itself: see `prepare`.
    sipExtension100rel: SIPExtension.Supported,
    sipExtensionReplaces: SIPExtension.Supported,
    sipExtensionExtraSupported: ['timer'],
    // On closing the line says its own goodbyes, within two seconds; SIP.js would take all the time of the world.
    gracefulShutdown: false,
    logBuiltinEnabled: false,
    // It would print the password of the TURN server (api/user-agent.js).
    logConfiguration: false,
    logConnector: connectorTo(ports.log),
  });
  new Authentication({ name: account.authUser || account.user, password }).install(userAgent);
  takeRequestUris(userAgent);
  return userAgent;
}

/** The address of record. Characters that no user part may hold (RFC 3261 25.1) are escaped. */
export function addressOf({ user, domain }: Pick<Account, 'user' | 'domain'>): string {
  return `sip:${encodeURIComponent(user).replace(/%(?:2B|26|3D|24|2C)/gi, decodeURIComponent)}@${domain}`;
}

/** SIP.js puts the name between quotes as it is. */
const quotable = (name: string): string => cleanText(name).replace(/["\\]/g, '');

/** The first line of what SIP.js says, shortened: what comes after it may be a message with credentials or a session description. */
function connectorTo(log: Log): (level: LogLevel, category: string, label: string | undefined, content: unknown) => void {
  return (level, category, _label, content) => {
    if (level === 'debug') return;
    const [line = ''] = String(content).split(/[\r\n]/, 1);
    log.debug(`${category}: ${line.slice(0, 200)}`);
  };
}

/** Answers to requests outside a call, for which this phone has no use yet. */
export const outOfCall: UserAgentDelegate = {
  // A 200 would tell the sender that somebody read it.
  onMessage: (message) => void message.reject({ statusCode: 405 }),
  // Asterisk sends message-summary unasked; it is no news to be refused. Anything else belongs to no subscription (RFC 6665 4.1.3).
  onNotify: (notification) => {
    const isVoicemail = /^\s*message-summary\b/i.test(notification.request.getHeader('Event') ?? '');
    void (isVoicemail ? notification.accept() : notification.reject({ statusCode: 481 }));
  },
  // Following it would be toll fraud: see `session-delegate.ts`.
  onReferRequest: (request) => refuse(request, 603),
  onSubscribeRequest: (request) => refuse(request, 489),
};

function refuse(request: Core.IncomingRequest, statusCode: number): void {
  request.reject({ statusCode });
}
