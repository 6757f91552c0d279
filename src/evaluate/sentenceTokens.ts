/** Sentences of one language as tokens, without special ones. */
export interface SentenceTokens {
  readonly language: string;
  /** A sentence; none is empty. */
  readonly sentences: readonly Int32Array<ArrayBuffer>[];
}

/** Where the vectors of sentences lie while an alignment is measured: those of language `k` in a layer, f32[n_sentences, d_model]. */
export interface VectorStore {
  load(k: number, layer: number): Promise<Float32Array<ArrayBuffer> | undefined>;
  save(k: number, layer: number, vectors: Float32Array<ArrayBuffer>): Promise<void>;
}

/** In memory. */
export function memoryVectors(): VectorStore {
  const kept = new Map<string, Float32Array<ArrayBuffer>>();
  return {
    load: async (k, layer) => kept.get(`${k}.${layer}`),
    save: async (k, layer, vectors) => {
      kept.set(`${k}.${layer}`, vectors);
    },
  };
}
