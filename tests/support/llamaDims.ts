/** A Llama so small that every weight of it can be compared. */
export const LLAMA_DIMS = { nLayers: 2, dModel: 48, dMlp: 80, nHeads: 4, nKvHeads: 2, dHead: 16, dVocab: 40 } as const;
