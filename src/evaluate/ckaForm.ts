/**
 * By which products linear CKA is computed; both give the same. "sentences": of each language's sentences with each other, made once a
 * language, [n_sentences, n_sentences]. "features": of the numbers of one language's vectors with the other's, made for each pair,
 * [d_model, d_model], and of these with the sentences, which tells how much each counts.
 */
export type CkaForm = "sentences" | "features";

export interface CkaSize {
  readonly nLanguages: number;
  readonly nPairs: number;
  readonly nSentences: number;
  readonly dModel: number;
}

/** What the products of sentences may take on the GPU, over all languages. */
const GRAM_BYTES = 2 ** 29;

/** The form that multiplies least, as far as there is room for it. */
export function ckaForm({ nLanguages, nPairs, nSentences: n, dModel: d }: CkaSize, bindingBytes: number): CkaForm {
  const bytes = 4 * n ** 2;
  if (bytes > bindingBytes || nLanguages * bytes > GRAM_BYTES) return "features";
  const sentences = nLanguages * n ** 2 * (d + 1) + nPairs * n ** 2;
  const features = (nLanguages + nPairs) * (d ** 2 * (2 * n + 1) + n * d);
  return sentences <= features ? "sentences" : "features";
}
