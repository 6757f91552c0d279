/** One row of a bench's table. */
export interface BenchRow {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly note?: string;
  /** What the value is the median of, in the same unit. */
  readonly samples?: readonly number[];
  /** Processor time of the same rounds, in seconds. */
  readonly cpuSeconds?: readonly number[];
}

/** A goal of the design and what was found. */
export interface BenchGoal {
  readonly goal: string;
  readonly met: boolean;
  readonly found: string;
}

/** What a bench hands to `bench/report.mjs`. */
export interface BenchReport {
  readonly question: string;
  /** What was measured and how, in a sentence or two. */
  readonly how: string;
  /** Adapter, browser and the like, by name. */
  readonly ranOn: Readonly<Record<string, string>>;
  readonly rows: readonly BenchRow[];
  readonly goals: readonly BenchGoal[];
}

/** A saved report: the run it belongs to is the time at which that run began. */
export interface SavedReport extends BenchReport {
  readonly name: string;
  readonly run: string;
  readonly saved: string;
}
