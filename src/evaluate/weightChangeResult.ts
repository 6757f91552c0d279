/** Quartiles and whiskers of the changes of a tensor; quantiles lie between values as NumPy's do. */
export interface ChangeSummary {
  readonly min: number;
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
  readonly max: number;
  readonly mean: number;
}

/** Equal bins from the smallest to the largest change; the last holds both its edges. */
export interface ChangeHistogram {
  /** One more than there are counts. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/** Gaussian kernel density of the changes, by Silverman's rule; empty where all changes are equal. */
export interface ChangeDensity {
  readonly at: readonly number[];
  readonly density: readonly number[];
}

export type Projection = "gate" | "up" | "down" | "other";

/** What a run changed in one tensor. Only trained weights count: rows and columns of a mask, of LoRA and IA3 the whole matrix. */
export interface TensorChange {
  /** Null outside the layers. */
  readonly layer: number | null;
  readonly projection: Projection;
  /** As `model.layers.0.mlp.gate_proj.weight`. */
  readonly tensor: string;
  /** Weights that were trained. */
  readonly n: number;
  /** Frobenius norm of the change, and of the same weights before it. */
  readonly l2: number;
  readonly l2Original: number;
  readonly summary: ChangeSummary;
  readonly histogram: ChangeHistogram;
  readonly density: ChangeDensity;
  /** Some weights drawn with the seed, one from each of as many equal stretches: before, and the change. */
  readonly sample: { readonly original: readonly number[]; readonly change: readonly number[] };
}

/** How a run changed the weights that it trained. */
export interface WeightChangeResult {
  readonly seed: number;
  /** Of the model. */
  readonly nLayers: number;
  /** In the order of the run's changes: by layer. */
  readonly tensors: readonly TensorChange[];
}
