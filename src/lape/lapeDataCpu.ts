import { languageMembershipReference } from "../kernels/languageMembership";
import type { ActivationStats } from "./activationStats";
import { histogramOf, kthSmallest, rememberHistograms } from "./kthSmallest";
import type { LapeData } from "./lapeData";
import { probabilities, probability, settledEntropies } from "./probability";

/** LAPE's data by the kernels' definitions, in memory. */
export function lapeDataCpu(stats: ActivationStats): LapeData {
  const nNeurons = stats.nLayers * stats.dMlp;
  const perLanguage = stats.languages.map((_, k) => probabilities(stats, k));
  const maxProbability = new Float32Array(nNeurons);
  for (const p of perLanguage) {
    for (let j = 0; j < nNeurons; j++) if (p[j]! > maxProbability[j]!) maxProbability[j] = p[j]!;
  }
  const settledEntropy = settledEntropies(stats);
  const entropy = new Float32Array(nNeurons);
  for (let j = 0; j < nNeurons; j++) entropy[j] = settledEntropy(j);
  const histogram = rememberHistograms(histogramOf(perLanguage));
  return {
    stats,
    entropy,
    maxProbability,
    kthSmallest: (rank) => kthSmallest(rank, histogram),
    members: async (selected, bar) =>
      languageMembershipReference((k, j) => probability(stats, k, j), stats.languages.length, selected, bar),
    settledEntropy,
    release() {},
  };
}
