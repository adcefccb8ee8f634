import { users } from './config.ts';

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

/** What it calls itself in challenges. */
export const realm = 'offhook.test';

/** Seconds between the signs of life that `outbound` asks for. */
export const flowTimer = 30;

export function kamailioConfig(input: KamailioInput): string {
  return [
    globals(input),
    modules(input),
    requestRoute(input),
    input.edgeOf === undefined ? asRegistrar(input) : asEdge(input.edgeOf),
    http(input),
  ].join('\n');
}

const globals = ({ host, ports }: KamailioInput): string => `#!KAMAILIO
debug=2
log_stderror=yes
children=2
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
  ];
  const routing = outbound ? ['outbound', 'rr', 'path'] : ['rr', 'path'];
  const parameters = [
    ['jsonrpcs', 'transport', 1],
    ['tls', 'certificate', `${folder}/cert.pem`],
    ['tls', 'private_key', `${folder}/key.pem`],
    ['tls', 'tls_method', 'TLSv1.2+'],
    ['tm', 'fr_timer', 5000],
    ['tm', 'failure_reply_mode', 3],
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

const presenceModules = ['db_text', 'presence', 'presence_xml', 'presence_dialoginfo', 'presence_mwi'];

const presenceParameters = (folder: string): readonly (readonly [string, string, string | number])[] => [
  ['presence', 'db_url', `text://${folder}/tables`],
  ['presence', 'subs_db_mode', 0],
  ['presence', 'publ_cache', 2],
  ['presence', 'send_fast_notify', 1],
  ['presence_xml', 'db_url', `text://${folder}/tables`],
  ['presence_xml', 'force_active', 1],
];

/** Same for both roles: what every proxy does, and the way back into dialogs. */
const requestRoute = ({ presence = false }: KamailioInput): string => `
request_route {
  xlog("L_NOTICE", "request $rm $ru from $proto:$si:$sp, From $fu, To $tu, CSeq $cs\\n");
  if (!mf_process_maxfwd_header("70")) { sl_send_reply("483", "Too Many Hops"); exit; }
  if (is_method("OPTIONS") && $rU == $null) { sl_send_reply("200", "OK"); exit; }
  if ($proto =~ "^wss?$") {
    force_rport();
    if (is_method("REGISTER")) fix_nated_register();
    else if (is_present_hf("Contact")) add_contact_alias();
  }
  if (is_method("CANCEL")) {
    if (t_check_trans()) t_relay();
    exit;
  }
  if (has_totag()) {
    route(DIALOG);
    exit;
  }
  if (is_method("ACK")) exit;
  t_check_trans();
  route(BEGIN);
}

# The far end of a dialog behind a WebSocket has an address that no resolver knows: the alias in its Contact, or the flow token in the
# Record-Route, says on which connection it is.
route[DIALOG] {
  if (!loose_route()) {
    if (is_method("ACK")) {
      if (t_check_trans()) t_relay();
      exit;
    }${presence ? '\n    if (is_method("SUBSCRIBE")) { route(EVENTS); exit; }' : ''}
    if ($(ru{uri.param,alias}) == "" && $(ru{uri.param,gr}) == "") { sl_send_reply("481", "Call/Transaction Does Not Exist"); exit; }
  }
  if ($du == $null) handle_ruri_alias();
  if (is_method("NOTIFY|SUBSCRIBE")) record_route();
  route(RELAY);
}

route[RELAY] {
  if (!t_relay()) sl_reply_error();
  exit;
}

onreply_route {
  if ($proto =~ "^wss?$" && is_present_hf("Contact")) add_contact_alias();
}
`;

function isFrom(address: string): string {
  const [host, port] = address.split(':');
  return `($si == "${host}" && $sp == ${port})`;
}

const isOurs = `^(${users.map(({ name }) => name).join('|')})$`;

