/** What the main process says to people by itself, in the system's own dialogs; everything else is said by the page. */
export const words = {
  hangUpTitle: 'A call is up',
  hangUpQuestion: 'Hang up and quit?',
  hangUpDetail: 'Offhook hangs up your calls when it quits.',
  hangUp: 'Hang up and quit',
  keepCall: 'Keep the call',
  crashTitle: 'Offhook has to close',
  crashDetail: 'Its window failed several times in a row. What happened is in the log:',
  startFailedTitle: 'Offhook could not start',
};
