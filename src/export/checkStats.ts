import { FormatError } from "../formats/formatError";
import type { ActivationStats } from "../lape/activationStats";

const MAX_INT32 = 2 ** 31 - 1;

/** The stats, when every count is one that int32 holds and no larger than the tokens counted. The error names the neuron. */
export function checkStats(stats: ActivationStats): ActivationStats {
  const { languages, n, overZero, nLayers, dMlp } = stats;
  if (languages.length === 0 || nLayers === 0 || dMlp === 0) {
    throw new FormatError(
      `stats of ${languages.length} languages, ${nLayers} layers and ${dMlp} neurons a layer are empty`,
    );
  }
  for (const [k, language] of languages.entries()) {
    const tokens = n[k]!;
    if (!Number.isSafeInteger(tokens) || tokens < 0)
      throw new FormatError(`n of ${language} is ${tokens}, not a count`);
    const most = Math.min(tokens, MAX_INT32);
    const j = overZero[k]!.findIndex((count) => count > most);
    if (j >= 0) {
      const where = `over_zero of ${language}, layer ${Math.floor(j / dMlp)}, neuron ${j % dMlp}`;
      throw new FormatError(
        `${where} is ${overZero[k]![j]}, more than ${most}: the tokens counted, or what int32 holds`,
      );
    }
  }
  return stats;
}

/** Sums of activations over `n` tokens from their means; NaN where the means are not known. */
export function toActSum(means: ArrayLike<number> | undefined, n: number, length: number): Float64Array<ArrayBuffer> {
  if (!means) return new Float64Array(length).fill(Number.NaN);
  return n === 0 ? new Float64Array(length) : Float64Array.from(means, (mean) => mean * n);
}

export const NO_MEANS = "the file has no mean activations: they are unknown, counts and LAPE are not affected";
