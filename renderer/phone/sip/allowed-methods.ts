/*
 * Which methods this phone takes. SIP.js has one list that it checks and sends, without UPDATE (RFC 3311), and writes a shorter one into its
 * INVITEs; the far end looks there for what it may send (RFC 3261 20.5).
 */
import type { Core } from 'sip.js';
import { AllowedMethods } from 'sip.js/lib/core/user-agent-core/allowed-methods.js';

if (!AllowedMethods.includes('UPDATE')) AllowedMethods.push('UPDATE');

/** Header of requests and answers. */
export const allow = `Allow: ${AllowedMethods}`;

/** Puts the whole list into an INVITE in place of SIP.js's. */
export function allowAll(request: Core.OutgoingRequestMessage): void {
  request.extraHeaders = [...request.extraHeaders.filter((line) => !/^allow\s*:/i.test(line)), allow];
}
