import type { CallQuality, CallReport, QualityCause } from '../../../shared/quality.ts';
import type { Measures } from '../media/measures.ts';

/** What is kept of the reports when the call is over. */
export class QualitySummary {
  #seconds = 0;
  #troubledSeconds = 0;
  #mosSeconds = 0;
  #lowestMos = Number.POSITIVE_INFINITY;
  #expected = 0;
  #missed = 0;
  readonly #causes = new Map<QualityCause, number>();

  /** Null before the first report. */
  get current(): CallQuality | null {
    if (this.#seconds === 0) return null;
    const longest = [...this.#causes].reduce<[QualityCause | null, number]>(
      (best, other) => (other[1] > best[1] ? other : best),
      [null, 0],
    );
    return {
      mos: this.#mosSeconds / this.#seconds,
      lowestMos: this.#lowestMos,
      loss: this.#expected > 0 ? this.#missed / this.#expected : 0,
      seconds: this.#seconds,
      troubledSeconds: this.#troubledSeconds,
      cause: longest[0],
    };
  }

  add({ seconds, mos, loss, grade, cause }: CallReport, { expected }: Measures): void {
    this.#seconds += seconds;
    this.#mosSeconds += mos * seconds;
    this.#lowestMos = Math.min(this.#lowestMos, mos);
    this.#expected += expected;
    this.#missed += expected * loss;
    if (grade === 'good') return;
    this.#troubledSeconds += seconds;
    if (cause) this.#causes.set(cause, (this.#causes.get(cause) ?? 0) + seconds);
  }
}
