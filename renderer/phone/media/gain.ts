import type { MakeStage } from './treatment.ts';

/** By how much a microphone is made louder or softer; 1 leaves it as it is, and then the stage is of no use. */
export class MicrophoneGain {
  readonly #nodes = new Set<GainNode>();
  #value = 1;

  /** Follows at once, in the middle of a call as well. */
  set value(value: number) {
    this.#value = value;
    for (const node of this.#nodes) node.gain.value = value;
  }

  readonly stage: MakeStage = async (context) => {
    const node = context.createGain();
    node.gain.value = this.#value;
    this.#nodes.add(node);
    return { input: node, output: node, close: () => this.#nodes.delete(node) };
  };
}
