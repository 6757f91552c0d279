import { findTensor, openSafetensors, readTensor } from "../../src/formats/safetensors";
import type { ActivationStats } from "../../src/lape/activationStats";

/** How counts of the sample corpus differ from the golden run's. */
export interface GoldenDifferences {
  /** Neurons that are further apart than they have gates within rounding of zero, as `mkd_Cyrl L3N417`. */
  readonly beyond: readonly string[];
  /** Share of all counters that are not equal. */
  readonly share: number;
  /** Of a mean activation. */
  readonly largestOfMeans: number;
}

/** Compares languages that were scanned whole, in windows of 256, with `activations.safetensors`. Throws where tokens differ. */
export async function goldenDifferences(
  { languages, nLayers, dMlp, n, overZero, actSum }: ActivationStats,
  golden: Blob,
): Promise<GoldenDifferences> {
  const file = await openSafetensors(golden);
  const names = file.metadata.get("languages")!.split(" ");
  const tokens = await readTensor(findTensor(file, "n"), "I64");
  const counts = await readTensor(findTensor(file, "over_zero"), "I32");
  const nearZero = await readTensor(findTensor(file, "near_zero"), "I32");
  const means = await readTensor(findTensor(file, "mean_activation"), "F32");
  const [beyond, size]: [string[], number] = [[], nLayers * dMlp];
  let [unequal, largestOfMeans] = [0, 0];
  for (const [k, language] of languages.entries()) {
    const g = names.indexOf(language);
    if (n[k] !== Number(tokens[g])) throw new Error(`${language}: ${n[k]} tokens, the golden run has ${tokens[g]}`);
    for (let j = 0; j < size; j++) {
      const at = g * size + j;
      const apart = Math.abs(overZero[k]![j]! - counts[at]!);
      if (apart > 0) unequal++;
      if (apart > nearZero[at]!) beyond.push(`${language} L${Math.floor(j / dMlp)}N${j % dMlp}`);
      largestOfMeans = Math.max(largestOfMeans, Math.abs(actSum[k]![j]! / n[k]! - means[at]!));
    }
  }
  return { beyond, share: unequal / (size * languages.length), largestOfMeans };
}
