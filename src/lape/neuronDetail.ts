import { type LapeData, SETTLE_NATS } from "./lapeData";
import type { LapeResult } from "./lapeResult";
import { probability } from "./probability";
import { wilsonInterval } from "./wilsonInterval";

/** All that is known of one neuron. */
export interface NeuronDetail {
  readonly layer: number;
  readonly index: number;
  /** Nats; null for a neuron that never fired. */
  readonly entropy: number | null;
  readonly selected: boolean;
  /** Position by entropy, from 1, among the `nRanked` neurons that pass the filter; null where it does not. */
  readonly rank: number | null;
  readonly nRanked: number;
  readonly languages: readonly {
    readonly language: string;
    readonly n: number;
    readonly overZero: number;
    readonly probability: number;
    /** 95 % Wilson interval of the probability. */
    readonly low: number;
    readonly high: number;
    /** Mean of act_fn(gate) over the language's tokens. */
    readonly meanActivation: number;
    readonly member: boolean;
  }[];
}

/** Throws RangeError where the model has no such neuron. */
export function neuronDetail(data: LapeData, result: LapeResult, layer: number, index: number): NeuronDetail {
  const { stats } = data;
  const exists = Number.isInteger(layer) && layer >= 0 && layer < stats.nLayers;
  if (!exists || !Number.isInteger(index) || index < 0 || index >= stats.dMlp) {
    throw new RangeError(`no neuron L${layer}N${index}: the model has ${stats.nLayers} layers of ${stats.dMlp}`);
  }
  const j = layer * stats.dMlp + index;
  const entropy = data.settledEntropy(j);
  return {
    layer,
    index,
    entropy: Number.isNaN(entropy) ? null : entropy,
    selected: result.selected.includes(j),
    ...entropyRank(data, result, j),
    languages: stats.languages.map((language, k) => {
      const n = stats.n[k]!;
      const overZero = stats.overZero[k]![j]!;
      return {
        language,
        n,
        overZero,
        probability: probability(stats, k, j),
        ...wilsonInterval(overZero, n),
        meanActivation: stats.actSum[k]![j]! / n,
        member: result.mask.neurons[k]![layer]!.includes(index),
      };
    }),
  };
}

/** 1 + the neurons that pass the filter and come before neuron j by (entropy, index). */
function entropyRank(
  data: LapeData,
  { threshold, entropy, maxProbability }: LapeResult,
  j: number,
): Pick<NeuronDetail, "rank" | "nRanked"> {
  const comesFirst = (i: number): boolean => {
    const apart = entropy[i]! - entropy[j]!;
    const difference = Math.abs(apart) > SETTLE_NATS ? apart : data.settledEntropy(i) - data.settledEntropy(j);
    return difference < 0 || (difference === 0 && i < j);
  };
  const isRanked = maxProbability[j]! > threshold;
  let [before, nRanked] = [0, 0];
  for (let i = 0; i < entropy.length; i++) {
    if (!(maxProbability[i]! > threshold)) continue;
    nRanked++;
    if (isRanked && comesFirst(i)) before++;
  }
  return { rank: isRanked ? before + 1 : null, nRanked };
}
