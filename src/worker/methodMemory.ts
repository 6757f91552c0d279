import type { Fit } from "../model/fit";
import type { FinetuneConfig } from "../train/finetuneConfig";
import { prefixCacheBytes } from "../train/prefixCache";
import { bindingProblem, type TuningPlan, tuningBytes, tuningWidth } from "../train/tuningPlan";
import { activationBytes, fitDecoder } from "../transformer/decoderMemory";
import { STAGES, tensorStages } from "../transformer/trainedStages";
import { weightBytes } from "../transformer/weightBytes";
import type { WeightFormat } from "../transformer/weightFormat";
import type { DecoderAnswer } from "./decoderOf";
import type { MethodPlan } from "./finetunePlanProtocol";
import type { Environment } from "./modelProtocol";

type Memory = Pick<MethodPlan, "bytes" | "fit">;
/** `textTokens`: of the training text; a cache of hidden states holds no more, and no more than the run sees. */
export type MemoryOf = (plan: TuningPlan, config: FinetuneConfig, textTokens?: number) => Memory;

const REFUSED: Fit = { verdict: "refused", reason: "it cannot be trained" };

/** Of what cannot be trained. */
export const NO_MEMORY: Memory = { bytes: { weights: 0, trained: 0, activations: 0, total: 0 }, fit: REFUSED };

/** What plans take on the GPU with this model, and whether the adapter holds it. */
export function memoryFor(decoder: DecoderAnswer, format: WeightFormat, adapter: Environment["adapter"]): MemoryOf {
  if (decoder.refusal !== null) return () => NO_MEMORY;
  const { config: model, source } = decoder;
  const frozen = weightBytes(source.tensors, model, format);
  const stages = tensorStages(model);
  return (plan, config, textTokens = Number.POSITIVE_INFINITY) => {
    const { batchSize, seqLen } = config;
    const own = tuningBytes(plan);
    const trained = own.weights + own.gradients + own.moments + own.best;
    const lowest = Math.min(...plan.modules.map(({ tensor }) => stages.get(tensor) ?? 0));
    const lowestLayer = Math.floor(lowest / STAGES);
    const purpose = { kind: "train", lowestLayer, tuningWidth: tuningWidth(plan), scores: true } as const;
    const ofBatch = activationBytes(model, batchSize * seqLen, purpose);
    const cached = lowestLayer > 0 ? prefixCacheBytes(config, textTokens, model.dModel) : 0;
    const activations = { ...ofBatch, total: ofBatch.total + cached };
    const problem = adapter && bindingProblem(plan, Math.min(adapter.maxBufferBytes, adapter.maxBindingBytes));
    const fit: Fit = problem
      ? { verdict: "exceeds", reason: problem }
      : fitDecoder({ weights: frozen.total, activations, other: trained, row: frozen.row }, adapter);
    const total = frozen.total + trained + activations.total;
    return { bytes: { weights: frozen.total, trained, activations: activations.total, total }, fit };
  };
}
