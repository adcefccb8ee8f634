import { Order } from './protocol.ts';

/** What stands on the command line: an order, or how it should have been written. */
export type Given =
  | { readonly kind: 'order'; readonly order: Order; readonly isJson: boolean }
  | { readonly kind: 'bad-usage'; readonly usage: string };

const usages = {
  dial: 'dial NUMBER|ADDRESS [--video]',
  answer: 'answer [--call=ID]',
  decline: 'decline [--call=ID]',
  hangup: 'hangup [--call=ID]',
  hold: 'hold [--toggle] [--call=ID]',
  resume: 'resume [--call=ID]',
  mute: 'mute [--toggle] [--call=ID]',
  unmute: 'unmute [--call=ID]',
  dtmf: 'dtmf DIGITS [--call=ID]',
  transfer: 'transfer NUMBER|ADDRESS [--call=ID]',
  dnd: 'dnd on|off|--toggle',
  presence: 'presence available|away|busy|dnd [--note=TEXT]',
  status: 'status',
  show: 'show',
  quit: 'quit',
} as const satisfies Record<Order['verb'], string>;

const isVerb = (text: string): text is Order['verb'] => Object.hasOwn(usages, text);

/** Reads what follows a verb; null where there is none. While developing, Electron's own arguments and the app's folder stand in front. */
export function readOrder(args: readonly string[]): Given | null {
  const at = args.findIndex(isVerb);
  const verb = args[at];
  if (verb === undefined || !isVerb(verb)) return null;
  const given = args.slice(at + 1);
  const words = given.filter((arg) => !arg.startsWith('--'));
  const order = Order.safeParse(fieldsOf(verb, words, given));
  const takesWord = ['dial', 'dtmf', 'transfer', 'dnd', 'presence'].includes(verb);
  if (!order.success || words.length > (takesWord ? 1 : 0)) return { kind: 'bad-usage', usage: `offhook ${usages[verb]} [--json]` };
  return { kind: 'order', order: order.data, isJson: given.includes('--json') };
}

/** Everything that some order has; the schema takes what belongs to the verb, and misses what should be there. */
function fieldsOf(verb: Order['verb'], [word]: readonly string[], given: readonly string[]): object {
  const optionOf = (name: string): string | undefined => given.find((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1);
  const call = optionOf('--call');
  const isToggle = given.includes('--toggle');
  const on = isToggle ? null : { on: true, off: false }[word ?? ''];
  const note = optionOf('--note') ?? null;
  return { verb, target: word, tones: word, status: word, note, on, isToggle, hasVideo: given.includes('--video'), call: call || null };
}
