import { withErrorScope } from "../gpu/watchErrors";
import type { AlignmentKernels } from "./alignmentKernels";
import { type CkaForm, ckaForm } from "./ckaForm";
import { type PairResults, PairScratch, SCORE_BYTES } from "./pairScratch";
import { type PlacedLanguage, placeLanguage } from "./placeLanguage";
import { type CkaTerms, ckaBySentence, distanceBySentence, type InfluenceSeries } from "./sentenceInfluence";

/** Sentences of several languages in one layer, translations at the same place. */
export interface LayerVectors {
  readonly nSentences: number;
  readonly dModel: number;
  /** A language: f32[n_sentences, d_model]. */
  readonly vectors: readonly Float32Array<ArrayBuffer>[];
}

/** What each sentence of a pair of languages gives. */
export interface SentenceSimilarity {
  /** f32[n_sentences]: cosine of a sentence of `a` with its translation, and with the line behind that, around. */
  readonly cosine: Float32Array<ArrayBuffer>;
  readonly shuffled: Float32Array<ArrayBuffer>;
  /** u32[n_sentences]: the nearest of `b` to each of `a`, and of `a` to each of `b`. */
  readonly forward: Uint32Array<ArrayBuffer>;
  readonly backward: Uint32Array<ArrayBuffer>;
}

/** What two languages measure in a layer, before means are taken over sentences. */
export interface PairReduction {
  readonly raw: SentenceSimilarity;
  readonly centred: SentenceSimilarity;
  readonly cka: number;
  readonly centroidDistance: number;
  /** What each sentence counts of these two. */
  readonly influence: InfluenceSeries;
}

export interface ReduceOptions {
  /** What scores of sentences may take at once, in bytes. */
  readonly scoreBytes?: number | undefined;
  /** Of CKA; what multiplies least unless given. */
  readonly form?: CkaForm | undefined;
}

const similarityOf = ([cosine, shuffled, forward, backward]: PairResults["raw"]): SentenceSimilarity => {
  const indices = ({ buffer, byteOffset, length }: Float32Array<ArrayBuffer>) =>
    new Uint32Array(buffer, byteOffset, length);
  return { cosine: cosine!, shuffled: shuffled!, forward: indices(forward!), backward: indices(backward!) };
};

/**
 * Reduces the vectors of one layer on the GPU to what the pairs, places in `vectors`, measure; in their order. Sentences are compared
 * n x n, but never all at once.
 */
export async function* reduceLayer(
  device: GPUDevice,
  kernels: AlignmentKernels,
  { nSentences, dModel, vectors }: LayerVectors,
  pairs: readonly (readonly [a: number, b: number])[],
  { scoreBytes = SCORE_BYTES, form: asked }: ReduceOptions = {},
): AsyncGenerator<PairReduction> {
  const size = { nSentences, dModel };
  const limit = device.limits.maxStorageBufferBindingSize;
  const form = asked ?? ckaForm({ ...size, nLanguages: vectors.length, nPairs: pairs.length }, limit);
  let scratch: PairScratch | undefined;
  const languages: PlacedLanguage[] = [];
  try {
    await withErrorScope(device, "align", () => {
      scratch = new PairScratch(device, kernels, { ...size, form }, scoreBytes);
      for (const own of vectors) languages.push(placeLanguage(device, kernels, own, { ...size, form }));
    });
    const pairScratch = scratch!;
    const own: CkaTerms[] = [];
    for (const placed of languages) own.push(await pairScratch.own(placed));
    for (const [a, b] of pairs) {
      const { raw, centred, cka, squaredSum, along } = await pairScratch.reduce(languages[a]!, languages[b]!);
      const norm = Math.sqrt(own[a]!.total * own[b]!.total);
      const length = Math.sqrt(squaredSum);
      yield {
        raw: similarityOf(raw),
        centred: similarityOf(centred),
        cka: norm === 0 ? 0 : cka.total / norm,
        centroidDistance: length / nSentences,
        influence: {
          cka: ckaBySentence(cka, own[a]!, own[b]!),
          centroidDistance: distanceBySentence(length, ...along),
        },
      };
    }
  } finally {
    for (const placed of languages) placed.destroy();
    scratch?.destroy();
  }
}
