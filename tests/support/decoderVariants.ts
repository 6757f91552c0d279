import type { DecoderConfig } from "../../src/transformer/decoderConfig";
import { TINY_CONFIG } from "./randomModel";
import { windowRows } from "./windowRows";

/** Two-layer decoders of every family and of everything that config.json can turn on. */
export const DECODER_VARIANTS: Readonly<Record<string, DecoderConfig>> = {
  Llama: TINY_CONFIG,
  "SmolLM2 (tied, one key-value head)": { ...TINY_CONFIG, isTied: true, nHeads: 3, nKvHeads: 1 },
  "Llama 3.2 (tied, llama3 scaling)": {
    ...TINY_CONFIG,
    isTied: true,
    rope: {
      theta: 100,
      scaling: { kind: "llama3", factor: 8, lowFreqFactor: 1, highFreqFactor: 4, originalContext: 64 },
    },
  },
  "Llama (linear scaling, GeGLU by tanh)": {
    ...TINY_CONFIG,
    rope: { theta: 1000, scaling: { kind: "linear", factor: 2.5 } },
    actFn: "gelu_tanh",
  },
  "Mistral (sliding window, wide heads)": { ...TINY_CONFIG, dHead: 10, slidingWindow: 3 },
  "Qwen2 (biases, tied)": { ...TINY_CONFIG, qkvBias: true, isTied: true },
  "Qwen3 (norms of heads, GeGLU)": { ...TINY_CONFIG, qkNorm: true, dHead: 8, nKvHeads: 4, actFn: "gelu" },
};

/** Windows of unlike lengths, one of which predicts nothing, with tokens that come again. */
export const VARIANT_ROWS = windowRows([[5, 36, 0, 5, 17, 9, 9], [3, 1, 4, 1, 5, 9, 2, 6, 5, 35, 8], [30], [7, 7]]);
