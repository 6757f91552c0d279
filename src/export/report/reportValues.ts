import type { AlignmentChange } from "../../evaluate/alignmentResult";
import type { EvaluationKind, EvaluationResults } from "../../evaluate/evaluationResults";
import type { FinetuneConfig, Method } from "../../train/finetuneConfig";
import type { TrainLog } from "../../train/trainLog";
import type { Manifest } from "../manifest";
import type { Comparison } from "./comparison";

/** A measurement with what made it. */
export interface ReportEvaluation<K extends EvaluationKind = EvaluationKind> {
  readonly kind: K;
  /** As it is kept by. */
  readonly id: string;
  /** What was measured, in a few words. */
  readonly label: string;
  /** ISO. */
  readonly date: string;
  readonly result: EvaluationResults[K];
  readonly manifest: Manifest;
}

/** The same measurement of the base and of the tuned model, as far as it was made. */
export interface MeasuredPair<K extends EvaluationKind = EvaluationKind> {
  readonly kind: K;
  readonly base: ReportEvaluation<K> | null;
  readonly tuned: ReportEvaluation<K> | null;
}

export interface ReportRun {
  readonly name: string;
  readonly method: Method;
  /** FLORES-200 code. */
  readonly language: string;
  /** ISO, of its start. */
  readonly date: string;
  readonly stepsDone: number;
  readonly tokens: number;
  readonly seconds: number;
  readonly trainableParameters: number;
  readonly nNeurons: number | null;
  readonly config: FinetuneConfig | null;
  readonly log: TrainLog | null;
  readonly manifest: Manifest;
}

/** Neurons of languages by layer. */
export interface NeuronCounts {
  readonly languages: readonly string[];
  /** [language][layer]. */
  readonly counts: readonly (readonly number[])[];
}

/** All that a report tells. */
export interface ReportValues {
  readonly appVersion: string;
  /** ISO, of the report. */
  readonly date: string;
  readonly model: { readonly name: string; readonly hash: string; readonly dtype: string };
  /** Null: of the base alone. */
  readonly run: ReportRun | null;
  readonly neurons: NeuronCounts | null;
  readonly measured: readonly MeasuredPair[];
  /** Changes of the pairs in the layer that a report shows, or why there are none, by the id of the tuned model's alignment. */
  readonly alignmentChanges: ReadonlyMap<string, Comparison<AlignmentChange>>;
}

/** Those of one kind. */
export const pairsOf = <K extends EvaluationKind>(
  { measured }: Pick<ReportValues, "measured">,
  kind: K,
): MeasuredPair<K>[] => measured.filter((pair): pair is MeasuredPair<K> => pair.kind === kind);
