import type { ActFn } from "../tensor/actFn";

/** Rotary position embedding: `theta`, and how positions beyond the trained ones are scaled. */
export interface Rope {
  readonly theta: number;
  readonly scaling:
    | { readonly kind: "none" }
    | { readonly kind: "linear"; readonly factor: number }
    | {
        readonly kind: "llama3";
        readonly factor: number;
        readonly lowFreqFactor: number;
        readonly highFreqFactor: number;
        readonly originalContext: number;
      };
}

/** A Llama-family decoder: RMSNorm, RoPE, grouped-query attention, gated feed-forward layers. */
export interface DecoderConfig {
  readonly nLayers: number;
  readonly dModel: number;
  readonly dMlp: number;
  readonly nHeads: number;
  readonly nKvHeads: number;
  readonly dHead: number;
  readonly dVocab: number;
  readonly rmsNormEps: number;
  readonly rope: Rope;
  /** Of the gate. */
  readonly actFn: Extract<ActFn, "silu" | "gelu" | "gelu_tanh">;
  /** Biases of q, k and v (Qwen2). */
  readonly qkvBias: boolean;
  /** RMSNorm over each head's query and key before RoPE (Qwen3). */
  readonly qkNorm: boolean;
  /** The head is the embedding. */
  readonly isTied: boolean;
  /** Keys a query sees, itself included; null: all before it (Mistral's sliding window). */
  readonly slidingWindow: number | null;
}
