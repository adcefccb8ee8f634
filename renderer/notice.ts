import type { Notice as MainNotice } from '../shared/ipc.ts';
import type { PhoneErrorReason } from './phone/errors.ts';

/** Something to tell the user, in data; `noticeSentence` has the words. */
export type Notice =
  | MainNotice
  | { kind: 'phone-error'; reason: PhoneErrorReason }
  | { kind: 'practice-failed'; detail: string }
  | { kind: 'presence-refused'; code: number | null }
  | { kind: 'something-failed'; detail: string }
  | { kind: 'copied'; number: string }
  | { kind: 'blocked'; number: string }
  | { kind: 'removed' }
  | { kind: 'contact-removed'; name: string }
  | { kind: 'cleared' };

export interface ShownNotice {
  readonly id: number;
  readonly notice: Notice;
  /** Takes back what the notice tells; only where that is possible. */
  readonly undo?: (() => void) | undefined;
}

const confirmations: ReadonlySet<Notice['kind']> = new Set(['copied', 'blocked', 'removed', 'contact-removed', 'cleared']);

/** Whether the notice tells of trouble: it stays until dismissed, while a confirmation goes by itself. */
export const isTrouble = ({ kind }: Notice): boolean => !confirmations.has(kind);
