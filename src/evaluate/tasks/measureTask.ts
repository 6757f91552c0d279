import { languageName } from "../../corpus/languageNames";
import type { JsonObject } from "../../formats/json";
import type { BleuTokenizer } from "../bleuTokenizers";
import { checkBootstrap } from "../bootstrap";
import type { PartStore } from "../partStore";
import { PUBLISHED_GENERATION } from "../publishedGeneration";
import type { TaskResult } from "../taskResult";
import { translationTask } from "../translationTask";
import { type Answerer, answerPrompt } from "./answerPrompt";
import type { ChoiceConfig } from "./choiceTask";
import { generateTask } from "./generateTask";
import { type LikelihoodContext, likelihoodTask } from "./likelihoodTask";
import { nameTask } from "./nameTask";
import type { TaskSet } from "./recogniseTasks";
import { directionOf } from "./translationDirection";

/** Two ways to the answer, whose numbers are not comparable. */
export type How = "likelihood" | "generate";

/** How a set is asked. */
export interface TaskConfig extends ChoiceConfig {
  /** Of questions with choices; translations are always generated. */
  readonly how: How;
  /** Of a translation, FLORES-200 form. */
  readonly source?: string | undefined;
  readonly target?: string | undefined;
  /** Words of a translation's BLEU; `13a` when left out. */
  readonly bleuTokenizer?: BleuTokenizer | undefined;
}

export interface TaskContext extends Answerer, Pick<LikelihoodContext, "tokenizer" | "tokensAtOnce"> {
  readonly tokenizer: LikelihoodContext["tokenizer"] & Answerer["tokenizer"];
  readonly onProgress?: (done: number, total: number) => void;
  readonly parts?: PartStore | undefined;
}

/** All that decides the result beside the weights. */
export function taskSettings(task: TaskSet, config: TaskConfig): JsonObject {
  const { fewShot, seed, limit = null, resamples = null, how } = config;
  const common = { set: task.set.id, files: task.hashes, fewShot, seed, limit, resamples };
  return task.kind === "choice"
    ? { ...common, how }
    : {
        ...common,
        how: "generate",
        ...directionOf(task.set.languages, config),
        bleuTokenizer: config.bleuTokenizer ?? "13a",
      };
}

/** What is measured, in a few words. */
export function taskLabel(task: TaskSet, config: TaskConfig): string {
  const { fewShot, limit, bleuTokenizer = "13a" } = config;
  const shots = fewShot > 0 ? [fewShot === 1 ? "1 example shown" : `${fewShot} examples shown`] : [];
  if (task.kind === "translation") {
    const { source, target } = directionOf(task.set.languages, config);
    const words = bleuTokenizer === "13a" ? [] : [`BLEU of ${bleuTokenizer}`];
    return ["Translation", `${languageName(source)} to ${languageName(target)}`, ...words, ...shots].join(", ");
  }
  const { layout, language, rows } = task.set;
  const n = Math.min(rows.length, limit ?? rows.length);
  const named = language === null ? [] : [languageName(language)];
  const how = config.how === "likelihood" ? "by likelihood" : "generated";
  return [layout.name, ...named, `${n.toLocaleString("en")} ${n === 1 ? "question" : "questions"}`, how, ...shots].join(
    ", ",
  );
}

/**
 * Asks a set of a model.
 * @throws RangeError for settings that cannot be, NothingToAsk where there is nothing to ask; both name the set
 */
export async function measureTask(task: TaskSet, config: TaskConfig, context: TaskContext): Promise<TaskResult> {
  try {
    return await measure(task, config, context);
  } catch (error) {
    throw nameTask(task.set.id, error);
  }
}

async function measure(task: TaskSet, config: TaskConfig, context: TaskContext): Promise<TaskResult> {
  // Known before anything is asked, not when it is scored.
  checkBootstrap(config);
  const { signal, onProgress, parts } = context;
  const told = { signal, onProgress, parts };
  const generate = (prompt: string) => answerPrompt(context, prompt, PUBLISHED_GENERATION);
  if (task.kind === "translation") {
    const pair = directionOf(task.set.languages, config);
    return translationTask(task.set.files, { ...config, ...pair }, { ...told, generate });
  }
  if (config.how === "likelihood") {
    const { decoder, tuning, tokenizer, tokensAtOnce } = context;
    return likelihoodTask(task.set, config, {
      ...told,
      ...{ decoder, tuning, tokenizer, tokensAtOnce, context: context.context },
    });
  }
  return generateTask(task.set, config, { ...told, generate });
}
