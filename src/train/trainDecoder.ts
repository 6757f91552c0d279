import type { TokenRows } from "../transformer/tokenRows";
import type { Tuning } from "../transformer/tuning";

/** What training needs of a decoder. One call at a time. */
export interface TrainDecoder {
  /** log p of each row's target, f32[n_tokens]; 0 without a target. */
  logProbs(rows: TokenRows, options?: { readonly tuning?: Tuning }): Promise<Float32Array>;
  /**
   * Submits forward and backward: gradients of the loss to the tuning's parameters. Resolves without waiting for the GPU; what
   * it gives is log_prob f32[n_tokens], until the next call.
   */
  lossAndGradients(rows: TokenRows, tuning: Tuning, options: GradientOptions): Promise<GPUBuffer>;
  /** Submits the layers below the lowest trained one: f32[n_tokens, d_model], until the next call. */
  prefix(rows: TokenRows, tuning: Tuning): Promise<GPUBuffer>;
}

export interface GradientOptions {
  /** Add to the gradients rather than overwrite them. */
  readonly accumulate: boolean;
  readonly dropoutSeed: number;
  /** Number of the call in the run: each has its own dropout. */
  readonly step: number;
  /** What `prefix` gives for these rows, to start from. */
  readonly prefix?: GPUBuffer;
}
