/* English texts of what is shown while the main window is out of sight, and of its settings. */

export const ring = {
  window: 'Calls',
  card: 'Incoming call from {name}',
  tell: '“{sentence}”',
  show: 'Show Offhook',
  interrupted: 'Bad connection',
  muted: '{state}, muted',
};

export const bar = {
  title: 'Command bar',
  label: 'Name, number or command',
  placeholder: 'Call somebody, or type what to do',
  results: 'What fits',
  none: 'Nothing fits “{text}”. Try a name, a number, or a word such as “mute”.',
  dial: 'Call {number}',
  answer: 'Answer {name}',
  decline: 'Decline {name}',
  quietOn: 'Do not disturb',
  quietOff: 'End “do not disturb”',
  redial: 'Call the last number again',
  transfer: 'Transfer…',
  record: 'Record the call',
  stopRecording: 'Stop recording',
  microphone: 'Microphone: {device}',
  speaker: 'Speaker: {device}',
  ringer: 'Ringer: {device}',
  show: 'Show {what}',
  section: 'Settings: {section}',
};

export const notifications = {
  ringWindow: 'Window for callers',
  ringWindowText: 'A small window in the corner says who calls, over everything else. It never takes the keyboard.',
  miniCall: 'Window for the call',
  miniCallText: 'While Offhook is out of sight, a small window keeps the call, its timer, mute and hang up at hand.',
  ringing: 'Notify of callers',
  ringingText: 'Your system’s own notification says who calls as well.',
  missed: 'Notify of missed calls',
  missedText: 'A click on the notification opens your past calls.',
  caller: 'Notifications say who calls',
  callerText: 'What your system shows may be read by others on a locked screen.',
  always: 'Always',
  unlocked: 'Not while locked',
  never: 'Never',
  closing: 'Closing the window',
  closingText: 'While it runs, it rings. Its icon beside the clock brings the window back.',
  'go-on': 'Keeps Offhook running',
  quit: 'Quits Offhook',
  quitNow: 'Quit Offhook',
  quitNowText: 'You cannot be called until you start it again.',
};
