import type { ActivationStats } from "./activationStats";
import { histogramOf, kthSmallest } from "./kthSmallest";
import { type LapeData, SETTLE_NATS } from "./lapeData";
import type { LapeConfig, LapeResult } from "./lapeResult";
import { maskOfMembers } from "./maskOfMembers";
import { prepareLape } from "./prepareLape";
import { roundHalfEven } from "./roundHalfEven";

/** Selects language neurons from counts alone (methods.md 1.3). For many selections from one stats, prepare once. */
export async function selectNeurons(
  stats: ActivationStats,
  config: LapeConfig,
  context: { readonly device?: GPUDevice | undefined } = {},
): Promise<LapeResult> {
  checkConfig(config);
  const data = await prepareLape(stats, context);
  try {
    return await select(data, config);
  } finally {
    data.release();
  }
}

/**
 * The selection of methods.md 1.3: of the neurons whose P exceeds the pooled `filterRate` quantile for some language, the
 * round(n * topRate) of lowest entropy, ties by (layer, index); each belongs to the languages with P above the pooled
 * `activationBarRatio` quantile. The same set whichever way `data` was made.
 */
export async function select(data: LapeData, config: LapeConfig): Promise<LapeResult> {
  checkConfig(config);
  const { stats, entropy, maxProbability } = data;
  const nValues = entropy.length * stats.languages.length;
  const threshold = await data.kthSmallest(pooledRank(nValues, config.filterRate));
  const bar = await data.kthSmallest(pooledRank(nValues, config.activationBarRatio));

  // Strictly above a threshold of at least 0: a neuron that never fired does not pass, although its entropy sum is 0.
  const passing = indicesAbove(maxProbability, threshold);
  const lowest = await lowestEntropies(data, passing, roundHalfEven(entropy.length * config.topRate));
  const ascending = Uint32Array.from(lowest).sort();
  const members = await data.members(ascending, bar);
  return {
    config,
    entropy,
    maxProbability,
    threshold,
    bar,
    selected: lowest,
    mask: maskOfMembers(stats, ascending, members),
  };
}

/** 1-indexed rank of a quantile, as the published script rounds it. A rate so small that it rounds to 0 means the smallest. */
export const pooledRank = (nValues: number, rate: number): number => Math.max(1, roundHalfEven(nValues * rate));

/** Places, ascending, of the values above a limit. */
function indicesAbove(values: Float32Array, limit: number): Uint32Array<ArrayBuffer> {
  const indices = new Uint32Array(values.length);
  let count = 0;
  for (let j = 0; j < values.length; j++) if (values[j]! > limit) indices[count++] = j;
  return indices.slice(0, count);
}

function checkConfig(config: LapeConfig): void {
  for (const [name, rate] of Object.entries(config)) {
    if (!(rate > 0 && rate <= 1)) throw new RangeError(`${name} must be above 0 and at most 1, not ${rate}`);
  }
}

/** The `count` neurons of `passing` (ascending) with the lowest entropy, by (entropy, index); all where there are fewer. */
async function lowestEntropies(data: LapeData, passing: Uint32Array<ArrayBuffer>, count: number) {
  const bySettled = (a: number, b: number): number => data.settledEntropy(a) - data.settledEntropy(b) || a - b;
  if (count >= passing.length) return passing.sort(bySettled);
  if (count === 0) return new Uint32Array(0);
  const entropies = new Float32Array(passing.length);
  for (let i = 0; i < passing.length; i++) entropies[i] = data.entropy[passing[i]!]!;
  const cut = await kthSmallest(count, histogramOf([entropies]));
  const certain: number[] = [];
  const near: number[] = [];
  for (let i = 0; i < passing.length; i++) {
    const over = entropies[i]! - cut;
    if (over <= SETTLE_NATS) (over < -SETTLE_NATS ? certain : near).push(passing[i]!);
  }
  near.sort(bySettled);
  return Uint32Array.from([...certain, ...near.slice(0, count - certain.length)]).sort(bySettled);
}
