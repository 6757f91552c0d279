import type { MatrixFormat } from "../tensor/matrixFormat";

/** Consecutive rows of a matrix in a buffer of their own. */
export interface MatrixPart {
  /** `array<u32>` in the matrix's format, [nRows, wordsPerRow(format, nIn)], from the buffer's start. */
  readonly buffer: GPUBuffer;
  readonly firstRow: number;
  readonly nRows: number;
}

/**
 * A weight matrix [nOut, nIn] on the GPU (nIn inputs a row). It has one part, or several in the order of their rows where it is
 * larger than a buffer or a binding may be on the device.
 */
export interface Matrix {
  /** Hugging Face's, as `model.layers.0.mlp.gate_proj.weight`. */
  readonly name: string;
  readonly format: MatrixFormat;
  readonly nOut: number;
  readonly nIn: number;
  readonly parts: readonly MatrixPart[];
}

/** The weights of one decoder layer. Vectors are f32. */
export interface LayerWeights {
  /** f32[d_model]. */
  readonly inputNorm: GPUBuffer;
  /** [n_heads * d_head, d_model]. */
  readonly q: Matrix;
  /** k and v are [n_kv_heads * d_head, d_model]. */
  readonly k: Matrix;
  readonly v: Matrix;
  /** [d_model, n_heads * d_head]. */
  readonly o: Matrix;
  /** Present with `qkvBias`; f32 of as many elements as the matrix has rows. */
  readonly qBias?: GPUBuffer;
  readonly kBias?: GPUBuffer;
  readonly vBias?: GPUBuffer;
  /** f32[d_head]; present with `qkNorm`. */
  readonly qNorm?: GPUBuffer;
  readonly kNorm?: GPUBuffer;
  /** f32[d_model]. */
  readonly postAttentionNorm: GPUBuffer;
  /** gate and up are [d_mlp, d_model]. */
  readonly gate: Matrix;
  readonly up: Matrix;
  /** [d_model, d_mlp]. */
  readonly down: Matrix;
}

/** The formats that a layer's matrices have. */
export function layerFormats(layer: LayerWeights): MatrixFormat[] {
  const weights = Object.values<Matrix | GPUBuffer | undefined>({ ...layer });
  return weights.flatMap((weight) => (weight && "format" in weight ? [weight.format] : []));
}

/** All weights of a decoder on the GPU, frozen: nothing writes to them. */
export interface DecoderWeights {
  /** [d_vocab, d_model]. */
  readonly embedding: Matrix;
  readonly layers: readonly LayerWeights[];
  /** f32[d_model]. */
  readonly finalNorm: GPUBuffer;
  /** [d_vocab, d_model]; the same object as `embedding` where they are tied. */
  readonly head: Matrix;
}
