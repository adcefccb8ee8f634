import type { CallNotice } from '../../../shared/call.ts';

/** What there is one thing to be said about at a time. */
export type NoticePart = 'microphone' | 'sound' | 'recording';

/** What is to be said about a call now: the newest thing first, the older ones once that has passed. */
export class Notices {
  #all: readonly CallNotice[] = [];

  get newest(): CallNotice | null {
    return this.#all.at(-1) ?? null;
  }

  raise(notice: CallNotice): void {
    this.#all = [...this.#all.filter((other) => other !== notice), notice];
  }

  /** Of its kind, this is all that is to be said now. */
  replace(prefix: NoticePart, notice: CallNotice | null): void {
    this.clear(prefix);
    if (notice) this.raise(notice);
  }

  /** Takes back all whose names begin so. */
  clear(prefix: NoticePart | 'camera' | 'screen' | 'video' | 'hold' | 'resume' | 'tones' | 'transfer'): void {
    this.#all = this.#all.filter((notice) => !notice.startsWith(`${prefix}-`));
  }
}
