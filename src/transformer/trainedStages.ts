import type { DecoderConfig } from "./decoderConfig";
import { EMBEDDING, FINAL_NORM, HEAD, layerTensors, type TensorSpec } from "./decoderTensors";
import type { LayerWeights } from "./decoderWeights";
import type { ModuleTuning, Parameter, Tuning } from "./tuning";

/**
 * Where a tensor comes in the forward pass: gradients go back to the lowest stage that is trained, and no further. Within a
 * layer stages count from 0; layer l begins at l * STAGES.
 */
export const STAGE = {
  inputNorm: 0,
  qkv: 1,
  headNorm: 2,
  o: 3,
  postAttentionNorm: 4,
  gateUp: 5,
  down: 6,
} as const;

export const STAGES = 7;

const OF_WEIGHT: Readonly<Record<keyof LayerWeights, number>> = {
  inputNorm: STAGE.inputNorm,
  q: STAGE.qkv,
  k: STAGE.qkv,
  v: STAGE.qkv,
  qBias: STAGE.qkv,
  kBias: STAGE.qkv,
  vBias: STAGE.qkv,
  qNorm: STAGE.headNorm,
  kNorm: STAGE.headNorm,
  o: STAGE.o,
  postAttentionNorm: STAGE.postAttentionNorm,
  gate: STAGE.gateUp,
  up: STAGE.gateUp,
  down: STAGE.down,
};

/** The stages outside the layers. */
export const EMBEDDING_STAGE = -1;
export const finalNormStage = (nLayers: number): number => nLayers * STAGES;
const headStage = (nLayers: number): number => nLayers * STAGES + 1;

/** The stage of every tensor of the decoder, by name. */
export function tensorStages(config: DecoderConfig): ReadonlyMap<string, number> {
  const stages = new Map([
    [EMBEDDING, EMBEDDING_STAGE],
    [FINAL_NORM, finalNormStage(config.nLayers)],
    [HEAD, headStage(config.nLayers)],
  ]);
  for (let l = 0; l < config.nLayers; l++) {
    const specs = Object.entries(layerTensors(config, l)) as [keyof LayerWeights, TensorSpec][];
    for (const [key, { name }] of specs) stages.set(name, l * STAGES + OF_WEIGHT[key]);
  }
  return stages;
}

/** A module's parameters. */
export function parametersOf(tuning: ModuleTuning): readonly Parameter[] {
  if (tuning.kind === "lora") return [tuning.a, tuning.b];
  return ["weight" in tuning ? tuning.weight : tuning.scale];
}

/** Rows or columns of which there are none are not. */
const isTrained = (tuning: ModuleTuning): boolean =>
  !("count" in tuning && tuning.count === 0) && parametersOf(tuning).some(({ grad }) => grad !== null);

/** The lowest trained stage; Infinity where nothing is. Throws where a tuning names a tensor that the decoder does not have. */
export function lowestTrainedStage(tuning: Tuning, config: DecoderConfig): number {
  const stages = tensorStages(config);
  let lowest = Infinity;
  for (const [name, module] of tuning) {
    const stage = stages.get(name);
    if (stage === undefined) throw new Error(`the tuning names ${name}, which this decoder does not have`);
    if (isTrained(module)) lowest = Math.min(lowest, stage);
  }
  return lowest;
}

/** The layer of the lowest trained tensor: -1 for the embedding, n_layers where only final norm or head are, or nothing is. */
export function lowestTrainedLayer(tuning: Tuning, config: DecoderConfig): number {
  const stage = lowestTrainedStage(tuning, config);
  return Math.min(config.nLayers, Math.floor(stage / STAGES));
}
