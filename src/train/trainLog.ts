import type { FinetuneConfig } from "./finetuneConfig";

/** One update. */
export interface StepRecord {
  /** From 1. */
  readonly step: number;
  /** Mean over the step's windows of their mean -log p, in nats, before the update. */
  readonly lossNats: number;
  readonly learningRate: number;
  /** Global norm before clipping. */
  readonly gradNorm: number;
  /** Tokens trained on so far. */
  readonly tokens: number;
}

/** One validation: mean over windows of their mean -log p in nats, by language. */
export interface ValidationRecord {
  /** Updates made before it; 0 is the base. */
  readonly step: number;
  readonly tokens: number;
  readonly lossNats: Readonly<Record<string, number>>;
}

/** What a run did and came to, up to where it stopped. */
export interface TrainLog {
  readonly config: FinetuneConfig;
  /** Language trained on; the others of a validation are watched for forgetting. */
  readonly language: string;
  readonly trainableParameters: number;
  readonly steps: readonly StepRecord[];
  readonly validations: readonly ValidationRecord[];
  /** Updates before the best validation of the target; null without a validation. */
  readonly bestStep: number | null;
  /** Of training alone, without validation. */
  readonly seconds: number;
  readonly stopped: "finished" | "early" | "paused";
}
