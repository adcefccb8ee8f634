import { type Core, UserAgent } from 'sip.js';
import { PhoneError } from '../errors.ts';
import type { Publication } from '../line.ts';

export interface PublishRequest {
  readonly target: Core.URI;
  readonly headers: readonly string[];
  readonly content: Pick<Publication, 'mime' | 'body'> | null;
}

/** PUBLISH outside of any dialog (RFC 3903 4). Settles with the final answer, whatever it says. Rejects with a PhoneError `not-connected`. */
export function publish(userAgent: UserAgent, { target, headers, content }: PublishRequest): Promise<Core.IncomingResponseMessage> {
  if (!userAgent.isConnected()) return Promise.reject(new PhoneError('not-connected', 'There is no connection to the server'));
  const { userAgentCore, configuration } = userAgent;
  const body = content ? { contentDisposition: 'render', contentType: content.mime, content: content.body } : undefined;
  const message = userAgentCore.makeOutgoingRequestMessage('PUBLISH', target, configuration.uri, target, {}, [...headers], body);
  return new Promise((resolve) => {
    const answered = ({ message }: Core.IncomingResponse): void => resolve(message);
    userAgentCore.publish(message, { onAccept: answered, onRedirect: answered, onReject: answered });
  });
}

export function refused({ statusCode, reasonPhrase }: Core.IncomingResponseMessage): PhoneError {
  return new PhoneError('rejected', `Not taken: ${statusCode} ${reasonPhrase}`, { code: statusCode ?? null });
}

/** What has been, told once: neither refreshed nor taken back. Rejects with a PhoneError. */
export async function sendPublication(userAgent: UserAgent, { uri, event, mime, body }: Publication): Promise<void> {
  const target = UserAgent.makeURI(uri);
  if (!target) throw new PhoneError('bad-target', 'Not an address that can be published to');
  const answer = await publish(userAgent, { target, headers: [`Event: ${event}`], content: { mime, body } });
  if ((answer.statusCode ?? 500) >= 300) throw refused(answer);
}
