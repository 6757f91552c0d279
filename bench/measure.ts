/** One row of a bench's table: what was measured, the number and its unit. */
export interface BenchRow {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly note?: string;
}

/** Median seconds of `repeats` calls after one that warms up; calls of several candidates take turns, so that noise meets all. */
export async function medianSeconds(
  candidates: readonly (() => Promise<unknown>)[],
  repeats: number,
): Promise<number[]> {
  const seconds: number[][] = candidates.map(() => []);
  for (const candidate of candidates) await candidate();
  for (let i = 0; i < repeats; i++) {
    for (const [c, candidate] of candidates.entries()) {
      const start = performance.now();
      await candidate();
      seconds[c]!.push((performance.now() - start) / 1000);
    }
  }
  return seconds.map((list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)]!);
}
