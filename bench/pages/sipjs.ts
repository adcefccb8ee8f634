// SIP.js as its documentation shows it: SimpleUser, nothing tuned.
import { type Session, UserAgent, Web } from 'sip.js';
import { account, audio, button, target } from './shell.ts';

const user = new Web.SimpleUser(account.server, {
  aor: account.uri,
  media: { constraints: { audio: true, video: false }, remote: { audio } },
  userAgentOptions: {
    authorizationUsername: account.user,
    authorizationPassword: account.password,
    sessionDescriptionHandlerFactoryOptions: { peerConnectionConfiguration: { iceServers: account.iceServers } },
  },
});

button('Call', () => user.call(target()));
const answer = button('Answer', () => user.answer());
button('Hang up', () => user.hangup());
button('Transfer now', () => {
  // SimpleUser knows no transfers and keeps the session, which does, to itself.
  const { session } = user as unknown as { session: Session };
  return session.refer(UserAgent.makeURI(target())!, {
    onNotify: (notification) => {
      void notification.accept();
      if (/^SIP\/2\.0 2/.test(notification.request.body)) void user.hangup();
    },
  });
});

answer.hidden = true;
user.delegate = {
  onCallReceived: () => {
    answer.hidden = false;
  },
  onCallHangup: () => {
    answer.hidden = true;
  },
};

await user.connect();
await user.register();
