import { PhoneError } from '../errors.ts';

/** In place of what `SipLeg` cannot ask of the far end yet. */
export const unspoken = (): Promise<never> => Promise.reject(new PhoneError('rejected', 'This cannot be asked of the far end yet.'));
