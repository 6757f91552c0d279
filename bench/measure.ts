/** Work whose time is taken; it resolves when all of it is done, the GPU's part included. */
export type Candidate = () => Promise<unknown>;

/**
 * Seconds of `repeats` calls of each candidate, [candidate][round], after one call each that warms up. Candidates take turns, and each
 * round begins with another one, so that what else the machine does meets all alike.
 */
export async function takeTurns(candidates: readonly Candidate[], repeats: number): Promise<number[][]> {
  const seconds: number[][] = candidates.map(() => []);
  for (const candidate of candidates) await candidate();
  for (let round = 0; round < repeats; round++) {
    for (let turn = 0; turn < candidates.length; turn++) {
      const c = (round + turn) % candidates.length;
      seconds[c]!.push(await secondsOf(candidates[c]!));
    }
  }
  return seconds;
}

export async function secondsOf(work: Candidate): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** The middle value, of an even number of them the mean of the middle two. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError("the median of nothing was asked for");
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return (sorted[Math.ceil(half) - 1]! + sorted[Math.floor(half)]!) / 2;
}

/** The median of `a / b` over rounds: both of a round met the same load. */
export const medianRatio = (a: readonly number[], b: readonly number[]): number =>
  median(a.map((value, round) => value / b[round]!));
