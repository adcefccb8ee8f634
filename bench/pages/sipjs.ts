// SIP.js as its documentation shows it: SimpleUser, nothing tuned.
import { Web } from 'sip.js';
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
