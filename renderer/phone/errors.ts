/** Why the phone refused or failed to do what it was asked. */
export type PhoneErrorReason =
  | 'no-account'
  | 'not-connected'
  | 'bad-target'
  | 'not-secure'
  | 'no-such-call'
  | 'wrong-direction'
  | 'wrong-state'
  | 'no-tones'
  | 'bad-tones'
  | 'bad-header'
  | 'bad-mime'
  | 'empty-message'
  | 'no-voicemail'
  | 'nothing-to-redial'
  | 'conference-full'
  | 'recording-failed'
  | 'camera-failed'
  | 'screen-failed'
  | 'no-video'
  | 'rejected'
  | 'timed-out'
  | 'media-failed';

/** The one error that commands of the phone reject with. `code` is the SIP status where the far end refused. */
export class PhoneError extends Error {
  readonly reason: PhoneErrorReason;
  readonly code: number | null;

  constructor(reason: PhoneErrorReason, message: string, { code = null, cause }: { code?: number | null; cause?: unknown } = {}) {
    super(message, { cause });
    this.name = 'PhoneError';
    this.reason = reason;
    this.code = code;
  }
}

/** What was thrown, if the phone already knows it, else a PhoneError around it. */
export function asPhoneError(error: unknown, reason: PhoneErrorReason, message: string): PhoneError {
  return error instanceof PhoneError ? error : new PhoneError(reason, message, { cause: error });
}
