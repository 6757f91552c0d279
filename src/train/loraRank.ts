import type { DecoderConfig } from "../transformer/decoderConfig";
import { planTuning } from "./trainables";
import { countParameters } from "./tuningPlan";

/** A LoRA as large as a budget lets it be. */
export interface LoraSize {
  readonly rank: number;
  readonly parameters: number;
}

/** The largest LoRA (gate, up and down of every layer) with at most `budget` parameters; null where rank 1 has more. */
export function loraRankAtMost(config: DecoderConfig, budget: number): LoraSize | null {
  const rankOne = { method: "lora", seed: 0, lora: { rank: 1, alpha: 1, dropout: 0 } } as const;
  const one = countParameters(planTuning(config, rankOne, null));
  const rank = Math.min(Math.floor(budget / one), config.dModel, config.dMlp);
  return rank < 1 ? null : { rank, parameters: rank * one };
}
