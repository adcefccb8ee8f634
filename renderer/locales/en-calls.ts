/* English texts of what happens in and around live calls. */

export const picker = {
  label: 'Name, number or address',
  placeholder: 'Name, number or address',
  results: 'People to choose from',
  typed: 'Number as typed',
  none: 'Nobody of that name in your calls. Type a number or an address.',
  empty: 'Type a number, or paste one.',
};

export const transfer = {
  button: 'Transfer',
  title: 'Transfer {name} to',
  now: 'Transfer now',
  talkFirst: 'Talk first',
  connect: 'Connect with {name}',
  nowHint: '“Transfer now” hands {name} over at once.',
  talkFirstHint: '“Talk first” puts {name} on hold while you ask.',
  asking: 'Transferring to {target}…',
  calling: 'Transferring: calling {target}…',
  ringing: 'Transferring: {target} is being rung…',
  connecting: 'Connecting them…',
  asked: '{name} asks you to talk to {target} instead.',
  askedHint: 'If you agree, Offhook calls {target}, and {name} leaves when you are through.',
  accept: 'Call {target}',
  refuse: 'Stay with {name}',
};

export const together = {
  title: 'Two calls',
  consulting: 'You ask {name} about {other}, who is waiting.',
  calling: 'You call {name} about {other}, who is waiting.',
  pausing: 'You are back with {other}. {name} is waiting.',
  complete: 'Transfer {other} to {name}',
  completeNow: 'Transfer without asking',
  back: 'Back to {other}',
  merge: 'All together',
  mergeInto: 'Join the conference',
  connect: 'Connect them',
  connectHint: 'Lets {name} and {other} talk to each other, without you',
  swapTo: 'Swap to {name}',
  about: 'about {name}',
  waitsFor: 'waits while you ask {name}',
  more: 'More for {name}',
  mergeWith: 'Talk together with {name}',
  connectWith: 'Connect with {name}, without me',
};

export const conference = {
  title: 'Conference',
  name: 'Conference with {names}',
  people: '{count} person besides you | {count} people besides you',
  list: 'In the conference',
  you: 'You',
  speaking: 'Speaking',
  muted: 'Muted',
  mute: 'Mute {name}',
  unmute: 'Unmute {name}',
  muteYou: 'Mute yourself',
  unmuteYou: 'Unmute yourself',
  drop: 'Remove {name} from the conference',
  add: 'Add someone',
  split: 'Split',
  splitHint: 'Makes single calls of it again',
  leave: 'Leave, and let them go on',
  leaveHint: 'The others talk through your phone: without you the conference ends.',
  hangUpAll: 'Hang up all',
  full: 'A conference holds up to six calls.',
  soundOnly: 'A conference on this computer has sound only: your camera is off in it, nobody is seen, and it is recorded without pictures.',
};

export const incoming = {
  more: 'More ways to handle {name}',
  busy: 'Tell them I am busy',
  message: 'Decline with a message…',
  voicemail: 'Send to voicemail',
  setVoicemail: 'Set up voicemail…',
  redirect: 'Send to somebody else…',
  block: 'Block this caller',
  forwardedBy: 'Forwarded by {name}',
  messageTitle: 'What {name} should read',
  messageLabel: 'Your own words',
  messageHint: 'Shown to callers whose phone can show it.',
  callBack: 'I will call you back.',
  meeting: 'I am in a meeting.',
  write: 'I cannot talk now. Please write to me.',
  send: 'Decline and send',
  redirectTitle: 'Send {name} to',
  redirectSend: 'Send there',
  back: 'Back',
  auto: 'Answered automatically',
};

const notHandedOver = 'The call could not be handed over.';

/** Why, where the status tells it; a transfer is declined by whoever was to be handed over, or by whoever they were to talk to. */
export const transferFailures = {
  busy: `${notHandedOver} That number is busy. You are still in the call.`,
  declined: `${notHandedOver} The transfer was declined. You are still in the call.`,
  notFound: `${notHandedOver} There is no such number. You are still in the call.`,
  away: `${notHandedOver} Nobody answers there. You are still in the call.`,
};

export const chat = {
  button: 'Messages',
  unread: 'new',
  title: 'Messages with {name}',
  label: 'Message to {name}',
  placeholder: 'Write a message',
  send: 'Send',
  sending: 'Sending…',
  empty: 'What you write here reaches {name} during this call, if their phone can show it.',
  us: 'You',
  arrived: 'Message from {name}: {text}',
};

export const tones = {
  label: 'Digits to send',
  placeholder: 'Paste or type, e.g. 4711#',
  hint: 'A comma waits two seconds, a semicolon waits for you.',
  send: 'Send',
  bad: 'Only digits, A to D, * and # can be sent in a call; a comma or a semicolon is a pause.',
  goOn: 'Continue with {tones}',
};

export const adding = { button: 'Add call', title: 'Call somebody else', submit: 'Call', hint: '{name} waits on hold meanwhile.' };

/** What the menus beside the dial field and the past calls add. */
export const dialMore = {
  button: 'More ways to call',
  anonymous: 'Call without showing my number',
  redial: 'Call {number} again',
  block: 'Block this number',
};

/** Instead of the sentence without it, where it is known who took the call over. */
export const endedAt = {
  callThere: 'Call {to}',
  redirected: { local: 'You sent {name} on to {to}.', remote: '{name} has moved to {to}, and Offhook does not follow there by itself.' },
  transferred: { local: 'You handed {name} over to {to}.', remote: '{name} was handed over to {to}.' },
};

export const outcomes = {
  blocked: 'Blocked',
  doNotDisturb: 'Do not disturb',
  forwarded: 'Sent on',
  forwardedTo: 'Sent on to {to}',
  transferred: 'Transferred',
  transferredTo: 'Transferred to {to}',
};

export const announceMore = {
  transferring: 'Transferring {name} to {target}',
  targetRings: '{target} is being rung',
  transferFailed: 'The transfer failed. You are back with {name}',
  asked: '{name} asks you to talk to {target} instead',
  conference: 'Conference with {names}',
  joined: '{name} joined the conference',
  left: '{name} left the conference',
  conferenceOver: 'The conference is over',
  autoAnswered: 'Answered automatically. Connected with {name}',
  tonesWait: 'More digits wait to be sent',
};
