/** Whom somebody chose: a number or an address, or a call that is up (`callId`). */
export interface Choice {
  readonly target: string;
  readonly callId: string | null;
  readonly name: string;
}
