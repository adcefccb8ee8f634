import type { SignInFileProblem, SignInProblem } from '../../shared/account.ts';
import type { CallNotice, EndReason } from '../../shared/call.ts';
import type { Notice } from '../../shared/ipc.ts';
import type { LineProblem } from '../../shared/registration.ts';
import type { PhoneErrorReason } from '../phone/errors.ts';

/*
 * A sentence for everything that can go wrong: what happened, then what the user can do. What the phone does about it
 * ("Retrying in 8 s.") is added where it is known. The compiler asks for one entry per member of each union.
 */

/** `by` tells whose act it was. `name` is the other person, `number` what was dialled. */
export const endReasons = {
  'hung-up': { local: 'You hung up.', remote: '{name} hung up.' },
  cancelled: { local: 'You cancelled the call.', remote: '{name} stopped calling before you answered.' },
  declined: { local: 'You declined the call.', remote: '{name} declined the call.' },
  busy: { local: '{name} heard the busy tone.', remote: '{name} is busy. Try again in a moment.' },
  'no-answer': { local: 'Nobody answered, so the phone gave up.', remote: '{name} did not answer. Try again later.' },
  'not-found': {
    local: 'There is no such number here.',
    remote: 'Your phone system knows no {number}. Check the number and call again.',
  },
  unavailable: {
    local: 'Your phone could not take the call.',
    remote: '{name} cannot be reached: their phone is off or not signed in. Try again later.',
  },
  'answered-elsewhere': { local: 'You answered on another phone.', remote: 'You answered on another phone.' },
  redirected: {
    local: 'The call was sent on to another number.',
    remote: '{name} has moved to another number, and Offhook does not follow by itself. Ask for the new number.',
  },
  transferred: { local: 'You handed {name} over to somebody else.', remote: '{name} was handed over to somebody else.' },
  blocked: { local: '{name} is blocked, so the phone did not ring.', remote: '{name} does not take calls from you.' },
  'do-not-disturb': {
    local: '“Do not disturb” was on, so the phone did not ring.',
    remote: '{name} does not want to be disturbed. Try again later.',
  },
  forbidden: {
    local: 'This call is not allowed.',
    remote: 'Your phone system does not let you call {number}. Ask the person who looks after it.',
  },
  incompatible: {
    local: 'This phone and the other one share no way of sending sound.',
    remote: 'The other phone and this one share no way of sending sound. Ask the person who looks after your phone system.',
  },
  'network-lost': {
    local: 'The connection was lost and did not come back, so the call ended. Check your network and call again.',
    remote: 'The other side lost its connection, so the call ended. Call again.',
  },
  'media-failed': {
    local: 'The sound could not be set up, so the call ended. Call again; if it happens every time, your network may block it.',
    remote: 'The other side could not set up the sound, so the call ended. Call again.',
  },
  refused: { local: 'The call was refused.', remote: 'Your phone system refused the call. Check the number and try again.' },
  failed: {
    local: 'The call could not be made. Try again.',
    remote: 'The call failed on the way. Try again; if it keeps failing, ask the person who looks after your phone system.',
  },
} satisfies Record<EndReason['kind'], Record<EndReason['by'], string>>;

/** `host` is the server, `detail` its own words or what was found. */
export const lineProblems = {
  'bad-server': 'The server address “{host}” cannot be used. Sign in again with a correct one.',
  'plain-ws': 'A connection to {host} would not be encrypted (ws://). Sign in with wss:// instead.',
  'unknown-host': 'Could not find {host}. Check the spelling of the server, and that you are online.',
  unreachable: 'Could not reach {host}: nothing answers there. Check the server’s address and your network.',
  'timed-out': 'Could not reach {host}: it did not answer in time. Check your network.',
  certificate: 'Could not reach {host}: its security certificate is not accepted. Tell the person who looks after it.',
  'not-sip': 'Something answers at {host}, but it is not a phone system. Check the port and the path of the server address.',
  'wrong-password': '{host} did not accept the password. Sign in again with the right one.',
  forbidden: '{host} does not allow this sign-in. Ask the person who looks after it.',
  'unknown-user': '{host} does not know this user. Check the user name and sign in again.',
  rejected: '{host} refused the sign-in. Check the user and the domain, and sign in again.',
  'server-error': '{host} has a problem of its own. There is nothing to do but wait.',
  lost: 'The connection to {host} was lost. Calls that are up go on where they can.',
} satisfies Record<LineProblem['kind'], string>;

