/** Sentences of one language as tokens, without special ones. */
export interface SentenceTokens {
  readonly language: string;
  /** A sentence; none is empty. */
  readonly sentences: readonly Int32Array<ArrayBuffer>[];
}

/** Where the vectors of sentences lie while an alignment is measured: those of a language in a layer, f32[n_sentences, d_model]. */
export interface VectorStore {
  load(language: string, layer: number): Promise<Float32Array<ArrayBuffer> | undefined>;
  save(language: string, layer: number, vectors: Float32Array<ArrayBuffer>): Promise<void>;
}

/** In memory. */
export function memoryVectors(): VectorStore {
  const kept = new Map<string, Float32Array<ArrayBuffer>>();
  return {
    load: async (language, layer) => kept.get(`${layer} ${language}`),
    save: async (language, layer, vectors) => void kept.set(`${layer} ${language}`, vectors),
  };
}
