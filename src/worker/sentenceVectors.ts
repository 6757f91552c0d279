import type { ByteStore } from "../storage/byteStore";

/** The sentences of an alignment, kept with where they lie in each layer: for projections. */
export interface KeptSentences {
  readonly languages: readonly string[];
  /** [language][sentence], translations at the same place: the first of those that were measured. */
  readonly texts: readonly (readonly string[])[];
  /** The embedding and each block. */
  readonly nLayers: number;
  readonly dModel: number;
}

/** A figure can hold so many sentences, over all languages. */
export const MOST_POINTS = 2000;
/** What the vectors of one alignment may take in the browser's storage. */
const MOST_BYTES = 256 * 2 ** 20;

const sentencesKey = (id: string): string => `evaluations/${id}/sentences`;
/** Languages by their place: a label may hold letters that no key takes. */
const vectorsKey = (id: string, k: number, layer: number): string => `evaluations/${id}/vectors/${k}.${layer}`;

/** How many of `nSentences` are kept in each language: what a figure and the storage hold, and one at least. */
export function countKept(
  nSentences: number,
  { nLanguages, nLayers, dModel }: { nLanguages: number; nLayers: number; dModel: number },
): number {
  const bytes = nLanguages * nLayers * dModel * Float32Array.BYTES_PER_ELEMENT;
  const most = Math.min(Math.floor(MOST_POINTS / nLanguages), Math.floor(MOST_BYTES / bytes));
  return Math.min(nSentences, Math.max(1, most));
}

/** Keeps vectors of the sentences of language `k` in a layer, f32[n_sentences, d_model]. */
export async function keepVectors(
  store: ByteStore,
  id: string,
  k: number,
  layer: number,
  vectors: Float32Array,
): Promise<void> {
  const { buffer, byteOffset, byteLength } = vectors;
  await store.write(vectorsKey(id, k, layer), new Uint8Array(buffer, byteOffset, byteLength));
}

/** Keeps the sentences, once all their vectors are. */
export async function keepSentences(store: ByteStore, id: string, sentences: KeptSentences): Promise<void> {
  await store.write(sentencesKey(id), new TextEncoder().encode(JSON.stringify(sentences)));
}

/** The sentences of an alignment; undefined where none were kept. */
export async function loadSentences(store: ByteStore, id: string): Promise<KeptSentences | undefined> {
  const bytes = await store.read(sentencesKey(id));
  // Whole or absent: the store's promise.
  return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as KeptSentences);
}

/** Vectors of language `k` in a layer, f32[n_sentences, d_model]; throws where they are not what the sentences say. */
export async function loadVectors(
  store: ByteStore,
  id: string,
  { languages, texts, dModel }: KeptSentences,
  k: number,
  layer: number,
): Promise<Float32Array<ArrayBuffer>> {
  const bytes = await store.read(vectorsKey(id, k, layer));
  const wanted = (texts[k]?.length ?? 0) * dModel * Float32Array.BYTES_PER_ELEMENT;
  if (!bytes || bytes.byteLength !== wanted) {
    const found = bytes ? `${bytes.byteLength} bytes` : "nothing";
    throw new Error(
      `${languages[k]} in layer ${layer} of this alignment: ${found} kept where ${wanted} bytes are needed; remove the result and align again`,
    );
  }
  // Of its own memory, so that it begins where floats may.
  return new Float32Array(bytes.slice().buffer);
}
