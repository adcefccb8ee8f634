// JsSIP as its documentation shows it: a UA on one socket, nothing tuned.
import * as JsSIP from 'jssip';
import type { RTCSession } from 'jssip/lib/RTCSession';
import { account, audio, button, target } from './shell.ts';

const ua = new JsSIP.UA({ sockets: [new JsSIP.WebSocketInterface(account.server)], uri: account.uri, password: account.password });
const options = { mediaConstraints: { audio: true, video: false }, pcConfig: { iceServers: account.iceServers } };
let session: RTCSession | undefined;

button('Call', () => ua.call(target(), options));
const answer = button('Answer', () => session?.answer(options));
button('Hang up', () => session?.terminate());
button('Transfer now', () => session?.refer(target(), { eventHandlers: { accepted: () => session?.terminate() } }));

answer.hidden = true;
const end = (): void => {
  session = undefined;
  answer.hidden = true;
};
ua.on('newRTCSession', (event: { session: RTCSession }) => {
  session = event.session;
  session.on('ended', end).on('failed', end);
  if (session.direction === 'incoming') answer.hidden = false;
  const play = (connection: RTCPeerConnection): void =>
    connection.addEventListener('track', ({ streams }) => {
      audio.srcObject = streams[0] ?? null;
      void audio.play();
    });
  if (session.connection) play(session.connection);
  session.on('peerconnection', ({ peerconnection }) => play(peerconnection));
});
ua.start();
