import { type Core, UserAgent } from 'sip.js';
import { PhoneError } from '../errors.ts';
import type { Publication } from '../line.ts';

/** PUBLISH outside of any dialog (RFC 3903 4.1), which is neither refreshed nor taken back: it tells what has been. Rejects with a PhoneError. */
export function sendPublication(userAgent: UserAgent, { uri, event, mime, body }: Publication): Promise<void> {
  const target = UserAgent.makeURI(uri);
  if (!target) return Promise.reject(new PhoneError('bad-target', 'Not an address that can be published to'));
  if (!userAgent.isConnected()) return Promise.reject(new PhoneError('not-connected', 'There is no connection to the server'));
  const { userAgentCore, configuration } = userAgent;
  const content = { contentDisposition: 'render', contentType: mime, content: body };
  const message = userAgentCore.makeOutgoingRequestMessage('PUBLISH', target, configuration.uri, target, {}, [`Event: ${event}`], content);
  return new Promise((resolve, reject) => {
    const refused = ({ message: { statusCode, reasonPhrase } }: Core.IncomingResponse) =>
      reject(new PhoneError('rejected', `Not taken: ${statusCode} ${reasonPhrase}`, { code: statusCode ?? null }));
    userAgentCore.publish(message, { onAccept: () => resolve(), onRedirect: refused, onReject: refused });
  });
}
