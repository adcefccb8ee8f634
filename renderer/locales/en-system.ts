import type { HookEvent, HookProblem } from '../../shared/hooks.ts';
import type { HotkeyAction, HotkeyState } from '../../shared/hotkeys.ts';

/* English texts of the settings about this computer: keys in other programs, links, hooks, start. */

export const hotkeys = {
  title: 'In other programs',
  text: 'These keys work while you use another program. Choose ones that you need nowhere else.',
  press: 'Press keys…',
  none: 'Not set',
  clear: 'Remove the key for “{label}”',
  'too-common': 'Add Ctrl, Alt or Command: this key alone is needed for typing.',
  unknown: 'This key cannot be used. Press another one.',
  taken: '“{label}” has this key already.',
  action: {
    mute: 'Mute or unmute',
    'push-to-talk': 'Push to talk',
    'push-to-mute': 'Push to mute',
    answer: 'Answer',
    'hang-up': 'Hang up',
    hold: 'Hold or resume',
    'dial-clipboard': 'Call the number in the clipboard',
    'dial-selection': 'Call the number that is selected',
    show: 'Show Offhook',
  } satisfies Record<HotkeyAction, string>,
  problem: {
    refused: 'Another program or the system has this key, so it does not work. Choose another one.',
    duplicate: 'Another action has this key.',
    invalid: 'This key cannot be used. Choose another one.',
  } satisfies Record<Exclude<HotkeyState, 'off' | 'registered'>, string>,
  holdFelt:
    'Push to talk: hold the key to speak; about a third of a second after you let go the microphone closes. While Offhook itself is in front it closes at once.',
  holdNotFelt:
    'Push to talk: in other programs this system does not say when a key is let go, so press once to speak and once more to stop. While Offhook itself is in front, hold the key.',
  wayland:
    'On Wayland your desktop decides about such keys: it may ask you, and it does not tell Offhook whether they work. If one does not, bind one of these commands in your desktop’s keyboard settings:',
  copy: 'Copy “{command}”',
};

/** Behind the name of the program or the address. */
export const hookProblems = {
  missing: 'was not found',
  'not-allowed': 'may not be run',
  'timed-out': 'did not end within ten seconds',
  failed: 'reported a failure',
  'bad-address': 'is no web address, or its host comes from the caller',
  unreachable: 'could not be reached',
  refused: 'refused the request',
} satisfies Record<HookProblem, string>;

export const hooks = {
  title: 'When a call comes or goes',
  text: 'Start a program, open a page or send a request. {placeholders} are filled in.',
  placeholders: "{'{'}number{'}'}, {'{'}name{'}'}, {'{'}uri{'}'}, {'{'}direction{'}'}, {'{'}duration{'}'} and {'{'}event{'}'}",
  none: 'Nothing happens yet.',
  event: {
    ring: 'When somebody calls',
    answer: 'When a call is answered',
    end: 'When a call is over',
    missed: 'When a call was missed',
  } satisfies Record<HookEvent, string>,
  when: 'When',
  what: 'What',
  kind: { command: 'Start a program', open: 'Open a page', webhook: 'Send a request' },
  program: 'Program',
  programHint: 'Its full path. No shell runs it.',
  args: 'Arguments, one a line',
  address: 'Address',
  addressHint: 'http or https. A request carries the call as JSON.',
  add: 'Add',
  try: 'Try it',
  remove: 'Remove “{what}”',
  worked: 'It worked.',
  failed: '“{what}” {problem}.',
};

export const system = {
  startsAtLogin: 'Start with your computer',
  startsAtLoginText: 'Offhook starts when you log in, without a window, and rings from the tray.',
  spelling: 'Check spelling',
  spellingOwn: 'Your Mac checks what you write in messages and notes. Nothing leaves it.',
  spellingText:
    'In messages and notes. What you write stays on this computer, but its dictionaries are fetched from {host} when this is on. Nothing is fetched while it is off.',
  spellingLanguages: 'Languages that are checked',
  pausesMusic: 'Pause music during calls',
  pausesMusicText: 'Players that desktops can control (MPRIS) wait when a call begins. What Offhook paused plays on after the last call.',
  whenLocked: 'While the screen is locked',
  'locked-nothing': 'Nothing changes',
  'locked-away': 'You are away',
  'locked-awayText': 'Your status says so until you unlock the screen. Calls ring.',
  'locked-dnd': 'Do not disturb',
  'locked-dndText': 'Callers hear what you chose for “Do not disturb” until you unlock the screen.',
  whenLockedLinux: 'Linux desktops do not tell Offhook when the screen is locked, so nothing changes then.',
  links: 'Telephone links',
  linksAll: 'Your system opens telephone links with Offhook.',
  linksNone: 'Your system opens telephone links with other programs, or with none.',
  linksSome: 'Offhook opens {ours}. Your system opens {others} with another program, or with none.',
  takeLinks: 'Open them with Offhook',
  asksBeforeLink: 'Ask before calling from a link',
  asksBeforeLinkText: 'A link fills the dial field and you press Call. When off, a click on a link in any page or mail calls at once.',
};
