/**
 * A slider for a share in (0, 1]. Published settings lie near one end (0.01 of all neurons, the 0.95 quantile), so a slider moves
 * by factors of the distance to that end, and each step is a round number.
 */
export interface RateScale {
  readonly min: number;
  readonly max: number;
  /** Slider positions run from 0 to this. */
  readonly steps: number;
  readonly toRate: (position: number) => number;
  readonly toPosition: (rate: number) => number;
}

const STEPS = 200;
const twoFigures = (value: number): number => Number(value.toPrecision(2));

function scaleOf(min: number, max: number, distance: (rate: number) => number, rateAt: (distance: number) => number) {
  const [first, last] = [Math.log(distance(min)), Math.log(distance(max))];
  return {
    min,
    max,
    steps: STEPS,
    toRate: (position: number) => {
      const share = position / STEPS;
      return rateAt(twoFigures(Math.exp(first + (last - first) * share)));
    },
    toPosition: (rate: number) => {
      const held = Math.min(max, Math.max(min, rate));
      return Math.round((STEPS * (Math.log(distance(held)) - first)) / (last - first));
    },
  };
}

const identity = (value: number): number => value;
/** 1 - x without the tail of binary fractions. */
const complement = (value: number): number => Number((1 - value).toFixed(6));

/** Shares close to 0: by factors of the share itself. */
export const LOW_RATE: RateScale = scaleOf(0.0005, 0.2, identity, identity);
/** Quantiles close to 1: by factors of what lies above. */
export const HIGH_RATE: RateScale = scaleOf(0.5, 0.999, complement, complement);
