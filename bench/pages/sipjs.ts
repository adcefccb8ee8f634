// SIP.js as its documentation shows it: SimpleUser, nothing tuned.
import { type Session, UserAgent, Web } from 'sip.js';
import { account, audio, button, camera, pictures, target } from './shell.ts';

const user = new Web.SimpleUser(account.server, {
  aor: account.uri,
  media: {
    constraints: { audio: true, video: camera as boolean },
    remote: { audio, ...(pictures && { video: pictures.remote }) },
    ...(pictures && { local: { video: pictures.local } }),
  },
  userAgentOptions: {
    authorizationUsername: account.user,
    authorizationPassword: account.password,
    sessionDescriptionHandlerFactoryOptions: { peerConnectionConfiguration: { iceServers: account.iceServers } },
  },
});

/** What SimpleUser keeps to itself: its one call, and the manager beneath it, which begins more when it may. */
const inside = user as unknown as { session?: Session; sessionManager: { call: Web.SessionManager['call']; options: object } };
Object.assign(inside.sessionManager.options, { maxSimultaneousSessions: 8 });

button('Call', () => (inside.session ? inside.sessionManager.call(target()) : user.call(target())));
const answer = button('Answer', () => user.answer());
button('Hang up', () => user.hangup());
button('Transfer now', () => {
  // SimpleUser knows no transfers; its session does.
  return inside.session?.refer(UserAgent.makeURI(target())!, {
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
