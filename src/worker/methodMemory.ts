import type { Fit } from "../model/fit";
import type { FinetuneConfig } from "../train/finetuneConfig";
import { type TuningPlan, tuningBytes } from "../train/tuningPlan";
import { activationBytes, fitDecoder } from "../transformer/decoderMemory";
import { STAGES, tensorStages } from "../transformer/trainedStages";
import { weightBytes } from "../transformer/weightBytes";
import type { WeightFormat } from "../transformer/weightFormat";
import type { DecoderAnswer } from "./decoderOf";
import type { MethodPlan } from "./finetuneProtocol";
import type { Environment } from "./protocol";

type Memory = Pick<MethodPlan, "bytes" | "fit">;
export type MemoryOf = (plan: TuningPlan, config: FinetuneConfig) => Memory;

const REFUSED: Fit = { verdict: "refused", reason: "it cannot be trained" };

/** Of what cannot be trained. */
export const NO_MEMORY: Memory = { bytes: { weights: 0, trained: 0, activations: 0, total: 0 }, fit: REFUSED };

/** What plans take on the GPU with this model, and whether the adapter holds it. */
export function memoryFor(decoder: DecoderAnswer, format: WeightFormat, adapter: Environment["adapter"]): MemoryOf {
  if (decoder.refusal !== null) return () => NO_MEMORY;
  const { config: model, source } = decoder;
  const frozen = weightBytes(source.tensors, model, format);
  const stages = tensorStages(model);
  return (plan, { batchSize, seqLen }) => {
    const own = tuningBytes(plan);
    const trained = own.weights + own.gradients + own.moments + own.best;
    const lowest = Math.min(...plan.modules.map(({ tensor }) => stages.get(tensor) ?? 0));
    const purpose = { kind: "train", lowestLayer: Math.floor(lowest / STAGES) } as const;
    const activations = activationBytes(model, batchSize * seqLen, purpose);
    const fit = fitDecoder({ weights: frozen.total, activations, other: trained, row: frozen.row }, adapter);
    const total = frozen.total + trained + activations.total;
    return { bytes: { weights: frozen.total, trained, activations: activations.total, total }, fit };
  };
}
