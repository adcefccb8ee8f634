import { users } from './config.ts';
import type { KamailioInput } from './kamailio-config.ts';

/** What it calls itself in challenges. */
export const realm = 'offhook.test';

/** The routing script: `request_route` and all it leads to. */
export function requestRoutes(input: KamailioInput): string {
  const role = input.edgeOf === undefined ? registrar(input) : edge(input.edgeOf);
  return [common, role, input.presence ? events : noEvents].join('\n');
}

/**
 * What every proxy does. The far end of a dialog behind a WebSocket has an address that no resolver knows: the alias in its Contact, or the
 * flow token in the Record-Route, says on which connection it is.
 */
const common = `
request_route {
  xlog("L_NOTICE", "request $rm $ru from $proto:$si:$sp, From $fu, To $tu, CSeq $cs\\n");
  if (!mf_process_maxfwd_header("70")) { sl_send_reply("483", "Too Many Hops"); exit; }
  if (is_method("OPTIONS") && $rU == $null) { sl_send_reply("200", "OK"); exit; }
  if ($proto =~ "^wss?$") {
    force_rport();
    if (is_method("REGISTER")) fix_nated_register();
    else if (is_method("SUBSCRIBE")) fix_nated_contact();
    else if (is_present_hf("Contact")) add_contact_alias();
  }
  if (is_method("CANCEL")) {
    if (t_check_trans()) t_relay();
    exit;
  }
  if (has_totag()) { route(DIALOG); exit; }
  if (is_method("ACK")) exit;
  t_check_trans();
  route(BEGIN);
}

route[DIALOG] {
  if (!loose_route()) {
    if (is_method("ACK")) {
      if (t_check_trans()) t_relay();
      exit;
    }
    if (is_method("SUBSCRIBE|PUBLISH")) { route(EVENTS); exit; }
    if ($(ru{uri.param,alias}) == "" && $(ru{uri.param,gr}) == "") { sl_send_reply("481", "Call/Transaction Does Not Exist"); exit; }
  }
  if ($du == $null) handle_ruri_alias();
  route(RELAY);
}

route[RELAY] {
  if (!t_relay()) sl_reply_error();
  exit;
}

onreply_route {
  if ($proto =~ "^wss?$" && is_present_hf("Contact")) add_contact_alias();
}`;

function registrar({
  auth = 'MD5',
  serviceRoute = 'none',
  outbound = false,
  upstream = [],
  presence = false,
  host,
  ports,
}: KamailioInput): string {
  const upstreams = typeof upstream === 'string' ? [upstream] : upstream;
  const trusted = upstreams.map((address) => `!${isFrom(address)} && `).join('');
  const announced = `<sip:${host}:${ports.ws};transport=ws;lr;home>`;
  return lines(
    'route[BEGIN] {',
    auth !== 'none' && `  if (${trusted}!is_method("ACK")) route(WHO);`,
    '  if (is_method("REGISTER")) {',
    serviceRoute !== 'none' && `    append_to_reply("Service-Route: ${announced}\\r\\n");`,
    '    if (!save("location")) sl_reply_error();',
    '    exit;',
    '  }',
    serviceRoute === 'required' &&
      '  if ($proto =~ "^wss?$" && !($hdr(Route) =~ ";home")) { sl_send_reply("403", "Take The Service-Route"); exit; }',
    '  if (is_present_hf("Route")) loose_route();',
    presence && '  if (is_method("PUBLISH|SUBSCRIBE")) { route(EVENTS); exit; }',
    '  if (is_method("INVITE|SUBSCRIBE|REFER")) record_route();',
    '  if (lookup("location")) {',
    outbound && '    t_load_contacts();\n    t_next_contacts();\n    t_on_branch_failure("FLOW");',
    '    route(RELAY);',
    '  }',
    ...(upstreams.length === 0 ? nobody : toAll(upstreams)),
    '}',
    who(host),
    outbound && nextFlow,
  );
}

const isOurs = `^(${users.map(({ name }) => name).join('|')})$`;

/** In the script's own words: whether the request came from that `host:port`. */
function isFrom(address: string): string {
  const [host, port] = address.split(':');
  return `($si == "${host}" && $sp == ${port})`;
}

const nobody = [`  if ($rU =~ "${isOurs}") sl_send_reply("480", "Temporarily Unavailable");`, '  else sl_send_reply("404", "Not Found");'];

const toAll = (addresses: readonly string[]): string[] => [
  ...addresses.flatMap((address, i) => [...(i === 0 ? [] : ['  append_branch();']), `  $du = "sip:${address}";`]),
  '  route(RELAY);',
];

/** A user proves it, and so does whoever comes in over a WebSocket. Passwords are those of config.ts: `secret-` and the name. */
const who = (host: string): string => `
route[WHO] {
  if (!is_method("REGISTER") && !($proto =~ "^wss?$") && !($fU =~ "${isOurs}")) return;
  $var(checks) = 0;
  if (is_method("REGISTER")) $var(checks) = 1;
  if (!($au =~ "${isOurs}") || !pv_auth_check("${realm}", "secret-$au", "0", "$var(checks)")) { auth_challenge("${realm}", "1"); exit; }
  if (is_method("REGISTER")) return;
  consume_credentials();
  remove_hf("P-Preferred-Identity");
  append_hf("P-Asserted-Identity: <sip:$au@${host}>\\r\\n");
}`;

/** RFC 5626 5.3: a flow that failed is forgotten, and another one of the same instance is tried. */
const nextFlow = `
event_route[tm:branch-failure:FLOW] {
  if (t_check_status("403|430|477") || (t_branch_timeout() && !t_branch_replied())) {
    unregister("location", "$tu", "$T_reply_ruid");
    if (t_next_contact_flow()) { t_on_branch_failure("FLOW"); t_relay(); }
  }
}`;

/** From the clients everything goes to the registrar; back it goes by the Path that was put into REGISTER (RFC 3327). */
const edge = (address: string): string => `
route[BEGIN] {
  if (is_method("INVITE|SUBSCRIBE|REFER")) record_route();
  if (${isFrom(address)}) {
    loose_route();
    if ($du == $null) { sl_send_reply("403", "Forbidden"); exit; }
    t_on_failure("FLOW");
    if (!t_relay()) sl_send_reply("430", "Flow Failed");
    exit;
  }
  if (is_method("REGISTER")) add_path_received();
  remove_hf("Route");
  $du = "sip:${address}";
  route(RELAY);
}

failure_route[FLOW] {
  if (t_branch_timeout() || !t_branch_replied()) t_reply("430", "Flow Failed");
}`;

/** The presence module notifies the Contact that it reads itself: no alias helps, it has to be the address that the request came from. */
const events = `
route[EVENTS] {
  msg_apply_changes();
  if (!t_newtran()) { sl_reply_error(); exit; }
  if (is_method("PUBLISH")) handle_publish();
  else handle_subscribe();
  exit;
}`;

const noEvents = `
route[EVENTS] {
  sl_send_reply("481", "Call/Transaction Does Not Exist");
}`;

/** WebSocket handshakes, and the RPC by which a test asks and commands. */
export const httpRoutes = ({ ports }: KamailioInput): string => `
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

/** Without those that a condition left out. */
const lines = (...all: readonly (string | false)[]): string => all.filter((line) => line !== false).join('\n');
