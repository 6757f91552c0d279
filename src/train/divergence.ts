import type { StepRecord } from "./trainLog";

/**
 * A run is taken to diverge when for `STREAK` steps in a row the gradient norm is over `FACTOR` times the median of the up to
 * `WINDOW` steps before them, of which there must be at least `LEAST`. Norms of a sound run stay within a few times of each
 * other, and clipping hides their rise from the weights for a while, so single spikes are let pass.
 */
const FACTOR = 100;
const STREAK = 3;
const WINDOW = 50;
const LEAST = 10;

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** The last steps whose norms are over the limit, and what they are compared with; null where the latest is not. */
export function risingNorm(steps: readonly StepRecord[]): { readonly streak: number; readonly usual: number } | null {
  const recent = steps.slice(-(WINDOW + STREAK));
  for (let streak = STREAK; streak > 0; streak--) {
    const before = recent.slice(0, -streak).slice(-WINDOW);
    if (before.length < LEAST) continue;
    const usual = median(before.map(({ gradNorm }) => gradNorm));
    if (recent.slice(-streak).every(({ gradNorm }) => gradNorm > FACTOR * usual)) return { streak, usual };
  }
  return null;
}

/** Whether a rise has lasted long enough to stop the run. */
export const isDiverging = (rise: ReturnType<typeof risingNorm>): boolean => rise !== null && rise.streak >= STREAK;

export interface Divergence {
  /** The update, from 1, whose loss or gradient is meant. */
  readonly step: number;
  /** Where it began, as far as that is known; n_layers is behind the last layer. */
  readonly layer: number | null;
  /** The parameter whose gradient is not finite or largest; null where the loss is not finite already. */
  readonly parameter: string | null;
  /** Whether the weights at hand are those before that update: it and later ones were not made. */
  readonly weightsAreGood: boolean;
}

/** A run that was stopped because its loss or gradients were no longer those of learning. */
export class DivergedError extends Error {
  override readonly name = "DivergedError";
  constructor(
    message: string,
    readonly divergence: Divergence,
  ) {
    super(message);
  }
}

/** The layer that a parameter belongs to; null for those outside the layers. */
export function layerOfParameter(name: string): number | null {
  const layer = /\.layers\.(\d+)\./.exec(name)?.[1];
  return layer === undefined ? null : Number(layer);
}