/** Instead of the sentence above, where it was found out what exactly is wrong. */
export const lineFindings = {
  certificate: 'Could not reach {host}: {detail}. Tell the person who looks after it.',
  'not-sip': 'Something answers at {host}, but it is not a phone system: {detail}. Check the port and the path of the server address.',
  unreachable: 'Could not reach {host}: {detail}. Check the server’s address and your network.',
} satisfies Partial<Record<LineProblem['kind'], string>>;

export const signInProblems = {
  'no-server': 'Type the address of your phone system, for example pbx.example.com.',
  'bad-server': 'This is no server address. It looks like pbx.example.com or wss://pbx.example.com:8089/ws.',
  'server-scheme': 'Offhook connects by wss://. Take away what stands before the name, or type wss://.',
  'plain-ws': 'A ws:// address is not encrypted and only allowed on this computer. Type wss:// instead.',
  'server-credentials': 'Do not put a user or password into the address. Type them in their own fields.',
  'bad-further-server':
    'One of the further servers is no address, or not encrypted. Write them like pbx2.example.com wss://pbx3.example.com:8089/ws, with spaces between.',
  'no-user': 'Type your user name or extension.',
  'bad-user': 'A user name has no spaces, quotes or angle brackets.',
  'bad-domain': 'This is no domain. It looks like example.com.',
  'bad-ice-server': 'This is no STUN or TURN server. It looks like stun:stun.example.com or turn:turn.example.com:3478.',
  'no-secure-storage': 'This computer has no safe place for the password. Untick “Keep my password” to go on.',
} satisfies Record<SignInProblem, string>;

/** Why a `--sign-in=FILE` was not taken over; `not-saved` alone says all of it. `detail` has the names of fields. */
export const signInFileProblems = {
  ...signInProblems,
  missing: 'There is no such file.',
  unreadable: 'It cannot be read. Check its permissions.',
  'too-large': 'It is too large to be a sign-in file.',
  'not-json': 'It is not in JSON, the format of sign-in files.',
  'bad-field': 'These fields are missing or wrong: {detail}.',
  'not-saved':
    'The sign-in file “{file}” was taken over, but this computer cannot encrypt the password: it is forgotten when Offhook closes.',
} satisfies Record<SignInFileProblem, string>;

export const callNotices = {
  'microphone-missing':
    'No microphone was found: you can listen, but the other side cannot hear you. Connect one, or choose another under Devices.',
  'microphone-denied': 'Offhook may not use the microphone, so the other side cannot hear you. Allow it in your system’s privacy settings.',
  'microphone-busy':
    'Another program holds the microphone, so the other side cannot hear you. Close it there, or choose another under Devices.',
  'microphone-taken': 'Another program holds the microphone that you prefer, so Offhook uses the next best one.',
  'microphone-lost': 'The microphone was unplugged. Offhook goes on with the next best one and returns when it is back.',
  'hold-refused': 'The other side did not accept the hold, so the call goes on.',
  'resume-refused': 'The other side did not take the call off hold. Try again.',
  'tones-refused': 'The keys you pressed did not get through. Try again.',
  'transfer-failed': 'The call could not be handed over. You are still in it.',
  'recording-full': 'The recording has ended because the disk is full. The call goes on, and what was recorded is kept.',
  'recording-low': 'The disk is almost full. The recording ends when no room is left; the call goes on.',
  'recording-folder-gone': 'Nothing is recorded: the folder for recordings is not there. Choose another one under Settings.',
  'recording-not-writable': 'Nothing is recorded: Offhook may not write into the folder for recordings. Choose another one under Settings.',
  'recording-failed': 'The recording has ended because of an error. The call goes on, and what was recorded is kept.',
  'sound-missing': 'Nothing is heard from the other side. Offhook tries to repair the connection.',
  'sound-not-sent': 'Your microphone gives nothing but silence. Look whether it is switched off, at the headset perhaps.',
  'no-audio-offered': 'The other side offers no sound in this call.',
  'camera-missing': 'No camera was found. Connect one and turn the camera on again.',
  'camera-denied':
    'Your system does not let Offhook use the camera. Allow it in the system’s privacy settings and turn the camera on again.',
  'camera-busy': 'The camera could not be opened: another program may be using it. Close that one and turn the camera on again.',
  'camera-lost': 'The camera was disconnected. The call goes on without your picture.',
  'screen-ended': 'What you shared was closed, so nothing is shared any more. The call goes on.',
  'video-refused': 'The other side takes no pictures. The call goes on with sound.',
} satisfies Record<CallNotice, string>;

