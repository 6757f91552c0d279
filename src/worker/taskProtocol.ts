import type { CorpusFile } from "../corpus/corpus";
import type { BleuTokenizer } from "../evaluate/bleuTokenizers";
import type { SkippedRow } from "../evaluate/taskResult";
import type { How } from "../evaluate/tasks/measureTask";
import type { TaskChange } from "../evaluate/tasks/taskChange";
import type { EvaluationProgress, KeptEvaluation, Subject } from "./evaluation";
import type { Job } from "./job";

/** A task that was recognised in files. */
export interface TaskSetSummary {
  /** "belebele/mlt_Latn", "translation". */
  readonly id: string;
  readonly kind: "choice" | "translation";
  /** As "BELEBELE". */
  readonly name: string;
  readonly language: string | null;
  /** Of sentences to translate. */
  readonly languages: readonly string[];
  readonly files: readonly string[];
  /** Questions; null of sentences, whose number depends on the two languages. */
  readonly rows: number | null;
  /** Rows that solved examples are drawn from; null likewise. */
  readonly shots: number | null;
  /** The first of the rows that were left out, and how many there are. */
  readonly skipped: readonly SkippedRow[];
  readonly nSkipped: number;
}

export interface TaskReading {
  readonly sets: readonly TaskSetSummary[];
  /** Files that are no task, or could not be read. */
  readonly issues: readonly SkippedRow[];
}

/** How tasks are asked. What is left out has a default. */
export interface TaskSettings {
  /** Of questions with choices: "likelihood" when left out. Translations are always generated. */
  readonly how?: How;
  /** Solved examples before each question; none when left out. */
  readonly fewShot?: number;
  /** Of the examples that are shown, and of the bootstrap; 1 when left out. */
  readonly seed?: number;
  /** The first so many questions; all when left out. */
  readonly limit?: number;
  /** Of a translation: from English to the first other language when left out. */
  readonly source?: string;
  readonly target?: string;
  /** Words of a translation's BLEU: "13a" when left out, "intl" for punctuation of other scripts, "char" for scripts without blanks. */
  readonly bleuTokenizer?: BleuTokenizer;
  /** Of the bootstrap; 1,000 when left out. */
  readonly resamples?: number;
}

/** What is asked, and of whom. */
export interface TaskRequest extends Subject, TaskSettings {
  /** Id of a set. */
  readonly set: string;
}

/** Sets that can be asked, by their ids. */
export interface TaskCheck {
  readonly sets: readonly string[];
  /** Of each other set why nothing of it can be asked, with its id. */
  readonly leftOut: readonly string[];
}

/** The jobs of tasks. Files stay with the worker until others take their place. */
export interface TaskJobs {
  setTaskFiles: Job<{ files: readonly CorpusFile[] }, TaskReading>;
  clearTaskFiles: Job<object, null>;
  /** Looks at sets before the first is asked; refuses settings that one of them cannot be asked with. */
  checkTasks: Job<TaskSettings & { readonly sets: readonly string[] }, TaskCheck>;
  evaluateTask: Job<TaskRequest, KeptEvaluation<"task">, EvaluationProgress>;
  /** Results by their ids as files of lm-evaluation-harness, a folder a model, in an archive. */
  exportTasks: Job<{ ids: readonly string[] }, Blob>;
  /** What changed from one result to another of the same questions, by their ids. */
  taskChange: Job<{ base: string; tuned: string }, TaskChange>;
}
