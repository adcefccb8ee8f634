/**
 * What every number of the test PBX does, and the tones by which a test knows whom it hears. A "tone" is a steady sine from the moment of
 * answering until the caller hangs up, unless said otherwise.
 *
 * | number      | SIP answer      | what happens                                                                              |
 * | ----------- | --------------- | ----------------------------------------------------------------------------------------- |
 * | 600         | 200             | Echo of the caller's own sound                                                            |
 * | 601         | 200             | tone of 440 Hz                                                                            |
 * | 602         | 200             | tone of 1004 Hz (Milliwatt, 0 dBm: loud)                                                  |
 * | 603         | 486             | busy                                                                                      |
 * | 604         | 603             | declined                                                                                  |
 * | 605         | 180, then none  | rings and never answers                                                                   |
 * | 606         | 180, then 480   | no answer after 2 s                                                                       |
 * | 607         | 183, then 200   | early media of 500 Hz for 3 s, then answers with a tone of 700 Hz                         |
 * | 608         | 200             | reads up to 5 digits until `#`, keeps them (`digits()`), says them back: digit d as a     |
 * |             |                 | tone of 500 + 100 d Hz for 400 ms, then reads again                                       |
 * | 609         | 200             | music on hold: tone of 800 Hz                                                             |
 * | 610         | 200             | hangs up 1 s after answering                                                              |
 * | 611         | 200             | answers and hangs up at once                                                              |
 * | 612         | 200             | dead air: answers and sends nothing at all                                                |
 * | 613         | 180, 183, 200   | rings, with early media that is silent for 5 s, then 500 Hz for 8 s, then answers with a  |
 * |             |                 | tone of 700 Hz                                                                            |
 * | 404         | 404             | unallocated; so does any number not in this table                                         |
 * | 408         | none            | only 100 Trying                                                                           |
 * | 488         | 488             | no common codec                                                                           |
 * | 503         | 503             | congestion                                                                                |
 * | 699         | as they answer  | rings 1001 and 1002 at once; the loser is told "answered elsewhere" (Reason in CANCEL)    |
 * | 7000        | 200             | conference room (ConfBridge), silent announcements                                        |
 * | 7003        | 200             | conference room that passes on everyone's picture (`sfu`), where the endpoints take more  |
 * |             |                 | than one (`max_video_streams`), and tells who is there and who talks                      |
 * | 1001…1012,  | as they answer  | that user, on all devices, for 30 s; a busy (486), declined (603) or absent (480) callee  |
 * | 2001        |                 | reaches the caller as such. A party put on hold hears the tone of 800 Hz                  |
 */
export function extensionsConf({ users, callers, extra }: { users: readonly string[]; callers: string; extra: string }): string {
  return `[globals]

[users]
${number('600', 'Answer()', 'Echo()')}
${number('601', 'Answer()', 'Playtones(440)', 'Wait(3600)')}
${number('602', 'Answer()', 'Milliwatt()')}
${number('603', 'Busy()')}
${number('604', ...declined)}
${number('605', 'Ringing()', 'Wait(3600)')}
${number('606', 'Ringing()', 'Wait(2)', 'Hangup(19)')}
${number('607', 'Progress()', ...tone(500, 3), 'Answer()', ...tone(700, 3600))}
${number('609', 'Answer()', 'MusicOnHold()')}
${number('610', 'Answer()', 'Wait(1)', 'Hangup()')}
${number('611', 'Answer()', 'Hangup()')}
${number('612', 'Answer()', 'Wait(3600)')}
${number('613', 'Ringing()', 'Progress()', ...tone(0, 5), ...tone(500, 8), 'Answer()', ...tone(700, 3600))}
${number('404', 'Hangup(1)')}
${number('408', 'Wait(3600)')}
${number('488', 'Hangup(58)')}
${number('503', 'Congestion()')}
${number('699', `Dial(${contacts('1001')}&${contacts('1002')},30)`, `Hangup(${cause})`)}
${number('7000', 'Answer()', 'ConfBridge(7000,quiet_bridge,quiet_user)')}
${number('7003', 'Answer()', ...everyoneSeen, 'ConfBridge(7003)')}
${readDigits}
${users.map((user) => `exten => ${user},hint,PJSIP/${user}\n${number(user, `Goto(callee,${dialled},1)`)}`).join('\n')}

[callee]
${number('_X.', absent, `Dial(${contacts(dialled)},30)`, `GotoIf($["${cause}"="21"]?declined,s,1)`, `Hangup(${cause})`)}

[ring]
${number('_X.', ...ring(callers))}

[declined]
${number('s', ...declined)}

[messages]
exten => _X.,1,MessageSend(pjsip:\${EXTEN},\${MESSAGE(from)})

${extra}
`;
}

const variable = (name: string): string => `\${${name}}`;
const dialled = variable('EXTEN');
const cause = variable('HANGUPCAUSE');

/** Asterisk knows only Q.850 causes and turns "rejected" (21) into 403; PJSIPHangup, absent before 18, names the SIP status itself. */
const declined = ['TryExec(PJSIPHangup(603))', 'Hangup(21)'];

/** So many hertz for so many seconds; 0 hertz is silence that is sent. */
const tone = (hertz: number, seconds: number): string[] => [`Playtones(${hertz})`, `Wait(${seconds})`, 'StopPlaytones()'];

/** Of the conference that follows. */
const everyoneSeen = [
  'Set(CONFBRIDGE(bridge,video_mode)=sfu)',
  'Set(CONFBRIDGE(bridge,enable_events)=yes)',
  'Set(CONFBRIDGE(user,send_events)=yes)',
  'Set(CONFBRIDGE(user,talk_detection_events)=yes)',
  'Set(CONFBRIDGE(user,quiet)=yes)',
];

/** Without a registered device Dial would end in cause 3, a 404; phones expect 480 for somebody who is away. */
const absent = `ExecIf($["${variable(`PJSIP_DIAL_CONTACTS(${dialled})`)}"=""]?Hangup(20))`;

/** Every device of that user: `PJSIP/user` alone would ring one of them. */
function contacts(user: string): string {
  const all = variable(`PJSIP_DIAL_CONTACTS(${user})`);
  return variable(`IF($["${all}"=""]?PJSIP/${user}:${all})`);
}

/** Where originate() starts, with `user*id`: all phones of that user, called by whom the files `callers/id.*` name. */
function ring(callers: string): string[] {
  const [to, id] = [1, 2].map((field) => variable(`CUT(EXTEN,*,${field})`));
  const from = (property: string): string => variable(`FILE(${callers}/${id}.${property},0,4000)`);
  return [`Set(CALLERID(num)=${from('number')})`, `Set(CALLERID(name)=${from('name')})`, `Dial(${contacts(to ?? '')},30)`];
}

const readDigits = `exten => 608,1,Answer()
 same => n(read),Read(DIGITS,,5,,1,20)
 same => n,Set(DB(dtmf/\${CALLERID(num)})=\${DIGITS})
 same => n,Set(I=0)
 same => n,While($[\${I} < \${LEN(\${DIGITS})}])
 same => n,Playtones($[500 + 100 * 0\${FILTER(0-9,\${DIGITS:\${I}:1})}])
 same => n,Wait(0.4)
 same => n,StopPlaytones()
 same => n,Wait(0.2)
 same => n,Set(I=$[\${I} + 1])
 same => n,EndWhile()
 same => n,Goto(read)`;

function number(extension: string, ...applications: readonly string[]): string {
  return applications
    .map((application, i) => (i === 0 ? `exten => ${extension},1,${application}` : ` same => n,${application}`))
    .join('\n');
}
