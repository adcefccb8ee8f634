import type { InviterOptions, UserAgent } from 'sip.js';

/** RFC 3323 4.1.1.3: the address of somebody who does not say who they are. */
export const anonymousUri = 'sip:anonymous@anonymous.invalid';

/**
 * An anonymous INVITE keeps name and number from everybody but the server (RFC 3323 4.1, RFC 3325 9.2 and 9.3). SIP.js does the same where the
 * registrar gave it an address that tells nothing (RFC 5627 3.1.2). Elsewhere its Contact is nobody's, and it answers 404 itself to what the
 * far end sends within the call (core/user-agent-core); ours is a random name.
 */
export function inviterOptions(
  userAgent: UserAgent,
  { extraHeaders, anonymous }: { extraHeaders: string[]; anonymous: boolean },
): InviterOptions {
  if (!anonymous) return { extraHeaders };
  if (userAgent.contact.tempGruu) return { extraHeaders, anonymous };
  return {
    extraHeaders: [...extraHeaders, 'Privacy: id', `P-Preferred-Identity: <${userAgent.configuration.uri}>`],
    params: { fromUri: anonymousUri, fromDisplayName: 'Anonymous' },
  };
}
