/** Where two runs of one window were compared. */
export interface GatePosition {
  readonly layer: number;
  readonly token: number;
  readonly neuron: number;
  /** Gates there; null for one that is no finite number. */
  readonly reference: number | null;
  readonly candidate: number | null;
}

/** Outcome of comparing a candidate's gates with a reference's; a plain value, goes into results as it is. */
export interface SelfCheckResult {
  readonly passed: boolean;
  /** True when only the first layers were compared. */
  readonly partial: boolean;
  /** Share of compared gates of a layer that may differ in sign. */
  readonly threshold: number;
  /** Share of compared gates that did, per layer compared. */
  readonly ratePerLayer: readonly number[];
  /** The largest difference in units of its layer's RMS, or the first value that is not finite. */
  readonly worst: GatePosition;
  /** Gates compared, all layers together. */
  readonly nCompared: number;
  /** A value of either side was NaN or infinite. */
  readonly hasNaN: boolean;
}

export interface GateShape {
  /** Of the candidate. */
  readonly dtype: "f32" | "f16";
  /** Layers compared, at least 1. */
  readonly nLayers: number;
  readonly dMlp: number;
  readonly nTokens: number;
  readonly partial?: boolean;
}

/** Counts are shares of thousands of tokens, so one sign in a thousand does not move them; halves round more signs over zero. */
const MAX_SIGN_RATE = { f32: 0.001, f16: 0.01 } as const;

/** Gates below this share of their layer's RMS are rounding noise of sums that cancel: their sign says nothing. */
const NOISE_FLOOR = 1e-3;

/** What one layer's comparison gave. */
export interface LayerComparison {
  readonly nCompared: number;
  readonly nDiffering: number;
  readonly hasNaN: boolean;
  readonly worst: GatePosition;
  /** |candidate - reference| / RMS at `worst`; infinite where either is not finite. */
  readonly worstDifference: number;
}

function rmsOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) if (Number.isFinite(value)) sum += value * value;
  return Math.sqrt(sum / values.length);
}

const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

/**
 * Compares one layer, f32[n_tokens, d_mlp] each. Gates over the noise floor in the reference count; where the reference is exactly
 * 0, as behind a ReLU, those over it in the candidate do, or a neuron that fires there only would pass unseen.
 */
export function compareLayer(
  layer: number,
  reference: Float32Array,
  candidate: Float32Array,
  { nTokens, dMlp }: Pick<GateShape, "nTokens" | "dMlp">,
): LayerComparison {
  if (reference.length !== nTokens * dMlp || candidate.length !== nTokens * dMlp) {
    throw new RangeError(
      `layer ${layer}: ${reference.length} reference and ${candidate.length} candidate gates, not ${nTokens} x ${dMlp}`,
    );
  }
  const rms = rmsOf(reference);
  const floor = NOISE_FLOOR * rms;
  let [nCompared, nDiffering, worstAt, worstDifference] = [0, 0, 0, -1];
  for (let i = 0; i < reference.length; i++) {
    const [r, c] = [reference[i]!, candidate[i]!];
    const difference = Number.isFinite(r) && Number.isFinite(c) ? Math.abs(c - r) / (rms || 1) : Infinity;
    if (difference > worstDifference) [worstAt, worstDifference] = [i, difference];
    if (!(Math.abs(r === 0 ? c : r) > floor)) continue;
    nCompared++;
    if (r > 0 !== c > 0) nDiffering++;
  }
  return {
    nCompared,
    nDiffering,
    hasNaN: worstDifference === Infinity,
    worstDifference,
    worst: {
      layer,
      token: Math.floor(worstAt / dMlp),
      neuron: worstAt % dMlp,
      reference: finiteOrNull(reference[worstAt]!),
      candidate: finiteOrNull(candidate[worstAt]!),
    },
  };
}

/**
 * The verdict over all layers. It fails when the rate of any single layer exceeds the threshold, not that of all together: an error that
 * shows in one layer must not hide behind the others. It fails too when there was nothing to compare.
 */
export function judge(
  layers: readonly LayerComparison[],
  { dtype, nLayers, partial = false }: GateShape,
): SelfCheckResult {
  if (layers.length !== nLayers) throw new RangeError(`${layers.length} of ${nLayers} layers were compared`);
  const threshold = MAX_SIGN_RATE[dtype];
  const ratePerLayer = layers.map(({ nCompared, nDiffering }) => nDiffering / Math.max(1, nCompared));
  const hasNaN = layers.some((layer) => layer.hasNaN);
  const nCompared = layers.reduce((sum, layer) => sum + layer.nCompared, 0);
  const worst = layers.reduce((a, b) => (b.worstDifference > a.worstDifference ? b : a), layers[0]!);
  return {
    passed: nCompared > 0 && !hasNaN && ratePerLayer.every((rate) => rate <= threshold),
    partial,
    threshold,
    ratePerLayer,
    worst: worst.worst,
    nCompared,
    hasNaN,
  };
}
