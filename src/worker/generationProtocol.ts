import type { GenerateConfig, Generated } from "../evaluate/generate";
import type { LanguageHint } from "../evaluate/languageHint";
import type { SteerStep } from "../evaluate/steering";
import type { WeightDelta } from "../train/weightDelta";
import type { EvaluationProgress, Subject } from "./evaluation";
import type { Job } from "./job";

/** Settings that a person chooses; the rest is the model's. */
export type GenerateSettings = Omit<GenerateConfig, "eosTokenIds" | "context">;

/** What goes on with the prompt: the open model or a run, steered or not. */
export interface GenerateSubject extends Pick<Subject, "run"> {
  readonly steer?: readonly SteerStep[];
}

export interface GenerateRequest extends Pick<Subject, "weightFormat"> {
  readonly prompt: string;
  /** One after the other, all with the same settings. */
  readonly subjects: readonly GenerateSubject[];
  readonly settings: Partial<GenerateSettings>;
}

/** What one subject made of the prompt. */
export interface SubjectText extends Generated {
  readonly subject: GenerateSubject;
  /** Null of the base. */
  readonly runName: string | null;
  /** Neurons that are steered. */
  readonly steeredNeurons: number;
  /** By the open corpus; null without one of two languages, or where the text is too short. */
  readonly language: LanguageHint | null;
}

/** Texts with what made them. */
export interface GeneratedTexts {
  readonly prompt: string;
  readonly settings: GenerateSettings;
  readonly model: WeightDelta["base"] & { readonly name: string };
  /** The GPU, as it calls itself. */
  readonly adapter: string;
  /** ISO. */
  readonly date: string;
  readonly appVersion: string;
  /** Those that were begun; the last is shorter where it was stopped. */
  readonly texts: readonly SubjectText[];
}

export interface GenerateProgress extends EvaluationProgress {
  /** Index of the subject at work. */
  readonly subject: number;
  /** Text that is new and stays. */
  readonly text: string;
  /** All texts that have ended, where one just has. */
  readonly made?: GeneratedTexts;
}

/** The jobs of generation. */
export interface GenerationJobs {
  generate: Job<GenerateRequest, GeneratedTexts, GenerateProgress>;
}
