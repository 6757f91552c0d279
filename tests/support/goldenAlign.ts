import type { AlignmentInput } from "../../src/evaluate/align";
import type { PairAlignment, PairSimilarity } from "../../src/evaluate/alignmentResult";
import small from "../fixtures/align/alignment_small.json";
import smallTokens from "../fixtures/align/tokens_small.json";
import { safetensorsOf } from "./sampleTensors";

/** A row of a golden alignment. */
export type GoldenPair = (typeof small)[number];

/** Of the first 24 lines of three languages. */
export const GOLDEN_PAIRS: readonly GoldenPair[] = small;

/** Tokens as an alignment takes them. */
export const goldenInput = (tokens: Readonly<Record<string, readonly (readonly number[])[]>>): AlignmentInput => ({
  languages: Object.entries(tokens).map(([language, sentences]) => ({
    language,
    sentences: sentences.map((ids) => Int32Array.from(ids)),
  })),
  missing: [],
});

/** The 24 lines of three languages. */
export const GOLDEN_INPUT = goldenInput(smallTokens);

export interface GoldenVectors {
  readonly languages: readonly string[];
  readonly nLayers: number;
  readonly nSentences: number;
  readonly dModel: number;
  /** f32[n_sentences, d_model] of a language in a layer. */
  readonly of: (k: number, layer: number) => Float32Array<ArrayBuffer>;
}

/** Vectors of the 24 lines, f32 [3 languages, 7 layers, 24, 256], from the page's server. */
export async function goldenVectors(): Promise<GoldenVectors> {
  const file = await fetch(new URL("../fixtures/align/pooled_small.safetensors", import.meta.url));
  const { shape, values } = (await safetensorsOf(await file.blob())).get("pooled")!;
  const [, nLayers, nSentences, dModel] = shape as [number, number, number, number];
  const length = nSentences * dModel;
  return {
    languages: Object.keys(smallTokens),
    nLayers,
    nSentences,
    dModel,
    of: (k, layer) =>
      Float32Array.from(Array.from(values).slice((k * nLayers + layer) * length, (k * nLayers + layer + 1) * length)),
  };
}

/** How far measures lie from a golden's: absolute, of the distance relative; retrieval in sentences. */
export interface GoldenDeviation {
  readonly cosine: number;
  readonly cka: number;
  readonly distance: number;
  readonly sentences: number;
}

const largest = (...deviations: readonly number[]): number => Math.max(...deviations.map(Math.abs));

/** The largest deviations of the golden's pairs; infinite where one is missing. */
export function goldenDeviation(
  pairs: readonly PairAlignment[],
  golden: readonly GoldenPair[],
  nSentences: number,
): GoldenDeviation {
  const each = golden.map((want) => {
    const got = pairs.find(({ a, b, layer }) => a === want.pivot && b === want.language && layer === want.layer);
    if (!got) return { cosine: Infinity, cka: Infinity, distance: Infinity, sentences: Infinity };
    const { raw, centred } = got;
    const missed = ({ accuracyForward, accuracyBackward }: PairSimilarity, forward: number, backward: number) =>
      Math.round(nSentences * largest(accuracyForward - forward, accuracyBackward - backward));
    return {
      cosine: largest(
        raw.cosine - want.cosine,
        raw.cosineShuffled - want.cosine_shuffled,
        centred.cosine - want.centred_cosine,
        centred.cosineShuffled - want.centred_cosine_shuffled,
      ),
      cka: Math.abs(got.cka - want.linear_cka),
      distance: Math.abs(got.centroidDistance / want.centroid_distance - 1),
      sentences: Math.max(
        missed(raw, want.retrieval_pivot_to_language, want.retrieval_language_to_pivot),
        missed(centred, want.centred_retrieval_pivot_to_language, want.centred_retrieval_language_to_pivot),
      ),
    };
  });
  const most = (key: keyof GoldenDeviation) => Math.max(...each.map((one) => one[key]));
  return { cosine: most("cosine"), cka: most("cka"), distance: most("distance"), sentences: most("sentences") };
}
