export type Method = "subnetwork" | "random" | "ffnOnly" | "full" | "lora" | "ia3";

export interface LoraConfig {
  readonly rank: number;
  /** The product B A is scaled by alpha / rank. */
  readonly alpha: number;
  /**
   * Share of the `rank` values between A and B that is dropped in training, 0 to 1: B(drop(A x)), as in the published script. PEFT
   * drops values of x.
   */
  readonly dropout: number;
}

export interface Schedule {
  readonly kind: "constant" | "linear" | "cosine";
  /** Steps over which the rate rises from 0. */
  readonly warmupSteps: number;
}

/** Everything a run depends on beside model, mask and text. */
export interface FinetuneConfig {
  readonly method: Method;
  /** Tokens a window. */
  readonly seqLen: number;
  /** Windows whose gradients are computed at once. */
  readonly batchSize: number;
  /** Batches whose gradients are added up before an update. */
  readonly accumulate: number;
  /** Updates. */
  readonly steps: number;
  readonly learningRate: number;
  readonly schedule: Schedule;
  readonly weightDecay: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  /** Largest global gradient norm; larger ones are scaled down to it. Null: not clipped. */
  readonly clip: number | null;
  readonly seed: number;
  /** Windows in an order drawn anew with the seed for each epoch; otherwise in file order. */
  readonly shuffle: boolean;
  /** Steps between validations; null: before the first and after the last step only. */
  readonly validateEvery: number | null;
  /** Validations of the target without a new best after which the run stops; null: never. */
  readonly patience: number | null;
  /** Of `lora`. */
  readonly lora: LoraConfig;
  /** As the published script: text is cut into windows a document, padded, and padding counts in the loss. */
  readonly lossOnPadding: boolean;
  /** As the published script: Adam's moments start anew whenever a validation is the best so far. */
  readonly resetOptimizerOnBest: boolean;
  /** Keep the hidden states below the lowest trained layer for later epochs. */
  readonly cachePrefix: boolean;
}
