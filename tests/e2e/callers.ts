import type { Asterisk } from '../pbx/asterisk.ts';

/**
 * More dialplan for `startAsterisk`: callers of whom a test learns what became of them, and numbers that write down who reached them and how.
 *
 * | number | what happens                                                                                 |
 * | ------ | -------------------------------------------------------------------------------------------- |
 * | 790    | answers and notes that it was reached                                                        |
 * | 791    | answers and notes the header X-Department                                                    |
 * | 792    | answers and notes the caller's From                                                           |
 * | *7…,   | answers and notes the whole number                                                           |
 * | *9…    |                                                                                              |
 */
export const callersDialplan = `
[caller]
exten => _X.,1,Set(CALLERID(num)=\${DB(caller/number)})
 same => n,Set(CALLERID(name)=\${DB(caller/name)})
 same => n,ExecIf($["\${DB(caller/hidden)}"="yes"]?Set(CALLERID(pres)=prohib))
 same => n,Dial(\${PJSIP_DIAL_CONTACTS(\${EXTEN})},\${DB(caller/seconds)},b(caller-header^add^1))
 same => n,Set(DB(noted/outcome)=\${DIALSTATUS} \${HANGUPCAUSE})

[caller-header]
exten => add,1,ExecIf($["\${DB(caller/header)}"!="none"]?Set(PJSIP_HEADER(add,\${DB(caller/header)})=\${DB(caller/value)}))
 same => n,Return()

[users](+)
exten => 790,1,Set(DB(noted/reached)=\${EXTEN})
 same => n,Answer()
 same => n,Wait(3)
exten => 791,1,Set(DB(noted/header)=\${PJSIP_HEADER(read,X-Department)})
 same => n,Answer()
 same => n,Wait(1)
exten => 792,1,Set(DB(noted/from)=\${PJSIP_HEADER(read,From)})
 same => n,Answer()
 same => n,Wait(1)
exten => _*[79]X!,1,Set(DB(noted/code)=\${EXTEN})
 same => n,Answer()
 same => n,Wait(1)
`;

export interface Caller {
  number?: string;
  name?: string;
  /** Keeps its number to itself (RFC 3323). */
  isHidden?: boolean;
  /** Of ringing, before it gives up. */
  seconds?: number;
  /** One more header of its INVITE: name and value. */
  header?: readonly [string, string];
  /** The number of the dialplan that the caller talks from. Default 601, a tone of 440 Hz. */
  from?: string;
}

export type Noted = 'outcome' | 'reached' | 'header' | 'from' | 'code';

/** Rings a user. What became of it is `noted(pbx, 'outcome')`: Asterisk's DIALSTATUS and the cause of Q.850, `BUSY 17`. */
export async function callIn(
  pbx: Asterisk,
  user: string,
  { number = '5551234', name = '', isHidden = false, seconds = 20, header = ['none', ''], from = '601' }: Caller = {},
): Promise<void> {
  await pbx.command('database deltree noted');
  const entries = { number, name, hidden: isHidden ? 'yes' : 'no', seconds, header: header[0], value: header[1] };
  for (const [key, value] of Object.entries(entries)) await pbx.command(`database put caller ${key} "${value}"`);
  await pbx.command(`channel originate Local/${user}@caller extension ${from}@users`);
}

/** What Asterisk wrote down, as soon as it did. */
export async function noted(pbx: Asterisk, what: Noted, timeoutMs = 15_000): Promise<string> {
  const text = await pbx.until(`database get noted ${what}`, (line) => line.startsWith('Value: '), timeoutMs);
  return text.slice('Value: '.length).trim();
}
