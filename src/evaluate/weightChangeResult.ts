/** Quartiles and whiskers of the changes of a matrix. */
export interface ChangeSummary {
  readonly min: number;
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
  readonly max: number;
}

/** What a run changed in one projection of one layer. */
export interface ProjectionChange {
  readonly layer: number;
  readonly projection: "gate" | "up" | "down" | "other";
  /** As `model.layers.0.mlp.gate_proj.weight`. */
  readonly tensor: string;
  /** Weights that were trained. */
  readonly n: number;
  /** Frobenius norm of the change. */
  readonly l2: number;
  readonly summary: ChangeSummary;
  /** Counts of the changes between `edges`, one edge more. */
  readonly histogram: { readonly edges: readonly number[]; readonly counts: readonly number[] };
  /** Some weights drawn with `seed`: before, and the change. */
  readonly sample: { readonly original: readonly number[]; readonly change: readonly number[] };
}

export interface WeightChangeResult {
  readonly seed: number;
  readonly projections: readonly ProjectionChange[];
}
