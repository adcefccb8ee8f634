import { extensionsConf } from './dialplan.ts';

/** A user of the test PBX: registers and calls with `name` and `password`. */
export interface User {
  readonly name: string;
  readonly password: string;
  readonly displayName: string;
  /** `webrtc`: over the WebSocket. `plain`: RTP without encryption over UDP or TCP, for scripted peers. */
  readonly kind: 'webrtc' | 'plain';
  /** What is special about this user, for people reading a failed test. */
  readonly note?: string;
  /** Lines of its endpoint section in pjsip.conf that differ from the template's. */
  readonly endpoint?: readonly string[];
}

export interface Ports {
  readonly http: number;
  readonly https: number;
  /** SIP over UDP and over TCP. */
  readonly sip: number;
  /** First and last port of its own range for sound. */
  readonly rtp: readonly [first: number, last: number];
}

const user = (name: string, note?: string, ...endpoint: readonly string[]): User => ({
  name,
  password: `secret-${name}`,
  displayName: `User ${name}`,
  kind: name.startsWith('2') ? 'plain' : 'webrtc',
  ...(note === undefined ? {} : { note }),
  endpoint,
});

export const users: readonly User[] = [
  user('1001'),
  user('1002'),
  user('1003'),
  user('1004'),
  user('1005'),
  user('1006', 'learns by re-INVITE that the other side put it on hold, instead of hearing music', 'moh_passthrough=yes'),
  user('1007', 'no telephone-event in the SDP: DTMF by INFO only', 'dtmf_mode=info'),
  user('1008', 'DTMF: telephone-event where offered, else in the sound', 'dtmf_mode=auto'),
  user('1009', 'PCMU only', 'disallow=all', 'allow=ulaw'),
  user('1010', 'GSM only: every call from a browser is refused with 488', 'disallow=all', 'allow=gsm'),
  user(
    '1011',
    'sessions of an hour or more: asks for a longer interval with 422 (RFC 4028)',
    'timers_min_se=3600',
    'timers_sess_expires=3600',
  ),
  user(
    '1012',
    'may call anonymously: known by its password whatever From says, and given no name by the PBX',
    'callerid=',
    'identify_by=username,auth_username',
  ),
  user('2001', 'a plain SIP phone over UDP or TCP'),
];

export interface ConfigInput {
  /** The folder of this instance as Asterisk sees it, inside its root folder. */
  readonly folder: string;
  /** Address that every socket is bound to. */
  readonly host: string;
  readonly ports: Ports;
  /** Addresses of this machine that ICE would offer although sound is bound to `host`: it then offers `host` in their place. */
  readonly otherAddresses: readonly string[];
  /** Appended to extensions.conf: more contexts, or `[users](+)` for more numbers. */
  readonly extraDialplan: string;
  /** Appended to pjsip.conf. */
  readonly extraPjsip: string;
}

/** All configuration files of an instance, by name. A module whose file is absent here keeps its defaults or does not load. */
export function configFiles(input: ConfigInput): Readonly<Record<string, string>> {
  const { folder, host, ports } = input;
  return {
    'asterisk.conf': asteriskConf(folder),
    'modules.conf': `[modules]\nautoload=no\n${modules.map((name) => `load=${name}.so`).join('\n')}\n`,
    'logger.conf': '[general]\ndateformat=%F %T.%3q\n[logfiles]\nfull => notice,warning,error,verbose(4),dtmf\n',
    'http.conf': httpConf(folder, host, ports),
    'rtp.conf': rtpConf(input),
    'pjsip.conf': `${pjsipConf(host, ports)}\n${input.extraPjsip}\n`,
    'extensions.conf': extensionsConf({ users: users.map(({ name }) => name), callers: `${folder}/caller`, extra: input.extraDialplan }),
    'musiconhold.conf': `[default]\nmode=files\ndirectory=${folder}/moh\n`,
    'confbridge.conf': '[general]\n[quiet_bridge]\ntype=bridge\n[quiet_user]\ntype=user\nquiet=yes\nannounce_only_user=no\n',
    'indications.conf':
      '[general]\ncountry=us\n[us]\ndescription=none\nringcadence=2000,4000\ndial=350+440\nbusy=480+620/500,0/500\nring=440+480/2000,0/4000\n',
    'voicemail.conf': '[general]\nformat=wav\n[default]\n1001 => 1001,User 1001\n',
    'features.conf': '[general]\n[featuremap]\n',
    'cdr.conf': '[general]\nenable=no\n',
    'cel.conf': '[general]\nenable=no\n',
    'udptl.conf': '[general]\n',
    'ccss.conf': '[general]\n',
    'acl.conf': '',
    'pjproject.conf': '[log_mappings]\ntype=log_mappings\n',
    'stasis.conf': '',
  };
}

