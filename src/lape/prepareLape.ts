import type { ActivationStats } from "./activationStats";
import type { LapeData } from "./lapeData";
import { lapeDataCpu } from "./lapeDataCpu";
import { lapeDataGpu } from "./lapeDataGpu";

/**
 * Probabilities and entropies of some stats, on `device` or, without one, in memory; `release` them when done. The stats
 * must not change meanwhile. Throws RangeError where a language has no tokens: leave such out with `countedLanguages`.
 */
export async function prepareLape(
  stats: ActivationStats,
  { device }: { readonly device?: GPUDevice | undefined } = {},
): Promise<LapeData> {
  if (stats.languages.length === 0) throw new RangeError("LAPE needs at least one language");
  for (const [k, language] of stats.languages.entries()) {
    const n = stats.n[k]!;
    if (!Number.isSafeInteger(n) || n < 1)
      throw new RangeError(`${language}: ${n} tokens were counted; LAPE needs at least 1`);
  }
  return device ? lapeDataGpu(stats, device) : lapeDataCpu(stats);
}
