import type { AlignmentChange, AlignmentResult } from "../evaluate/alignmentResult";
import type { Manifest } from "../export/manifest";
import { snakeKeys } from "../export/snakeKeys";
import { asJsonObject, type JsonObject, type JsonValue } from "../formats/json";
import type { CliSubject } from "./openSubject";

/** A model, and what was measured of it. */
export interface Measured {
  readonly subject: CliSubject;
  readonly result: AlignmentResult;
  /** From the base; null of the base itself. */
  readonly change: AlignmentChange | null;
  readonly manifest: Manifest;
}

/** A first look at a model: means over the pairs of each layer. */
export function figures({ subject, result, change }: Measured): JsonObject {
  const layers = Array.from({ length: result.nLayers + 1 }, (_, layer) => {
    const own = result.pairs.filter((pair) => pair.layer === layer);
    const mean = (of: (pair: (typeof own)[number]) => number) =>
      own.reduce((sum, pair) => sum + of(pair), 0) / own.length;
    return {
      layer,
      cosine: mean(({ raw }) => raw.cosine),
      gap: mean(({ raw }) => raw.cosine - raw.cosineShuffled),
      centred_cosine: mean(({ centred }) => centred.cosine),
      accuracy: mean(({ raw }) => (raw.accuracyForward + raw.accuracyBackward) / 2),
      cka: mean(({ cka }) => cka),
    };
  });
  return { name: subject.name, weights: subject.weights, compared: change !== null, mean_over_pairs: layers };
}

/** As the file has it. */
export const inFile = (value: AlignmentResult | AlignmentChange): JsonValue =>
  snakeKeys(asJsonObject(JSON.parse(JSON.stringify(value)) as JsonValue, "alignment"));
