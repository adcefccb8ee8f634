import { httpRoutes, requestRoutes } from './kamailio-routes.ts';

export interface KamailioOptions {
  /** Address that all its sockets are bound to. Default 127.0.0.1. */
  readonly host?: string;
  /** Name of a network namespace (`ip netns`) to run in; `host` is then an address inside it. */
  readonly netns?: string;
  /**
   * `host:port` of the UDP peer that takes every call to somebody who is not registered here. Of several, all ring at once: the caller sees a
   * fork. Without any, an absent user of config.ts is answered 480, anybody else 404.
   */
  readonly upstream?: string | readonly string[];
  /** How users prove who they are. Default MD5. `none` lets everybody be anybody. */
  readonly auth?: 'none' | 'MD5' | 'SHA-256';
  /** Seconds after which a nonce is answered with `stale=true`. Default 300. */
  readonly nonceLifetime?: number;
  /** Announces a Service-Route (RFC 3608) to who registers; `required` refuses (403) calls from the WebSocket that do not take it. Default `none`. */
  readonly serviceRoute?: 'none' | 'offered' | 'required';
  /** RFC 5626: takes several flows of one instance (reg-id), announces `Require: outbound` and a Flow-Timer, and routes by flow tokens. */
  readonly outbound?: boolean;
  /** RFC 5627: gives public and temporary GRUUs to who registers with +sip.instance. */
  readonly gruu?: boolean;
  /** This one is an edge proxy before that registrar (`host:port` over UDP): it adds Path (RFC 3327) and keeps no users itself. */
  readonly edgeOf?: string;
  /** `host:port` of another one in whose place it stands: what has to pass by there passes by here. */
  readonly standsInFor?: readonly string[];
  /** Shortest registration in seconds, below it 423 is the answer. Default 5. */
  readonly minExpires?: number;
  /** Presence server (RFC 3856, 3903): events presence, dialog and message-summary. Default false. */
  readonly presence?: boolean;
}

export interface KamailioPorts {
  readonly ws: number;
  readonly wss: number;
  /** SIP over UDP and over TCP. */
  readonly sip: number;
}

export interface KamailioInput extends KamailioOptions {
  readonly host: string;
  readonly ports: KamailioPorts;
  /** Its own folder, with cert.pem, key.pem and, for presence, tables/. */
  readonly folder: string;
}

/** Seconds between the signs of life that `outbound` asks for. */
export const flowTimer = 30;

export const kamailioConfig = (input: KamailioInput): string =>
  [globals(input), modules(input), requestRoutes(input), httpRoutes(input)].join('\n');

const globals = ({ host, ports, standsInFor = [] }: KamailioInput): string => `#!KAMAILIO
debug=1
log_stderror=yes
# one process for UDP: of several, a later message could overtake an earlier one
children=1
tcp_children=2
auto_aliases=no
dns=no
rev_dns=no
use_dns_cache=off
disable_sctp=yes
enable_tls=yes
tcp_accept_no_cl=yes
tcp_rd_buf_size=131072
tcp_connection_lifetime=3605
listen=udp:${host}:${ports.sip}
listen=tcp:${host}:${ports.sip}
listen=tcp:${host}:${ports.ws}
listen=tls:${host}:${ports.wss}
${standsInFor.flatMap((address) => [`alias=udp:${address}`, `alias=tcp:${address}`]).join('\n')}
`;

function modules(input: KamailioInput): string {
  const { folder, outbound = false, gruu = false, auth = 'MD5', nonceLifetime = 300, minExpires = 5, presence = false, edgeOf } = input;
  // outbound before rr and path: they look for it when they are loaded.
  const names = [
    'jsonrpcs',
    'tls',
    'tm',
    'tmx',
    'sl',
    'pv',
    'maxfwd',
    'xlog',
    'textops',
    'siputils',
    'usrloc',
    'registrar',
    'nathelper',
    'auth',
    'corex',
  ];
  const routing = outbound ? ['outbound', 'rr', 'path'] : ['rr', 'path'];
  const parameters = [
    ['jsonrpcs', 'transport', 1],
    ['tls', 'certificate', `${folder}/cert.pem`],
    ['tls', 'private_key', `${folder}/key.pem`],
    ['tls', 'tls_method', 'TLSv1.2+'],
    ['tm', 'fr_timer', 5000],
    ['tm', 'failure_reply_mode', 3],
    // RFC 3261 16.7 has a proxy turn 503 into 500; many let it pass, and it is what tests of phones are about.
    ['tm', 'remap_503_500', 0],
    ['tm', 'contact_flows_avp', 'tm_contact_flows'],
    ['tm', 'contacts_avp', 'tm_contacts'],
    ['rr', 'append_fromtag', 0],
    ['path', 'use_received', 1],
    ['usrloc', 'db_mode', 0],
    ['usrloc', 'timer_interval', 1],
    ['usrloc', 'handle_lost_tcp', edgeOf === undefined ? 1 : 0],
    ['registrar', 'min_expires', minExpires],
    ['registrar', 'max_contacts', 10],
    ['registrar', 'use_path', 1],
    ['registrar', 'path_mode', 1],
    ['registrar', 'gruu_enabled', gruu ? 1 : 0],
    ['registrar', 'outbound_mode', outbound ? 1 : 0],
    ['registrar', 'flow_timer', outbound ? flowTimer : 0],
    ['nathelper', 'received_avp', '$avp(received)'],
    ['registrar', 'received_avp', '$avp(received)'],
    ['auth', 'algorithm', auth === 'none' ? 'MD5' : auth],
    ['auth', 'qop', 'auth'],
    ['auth', 'nonce_expire', nonceLifetime],
    ['websocket', 'keepalive_mechanism', 0],
  ] as const;
  const loaded = [...names, ...routing, 'xhttp', 'websocket', ...(presence ? presenceModules : [])];
  const set = [...parameters, ...(presence ? presenceParameters(folder) : [])];
  return [
    ...loaded.map((name) => `loadmodule "${name}.so"`),
    ...set.map(([module, name, value]) => `modparam("${module}", "${name}", ${typeof value === 'number' ? value : `"${value}"`})`),
    '',
  ].join('\n');
}

const presenceModules = ['textopsx', 'db_text', 'presence', 'presence_xml', 'presence_dialoginfo', 'presence_mwi'];

const presenceParameters = (folder: string): readonly (readonly [string, string, string | number])[] => [
  ['presence', 'db_url', `text://${folder}/tables`],
  ['presence', 'subs_db_mode', 0],
  ['presence', 'publ_cache', 2],
  ['presence', 'send_fast_notify', 1],
  ['presence_xml', 'db_url', `text://${folder}/tables`],
  ['presence_xml', 'force_active', 1],
];