/** What the main process tells. */
export const mainNotices = {
  'file-set-aside': 'The file “{file}” could not be read. It was kept as “{movedTo}”, and Offhook started with a new one.',
  'sign-in-file': 'The sign-in file “{file}” could not be used. {problem}',
  'password-lost': 'Your password could not be read from your system’s password store. Type it again to sign in.',
  'autostart-failed': 'Starting with your session could not be set: {detail}',
  'no-tray':
    'Your system did not show Offhook beside the clock ({detail}). Closing the window minimises it instead, and the phone goes on.',
  'dictionary-failed':
    'The dictionary for {language} could not be fetched, so what you write in it is not checked. Offhook tries again when it starts.',
  'bad-dictionary-server':
    'The address “{server}” for dictionaries cannot be used: it has to begin with https://. What you write is not checked.',
  'hook-failed': 'What should happen with a call did not work: “{what}” {problem}.',
  'links-refused': 'Your system still opens {schemes} links with another program. Choose Offhook in its settings for default apps.',
  'bad-link': 'The link “{link}” holds no number that Offhook could call.',
  'bad-selection': 'What is selected is no number that Offhook could call. Select one and try again.',
  'bad-clipboard': 'There is no number on the clipboard that Offhook could call. Copy one and try again.',
  'history-unavailable': 'Your past calls cannot be read or kept right now. Calls work as always.',
  'recordings-unavailable': 'Your recordings cannot be listed or made right now. Calls work as always.',
  'contacts-unavailable': 'Your contacts cannot be read or kept right now. Calls work as always.',
} satisfies Record<Notice['kind'], string>;

/** A command that the phone would not or could not carry out. */
export const phoneErrors = {
  'no-account': 'You are not signed in. Sign in, or use the practice line.',
  'not-connected': 'There is no connection to your phone system, so the call was not made. Try again when the light says “Ready”.',
  'bad-target': 'This is no number that can be called. Check it and try again.',
  'not-secure':
    'This address (sips:) asks for a call that is encrypted all the way, and the connection to your phone system is not. Dial it with sip: instead.',
  'no-such-call': 'That call is already over.',
  'wrong-direction': 'That cannot be done with this call.',
  'wrong-state': 'That cannot be done at this point of the call.',
  'no-tones': 'Press a key to send it.',
  'bad-tones': 'Only digits, * and # can be sent in a call.',
  'bad-header': 'The call was not made: one of its headers is not allowed.',
  'bad-mime': 'The data was not sent: its type is not a valid MIME type.',
  'empty-message': 'There is no text to send.',
  'no-voicemail': 'There is no number for voicemail yet. Enter it under Settings.',
  'nothing-to-redial': 'No number was dialled yet.',
  'recording-failed': 'The call could not be recorded. The call itself goes on.',
  'camera-failed': 'The camera could not be opened.',
  'screen-failed': 'Nothing was chosen to be shared.',
  'no-video': 'The other side takes no pictures.',
  'conference-full': 'A conference holds up to six calls.',
  rejected: 'The other side refused. Nothing has changed.',
  'timed-out': 'The other side did not answer in time. Try again.',
  'media-failed': 'The sound could not be set up. Check the devices under Settings, Audio.',
} satisfies Record<PhoneErrorReason, string>;