/** What calls need and later tests will (presence, messages, conferences, transfers, voicemail): all 350 would complain of missing configurations. */
const modules = `
  res_sorcery_config res_sorcery_memory res_sorcery_astdb res_pjproject res_crypto res_srtp res_timing_timerfd res_http_websocket res_rtp_asterisk
  res_pjsip res_pjsip_session res_pjsip_pubsub chan_pjsip res_pjsip_transport_websocket res_pjsip_sdp_rtp res_pjsip_registrar
  res_pjsip_authenticator_digest res_pjsip_outbound_authenticator_digest res_pjsip_endpoint_identifier_user res_pjsip_endpoint_identifier_ip
  res_pjsip_caller_id res_pjsip_diversion res_pjsip_dlg_options res_pjsip_dtmf_info res_pjsip_empty_info res_pjsip_exten_state
  res_pjsip_header_funcs res_pjsip_logger res_pjsip_messaging res_pjsip_mwi res_pjsip_mwi_body_generator res_pjsip_nat res_pjsip_outbound_publish
  res_pjsip_path res_pjsip_pidf_body_generator res_pjsip_dialog_info_body_generator res_pjsip_xpidf_body_generator res_pjsip_refer
  res_pjsip_rfc3326 res_pjsip_sips_contact res_pjsip_acl res_pjsip_one_touch_record_info res_pjsip_history
  res_format_attr_opus res_format_attr_h264 res_format_attr_vp8 codec_opus_open_source codec_resample codec_ulaw codec_alaw codec_a_mu codec_gsm
  codec_g722 format_sln format_wav format_gsm format_pcm res_musiconhold bridge_simple bridge_native_rtp bridge_softmix bridge_holding bridge_builtin_features chan_bridge_media
  res_rtp_multicast chan_rtp
  app_attended_transfer app_blind_transfer app_chanspy app_confbridge app_db app_dial app_directed_pickup app_echo app_exec app_milliwatt
  app_mixmonitor app_originate app_page app_playback app_playtones app_read app_record app_senddtmf app_sendtext app_softhangup app_stack
  app_stream_echo app_transfer app_userevent app_verbose app_voicemail app_waitforsilence app_while
  func_callerid func_channel func_cut func_db func_devstate func_dialplan func_env func_global func_groupcount func_hangupcause func_holdintercept
  func_logic func_math func_pjsip_aor func_pjsip_contact func_pjsip_endpoint func_presencestate func_rand func_sorcery func_strings func_timeout
  func_volume pbx_config res_clioriginate res_mutestream res_stasis`
  .trim()
  .split(/\s+/);

function asteriskConf(folder: string): string {
  const own = { etc: 'etc', varlib: 'lib', db: 'lib', key: 'lib', spool: 'spool', run: 'run', log: 'log', cache: 'lib' };
  const directories = Object.entries(own).map(([name, sub]) => `ast${name}dir => ${folder}/${sub}`);
  return `[directories]\n${directories.join('\n')}\n\n[options]\nverbose=4\nhideconnect=yes\n`;
}

const httpConf = (folder: string, host: string, { http, https }: Ports): string => `[general]
enabled=yes
bindaddr=${host}
bindport=${http}
tlsenable=yes
tlsbindaddr=${host}:${https}
tlscertfile=${folder}/etc/cert.pem
tlsprivatekey=${folder}/etc/key.pem
`;

function rtpConf({ host, ports, otherAddresses }: ConfigInput): string {
  const mapped = otherAddresses.map((address) => `${address} => ${host}`);
  return `[general]\nrtpstart=${ports.rtp[0]}\nrtpend=${ports.rtp[1]}\nicesupport=yes\n\n[ice_host_candidates]\n${mapped.join('\n')}\n`;
}

function pjsipConf(host: string, ports: Ports): string {
  const transports = ['udp', 'tcp'].map((protocol) => `[${protocol}]\ntype=transport\nprotocol=${protocol}\nbind=${host}:${ports.sip}\n`);
  // ws and wss take their address from http.conf.
  transports.push('[ws]\ntype=transport\nprotocol=ws\nbind=0.0.0.0\n', '[wss]\ntype=transport\nprotocol=wss\nbind=0.0.0.0\n');
  return `[global]\ntype=global\nuser_agent=Offhook test PBX\nendpoint_identifier_order=ip,username,auth_username\n\n${transports.join('\n')}\n${endpointTemplates(host)}\n${users.map(userSections).join('\n')}`;
}

const endpointTemplates = (host: string): string => `[phone](!)
type=endpoint
context=users
message_context=messages
disallow=all
direct_media=no
dtmf_mode=rfc4733
send_pai=yes
trust_id_outbound=yes
trust_id_inbound=no
; otherwise the name of the machine would show in every caller's address
from_domain=${host}
media_address=${host}
bind_rtp_to_media_address=yes
allow_subscribe=yes

[webrtc](!,phone)
webrtc=yes
allow=opus,ulaw

[plain](!,phone)
allow=ulaw
rtp_symmetric=yes
force_rport=yes
rewrite_contact=yes

[aor](!)
type=aor
max_contacts=5
remove_existing=no
; short, so that a test can see a registration refreshed or expire
minimum_expiration=5
`;

function userSections({ name, password, displayName, kind, endpoint = [] }: User): string {
  const own = [`auth=${name}`, `aors=${name}`, `callerid="${displayName}" <${name}>`, `mailboxes=${name}@default`, ...endpoint];
  return `[${name}](${kind})\n${own.join('\n')}\n\n[${name}](aor)\n\n[${name}]\ntype=auth\nauth_type=userpass\nusername=${name}\npassword=${password}\n`;
}
