/** Work whose time is taken; it resolves when all of it is done, the GPU's part included. */
export type Candidate = () => Promise<unknown>;

/** What the rounds of one candidate took. */
export interface Timing {
  /** Of the clock on the wall. */
  readonly seconds: readonly number[];
  /** Of all processors together, as far as `cpuSeconds` tells. */
  readonly cpuSeconds: readonly number[];
}

/**
 * Times `rounds` calls of each candidate after one call each that warms up. Candidates take turns, and each round begins with another
 * one, so that what else the machine does meets all alike. `cpuSeconds` reads the processor time of all that works here.
 */
export async function takeTurns(
  candidates: readonly Candidate[],
  rounds: number,
  cpuSeconds: () => Promise<number> = async () => 0,
): Promise<Timing[]> {
  const timings = candidates.map(() => ({ seconds: [] as number[], cpuSeconds: [] as number[] }));
  for (const candidate of candidates) await candidate();
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < candidates.length; turn++) {
      const c = (round + turn) % candidates.length;
      const before = await cpuSeconds();
      timings[c]!.seconds.push(await secondsOf(candidates[c]!));
      timings[c]!.cpuSeconds.push((await cpuSeconds()) - before);
    }
  }
  return timings;
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