function asRegistrar(input: KamailioInput): string {
  const { auth = 'MD5', serviceRoute = 'none', outbound = false, upstream = [], presence = false, host, ports } = input;
  const upstreams = typeof upstream === 'string' ? [upstream] : upstream;
  const route = `<sip:${host}:${ports.ws};transport=ws;lr;home>`;
  return `
route[BEGIN] {
  ${auth === 'none' ? '' : `if (!(${upstreams.map(isFrom).join(' || ') || '0'})) route(WHO);`}
  if (is_method("REGISTER")) {
    ${serviceRoute === 'none' ? '' : `append_to_reply("Service-Route: ${route}\\r\\n");`}
    if (!save("location")) sl_reply_error();
    exit;
  }
  ${serviceRoute === 'required' ? 'if ($proto =~ "^wss?$" && !($hdr(Route) =~ ";home")) { sl_send_reply("403", "Take The Service-Route"); exit; }' : ''}
  if (is_present_hf("Route")) loose_route();
  if (is_method("INVITE|SUBSCRIBE|REFER")) record_route();
  ${presence ? 'if (is_method("PUBLISH|SUBSCRIBE")) { route(EVENTS); exit; }' : ''}
  if (lookup("location")) {
    ${outbound ? 't_load_contacts(); t_next_contacts();\n    t_on_branch_failure("FLOW");' : ''}
    route(RELAY);
  }
  ${upstreams.length === 0 ? `if ($rU =~ "${isOurs}") sl_send_reply("480", "Temporarily Unavailable");\n  else sl_send_reply("404", "Not Found");` : toUpstreams(upstreams)}
}

route[WHO] {
  if (!is_method("REGISTER") && !($proto =~ "^wss?$") && !($fU =~ "${isOurs}")) return;
  if (!($au =~ "${isOurs}")) { auth_challenge("${realm}", "1"); exit; }
  $var(checks) = 0;
  if (is_method("REGISTER")) $var(checks) = 1;
  if (!pv_auth_check("${realm}", "secret-$au", "0", "$var(checks)")) { auth_challenge("${realm}", "1"); exit; }
  if (is_method("REGISTER")) return;
  consume_credentials();
  remove_hf("P-Preferred-Identity");
  append_hf("P-Asserted-Identity: <sip:$au@${host}>\\r\\n");
}
${presence ? events : ''}
${
  outbound
    ? `event_route[tm:branch-failure:FLOW] {
  if (t_check_status("403|430|477") || (t_branch_timeout() && !t_branch_replied())) {
    unregister("location", "$tu", "$T_reply_ruid");
    if (t_next_contact_flow()) { t_on_branch_failure("FLOW"); t_relay(); }
  }
}`
    : ''
}
`;
}

const events = `
route[EVENTS] {
  if (!t_newtran()) { sl_reply_error(); exit; }
  if (is_method("PUBLISH")) handle_publish();
  else handle_subscribe();
  exit;
}`;

const toUpstreams = (all: readonly string[]): string =>
  `${all.map((address, i) => `${i === 0 ? '' : 'append_branch();\n  '}$du = "sip:${address}";`).join('\n  ')}\n  route(RELAY);`;

const asEdge = (registrar: string): string => `
route[BEGIN] {
  if (!${isFrom(registrar)}) {
    if (is_method("REGISTER")) add_path_received();
    else if (is_method("INVITE|SUBSCRIBE|REFER")) record_route();
    remove_hf("Route");
    $du = "sip:${registrar}";
    route(RELAY);
  }
  if (is_method("INVITE|SUBSCRIBE|REFER")) record_route();
  if (!loose_route()) { sl_send_reply("403", "Forbidden"); exit; }
  t_on_failure("FLOW");
  route(RELAY);
}

failure_route[FLOW] {
  if (t_branch_timeout() || !t_branch_replied()) t_reply("430", "Flow Failed");
}
`;

const http = ({ ports }: KamailioInput): string => `
event_route[xhttp:request] {
  set_reply_close();
  set_reply_no_connect();
  if ($hu =~ "^/rpc") { jsonrpc_dispatch(); exit; }
  if (($Rp == ${ports.ws} || $Rp == ${ports.wss}) && $hdr(Upgrade) =~ "websocket") {
    if (ws_handle_handshake()) exit;
  }
  xhttp_reply("404", "Not Found", "", "");
}

event_route[websocket:closed] {
  xlog("L_NOTICE", "closed $proto:$si:$sp\\n");
}
`;
