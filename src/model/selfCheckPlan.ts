import type { ModelInfo } from "./modelInfo";

/** How much of the model the wasm provider runs for the self-check. */
export interface SelfCheckPlan {
  /** Left out: all. */
  readonly firstLayers?: number;
  readonly partial: boolean;
  /** Estimate for the whole model, loading included. */
  readonly seconds: number;
}

/** Files beyond this fill too much of wasm's 4 GiB heap, which holds weights twice while they are packed. */
const MAX_REFERENCE_BYTES = 1.5e9;
const MAX_REFERENCE_SECONDS = 20;
const PARTIAL_LAYERS = 2;

/** Low marks of what was measured on 2 shared cores: 7 GFLOP/s a thread on 4-bit weights, 1 GB/s from a Blob. */
const FLOPS_PER_THREAD = 5e9;
const BYTES_PER_SECOND = 5e8;

/** Multiply-adds count two. Feed-forward layers are taken as gated (three matrices), attention as causal. */
function flopsPerToken(info: ModelInfo, seqLen: number): number {
  const { nLayers, dModel, dMlp, nHeads, nKvHeads, dHead } = info;
  const attention = dModel * dHead * (2 * nHeads + 2 * nKvHeads);
  const scores = nHeads * dHead * seqLen;
  return 2 * nLayers * (attention + 3 * dModel * dMlp + scores);
}

/** Whole where wasm can hold the model and run one window in time, else its first two layers. */
export function planSelfCheck(info: ModelInfo, bytes: number, seqLen: number, threads: number): SelfCheckPlan {
  const seconds = (flopsPerToken(info, seqLen) * seqLen) / (FLOPS_PER_THREAD * threads) + bytes / BYTES_PER_SECOND;
  const partial = bytes > MAX_REFERENCE_BYTES || seconds > MAX_REFERENCE_SECONDS;
  return partial && info.nLayers > PARTIAL_LAYERS
    ? { firstLayers: PARTIAL_LAYERS, partial: true, seconds }
    : { partial: false, seconds };
}
