/** Least time that is told apart from none, in microseconds. */
const resolution = 2_000;

/**
 * How many times longer eight times as much input takes: about 8 where the work grows with the length, 64 and more where a hostile text makes it
 * grow with the square. Time of the processor, the best of several tries, so that a busy machine changes nothing.
 */
export function growth(run: (length: number) => unknown, length = 20_000): number {
  const best = (size: number): number => Math.min(...Array.from({ length: 4 }, () => microseconds(() => run(size))));
  return Math.max(best(8 * length), resolution) / Math.max(best(length), resolution);
}

function microseconds(run: () => unknown): number {
  const { user, system } = process.cpuUsage();
  run();
  const used = process.cpuUsage({ user, system });
  return used.user + used.system;
}
