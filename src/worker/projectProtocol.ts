import type { Projection, ProjectionConfig } from "../evaluate/projectSentences";
import type { EvaluationProgress } from "./evaluation";
import type { Job } from "./job";

/** Which sentences to put into one plane: those of alignments that are kept. */
export interface ProjectionRequest extends ProjectionConfig {
  /** Id of an alignment, whose vectors decide the plane. */
  readonly base: string;
  /** Id of an alignment of the same sentences, by what a run made of the same model in the same weight format. */
  readonly tuned?: string;
  /** 0: the embedding; l: behind block l. */
  readonly layer: number;
  /** All of the alignment when left out. */
  readonly languages?: readonly string[];
}

/** Sentences in a plane; point [k * n_sentences + i] is sentence `i` of language `k`. */
export interface ProjectedSentences extends Projection {
  readonly languages: readonly string[];
  /** [language][sentence] */
  readonly texts: readonly (readonly string[])[];
}

export interface ProjectionJobs {
  projectSentences: Job<ProjectionRequest, ProjectedSentences, EvaluationProgress>;
}
