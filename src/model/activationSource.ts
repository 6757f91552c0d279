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

/** Gates of every layer for one batch, [nWindows * seqLen, d_mlp] each. `release` once they were read (or their reading was submitted). */
export type Activations = { readonly release: () => void } & (
  | {
      readonly location: "gpu";
      readonly dtype: "f32" | "f16";
      /** Longer than the tensors; take dimensions from the batch. */
      readonly layers: readonly GPUBuffer[];
    }
  | { readonly location: "cpu"; readonly layers: readonly Float32Array[] }
);

/** A model that gives its gate activations. One run at a time. */
export interface ActivationSource {
  readonly nLayers: number;
  readonly dMlp: number;
  readonly taps: readonly LayerTap[];
  run(batch: WindowBatch): Promise<Activations>;
  release(): Promise<void>;
}
