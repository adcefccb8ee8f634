// JsSIP as its documentation shows it: a UA on one socket, nothing tuned.
import * as JsSIP from 'jssip';
import type { RTCSession } from 'jssip/lib/RTCSession';
import { account, audio, button, camera, pictures, target } from './shell.ts';

const ua = new JsSIP.UA({ sockets: [new JsSIP.WebSocketInterface(account.server)], uri: account.uri, password: account.password });
const options = { mediaConstraints: { audio: true, video: camera }, pcConfig: { iceServers: account.iceServers } };
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
  session.on('confirmed', () => {
    if (!pictures || !session?.connection) return;
    const tracks = session.connection.getSenders().flatMap(({ track }) => (track?.kind === 'video' ? [track] : []));
    pictures.local.srcObject = new MediaStream(tracks);
  });
  const play = (connection: RTCPeerConnection): void =>
    connection.addEventListener('track', ({ streams }) => {
      const element = pictures?.remote ?? audio;
      element.srcObject = streams[0] ?? null;
      void element.play().catch(() => {}); // Another track of the same stream begins anew.
    });
  if (session.connection) play(session.connection);
  session.on('peerconnection', ({ peerconnection }) => play(peerconnection));
});
ua.start();
