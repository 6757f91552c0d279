import type { EvaluationKind, EvaluationResults } from "../evaluate/evaluationResults";
import type { Manifest } from "../export/manifest";
import type { WeightDelta } from "../train/weightDelta";
import type { WeightFormat } from "../transformer/weightFormat";

/** What is evaluated: the open model, with what a run changed where one is named. */
export interface Subject {
  /** Id of a run. */
  readonly run?: string;
  /** Id of a run that the base is held beside: its weights then lie on the GPU as that run's, so that no difference comes of rounding. */
  readonly beside?: string;
  /** How the base's weights lie on the GPU; as the model is open when left out. A run's lie as they were trained on. */
  readonly weightFormat?: WeightFormat;
}

/** An evaluation as lists show it. */
export interface EvaluationSummary {
  /** The same whenever the same is evaluated. */
  readonly id: string;
  readonly kind: EvaluationKind;
  /** ISO, of its end. */
  readonly date: string;
  /** What was measured, in a few words: "16 languages, 12,800 tokens". */
  readonly label: string;
  /** Hash of all settings and texts: the same of two that were measured alike, whatever the model. */
  readonly settings: string;
  readonly model: WeightDelta["base"];
  /** Null of the base. */
  readonly run: { readonly id: string; readonly name: string } | null;
}

/** An evaluation with its result and what made it. */
export interface KeptEvaluation<K extends EvaluationKind = EvaluationKind> {
  readonly summary: EvaluationSummary & { readonly kind: K };
  readonly result: EvaluationResults[K];
  readonly manifest: Manifest;
}

export interface EvaluationProgress {
  /** `done` and `total` are bytes of weights, or parts of all that is measured. */
  readonly step: "weights" | "measuring";
  /** What it does now, as "brings the weights to the GPU", "Welsh". */
  readonly says: string;
  readonly done: number;
  /** 0 while it is not known. */
  readonly total: number;
}
