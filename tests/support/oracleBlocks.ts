import type { DecoderConfig, Rope } from "../../src/transformer/decoderConfig";
import type { TokenRows } from "../../src/transformer/tokenRows";
import {
  add,
  join,
  leaf,
  map,
  multiply,
  rowSums,
  spreadColumn,
  spreadRow,
  takeColumns,
  timesTransposed,
  transpose,
  type Value,
} from "./autodiff";
import { erf as erfOf } from "./decoderTwin";

export const scale = (a: Value, by: number): Value =>
  map(
    a,
    (x) => by * x,
    () => by,
  );

export const exp = (a: Value): Value => map(a, Math.exp, (_, y) => y);

const inverse = (a: Value): Value =>
  map(
    a,
    (x) => 1 / x,
    (_, y) => -y * y,
  );

export const log = (a: Value): Value => map(a, Math.log, (x) => 1 / x);

const plus = (a: Value, b: number): Value =>
  map(
    a,
    (x) => x + b,
    () => 1,
  );

/** x with its columns times `by`: [1, x.cols]. */
export const timesRow = (x: Value, by: Value): Value => multiply(x, spreadRow(by, x.rows));

/** RMSNorm of each row (Zhang and Sennrich 2019), epsilon under the root. */
export function rmsNorm(x: Value, weight: Value, eps: number): Value {
  const mean = scale(rowSums(multiply(x, x)), 1 / x.cols);
  const inverseRoot = map(
    plus(mean, eps),
    (square) => square ** -0.5,
    (square) => -0.5 * square ** -1.5,
  );
  return timesRow(multiply(x, spreadColumn(inverseRoot, x.cols)), weight);
}

/** Each row less its largest element, which is taken for a constant: softmax and its gradient don't change by one. */
export function lowered(x: Value): Value {
  const largest = leaf(
    x.rows,
    1,
    Array.from(
      { length: x.rows },
      (_, t) => -x.data.subarray(t * x.cols, (t + 1) * x.cols).reduce((a, b) => Math.max(a, b)),
    ),
  );
  return add(x, spreadColumn(largest, x.cols));
}

const ACT: Readonly<Record<DecoderConfig["actFn"], (x: Value) => Value>> = {
  silu: (x) => multiply(x, inverse(plus(exp(scale(x, -1)), 1))),
  gelu: (x) => multiply(scale(x, 0.5), plus(erf(scale(x, Math.SQRT1_2)), 1)),
  gelu_tanh: (x) => {
    const cube = multiply(x, multiply(x, x));
    const inner = scale(add(x, scale(cube, 0.044715)), Math.sqrt(2 / Math.PI));
    const tanh = map(inner, Math.tanh, (_, y) => 1 - y * y);
    return multiply(scale(x, 0.5), plus(tanh, 1));
  },
};

const erf = (x: Value): Value => map(x, erfOf, (at) => (2 / Math.sqrt(Math.PI)) * Math.exp(-at * at));

export const act = (actFn: DecoderConfig["actFn"], x: Value): Value => ACT[actFn](x);

/** Turns per position of each pair, in radians: theta^(-2c / dHead), scaled for longer contexts as the configuration says. */
export function ropeFrequencies({ theta, scaling }: Rope, dHead: number): number[] {
  return Array.from({ length: dHead / 2 }, (_, c) => {
    const frequency = theta ** ((-2 * c) / dHead);
    if (scaling.kind === "none") return frequency;
    if (scaling.kind === "linear") return frequency / scaling.factor;
    // Llama 3.1: how often the pair turns in the context it was trained on decides; few turns are stretched, many are kept.
    const turns = (scaling.originalContext * frequency) / (2 * Math.PI);
    const { lowFreqFactor: low, highFreqFactor: high, factor } = scaling;
    const kept = Math.min(1, Math.max(0, (turns - low) / (high - low)));
    return kept * frequency + ((1 - kept) * frequency) / factor;
  });
}

/** Turns channel c and c + dHead / 2 of one head's rows by their positions' angles. */
export function rotate(x: Value, positions: ArrayLike<number>, frequencies: readonly number[]): Value {
  const half = x.cols / 2;
  const angles = Array.from(positions, (position) => frequencies.map((frequency) => position * frequency));
  const [cos, sin] = [Math.cos, Math.sin].map((f) => leaf(x.rows, half, angles.flat().map(f))) as [Value, Value];
  const [a, b] = [takeColumns(x, 0, half), takeColumns(x, half, x.cols)];
  return join([add(multiply(a, cos), scale(multiply(b, sin), -1)), add(multiply(b, cos), multiply(a, sin))]);
}

/** 1 where row t's query sees row s's key: in its window, not behind it, and of those the last `slidingWindow`. */
export function visibility({ nTokens, windowStart }: TokenRows, slidingWindow: number | null): Value {
  const sees = (t: number, s: number): boolean => s >= windowStart[t]! && s <= t && t - s < (slidingWindow ?? Infinity);
  const seen = Array.from({ length: nTokens ** 2 }, (_, i) => (sees(Math.floor(i / nTokens), i % nTokens) ? 1 : 0));
  return leaf(nTokens, nTokens, seen);
}

/** Softmax attention of one head; q, k and v are [nTokens, dHead]. */
export function attend(q: Value, k: Value, v: Value, visible: Value): Value {
  const weights = multiply(exp(lowered(scale(timesTransposed(q, k), q.cols ** -0.5))), visible);
  const shares = multiply(weights, spreadColumn(inverse(rowSums(weights)), weights.cols));
  return timesTransposed(shares, transpose(v));
}
