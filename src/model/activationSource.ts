import type { ActFn } from "../tensor/actFn";

/** Where one layer's gate comes out of a graph. */
export interface LayerTap {
  readonly layer: number;
  /** Name of the tensor, f32 or f16 [batch, seq, d_mlp]. */
  readonly tensor: string;
  /** What turns the tapped value into the activation: `identity` where the graph gives only the activation itself. */
  readonly actFn: ActFn;
}

/** Windows to run: i32[nWindows, seqLen]; behind `lengths[w]` window w is padding (on the right). */
export interface WindowBatch {
  readonly ids: Int32Array<ArrayBuffer>;
  readonly lengths: Uint32Array<ArrayBuffer>;
  readonly nWindows: number;
  readonly seqLen: number;
}

/**
 * Gates of one layer, of a batch or of a part of it: [lengths.length * seqLen, d_mlp]. Of each stretch of `seqLen` rows the first
 * `lengths[w]` are tokens, the rest is padding; a source that leaves padding out gives one stretch.
 */
export type LayerGate = {
  readonly layer: number;
  readonly lengths: Uint32Array<ArrayBuffer>;
  readonly seqLen: number;
} & (
  | {
      readonly location: "gpu";
      readonly dtype: "f32" | "f16";
      /** May be longer than the gates; take dimensions from the rows. */
      readonly buffer: GPUBuffer;
    }
  | { readonly location: "cpu"; readonly values: Float32Array }
);

/** Takes a gate. A buffer is its source's again once this has resolved, so that what reads it must be submitted; values stay. */
export type OnGate = (gate: LayerGate) => void | Promise<void>;

/** A model that gives its gate activations. One run at a time. */
export interface ActivationSource {
  readonly nLayers: number;
  readonly dMlp: number;
  readonly taps: readonly LayerTap[];
  /**
   * Hands out every layer's gates of every token of the batch, one layer at a time, in one or several parts. Resolves once the last was
   * handed out, or rejects with the signal's reason where the source can stop on the way.
   */
  run(batch: WindowBatch, onGate: OnGate, signal?: AbortSignal): Promise<void>;
  release(): Promise<void>;
}
