import { nextBelow, seededRandom } from "../tensor/random";
import type { BaseValues } from "../train/baseValues";
import type { ModuleDelta } from "../train/weightDelta";
import { tensorOf } from "../train/weightDelta";
import { type ChangeSlice, changeSlices } from "./changeSlices";
import { coarseCounts, exactQuantiles } from "./exactQuantiles";
import { kernelDensity } from "./kernelDensity";
import type { Projection, TensorChange } from "./weightChangeResult";

/** As published. */
const HISTOGRAM_BINS = 100;
/** Finer ones, for the density, several to each of its points: a whole number to a bin of the histogram. */
const FINE_BINS = 1000;
const DENSITY_POINTS = 161;
/** Digits of the values that are drawn; f32 has 7 to 9. */
const DIGITS = 7;

const short = (value: number): number => Number(value.toPrecision(DIGITS));

/** What a person draws of a tensor's weights. */
export interface SampleConfig {
  readonly seed: number;
  /** Weights of each tensor at most. */
  readonly samples: number;
}

interface TotalSums {
  readonly n: number;
  readonly l2: number;
  readonly l2Original: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly deviation: number;
  readonly coarse: Uint32Array;
}

/** Lets a stop through between slices. */
type Pause = () => Promise<void>;
type Slices = () => AsyncIterable<ChangeSlice>;

async function firstPass(slices: Slices, tensor: string, pause: Pause): Promise<TotalSums> {
  const coarse = coarseCounts();
  let [n, sum, squares, squaresOriginal] = [0, 0, 0, 0];
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for await (const { original, change } of slices()) {
    for (let i = 0; i < change.length; i++) {
      const value = change[i]!;
      sum += value;
      squares += value * value;
      squaresOriginal += original[i]! ** 2;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    n += change.length;
    coarse.add(change);
    if (!Number.isFinite(sum)) throw new Error(`${tensor} has changes that are no finite numbers: the run diverged`);
    await pause();
  }
  const mean = sum / n;
  const deviation = Math.sqrt(Math.max(0, squares / n - mean ** 2));
  const [l2, l2Original] = [Math.sqrt(squares), Math.sqrt(squaresOriginal)];
  return { n, l2, l2Original, min, max, mean, deviation, coarse: coarse.counts };
}

/** Numbers of the drawn weights, sorted: one from each of as many equal stretches of the tensor. */
function drawPlaces(n: number, { seed, samples }: SampleConfig, tensor: string): number[] {
  const count = Math.min(n, samples);
  const random = seededRandom(seed, `sample of ${tensor}`);
  return Array.from({ length: count }, (_, i) => {
    const [from, to] = [Math.floor((i * n) / count), Math.floor(((i + 1) * n) / count)];
    return from + nextBelow(random, to - from);
  });
}

async function secondPass(slices: Slices, totals: TotalSums, places: readonly number[], pause: Pause) {
  const { min, max, coarse } = totals;
  const quantiles = exactQuantiles(coarse, [0.25, 0.5, 0.75]);
  const fine = new Float64Array(FINE_BINS);
  const perUnit = max > min ? FINE_BINS / (max - min) : 0;
  const sample: { original: number[]; change: number[] } = { original: [], change: [] };
  let first = 0;
  for await (const { original, change } of slices()) {
    for (const value of change) fine[Math.min(FINE_BINS - 1, Math.floor((value - min) * perUnit))]!++;
    quantiles.add(change);
    for (let next = sample.change.length; next < places.length; next++) {
      const i = places[next]! - first;
      if (i >= change.length) break;
      sample.original.push(short(original[i]!));
      sample.change.push(short(change[i]!));
    }
    first += change.length;
    await pause();
  }
  const [q1, median, q3] = quantiles.read();
  return { fine, q1: q1!, median: median!, q3: q3!, sample };
}

/** Sums of as many neighbours as make 100 bins. */
const toHistogram = (fine: Float64Array): number[] =>
  Array.from({ length: HISTOGRAM_BINS }, (_, bin) => {
    const step = FINE_BINS / HISTOGRAM_BINS;
    return fine.subarray(bin * step, (bin + 1) * step).reduce((sum, count) => sum + count, 0);
  });

const PROJECTIONS: readonly (readonly [ending: string, projection: Projection])[] = [
  [".mlp.gate_proj.weight", "gate"],
  [".mlp.up_proj.weight", "up"],
  [".mlp.down_proj.weight", "down"],
];

const projectionOf = (tensor: string): Projection =>
  PROJECTIONS.find(([ending]) => tensor.endsWith(ending))?.[1] ?? "other";

const layerOf = (tensor: string): number | null => {
  const layer = /^model\.layers\.(\d+)\./.exec(tensor)?.[1];
  return layer === undefined ? null : Number(layer);
};

/** What a run changed in one tensor, in two passes over its weights; null where it trained none of it. */
export async function tensorChange(
  delta: ModuleDelta,
  base: BaseValues,
  config: SampleConfig,
  pause: Pause,
): Promise<TensorChange | null> {
  const tensor = tensorOf(delta);
  const slices: Slices = () => changeSlices(delta, base);
  const totals = await firstPass(slices, tensor, pause);
  const { n, l2, l2Original, min, max, mean, deviation } = totals;
  if (n === 0) return null;
  const { fine, q1, median, q3, sample } = await secondPass(slices, totals, drawPlaces(n, config, tensor), pause);
  const { at, density } = kernelDensity(
    { low: min, high: max, counts: fine },
    { deviation, quartiles: q3 - q1, n },
    DENSITY_POINTS,
  );
  return {
    layer: layerOf(tensor),
    projection: projectionOf(tensor),
    ...{ tensor, n, l2, l2Original },
    summary: { min, q1, median, q3, max, mean },
    histogram: {
      edges: Array.from({ length: HISTOGRAM_BINS + 1 }, (_, i) => min + ((max - min) * i) / HISTOGRAM_BINS),
      counts: toHistogram(fine),
    },
    density: { at: at.map(short), density: density.map(short) },
    sample,
  };
}
