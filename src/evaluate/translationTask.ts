import { languageName } from "../corpus/languageNames";
import { BLEU_TOKENIZERS, type BleuTokenizer } from "./bleuTokenizers";
import { BOOTSTRAP_DEFAULTS } from "./bootstrap";
import { drawShots } from "./fewShot";
import { NothingToAsk } from "./nothingToAsk";
import { onceMade, type PartStore } from "./partStore";
import { PUBLISHED_PRESET } from "./publishedGeneration";
import type { TaskFile } from "./readRecords";
import { scoreTranslations } from "./scoreTranslations";
import type { SkippedRow, TaskResult } from "./taskResult";
import { type TranslationPair, type TranslationRow, translationSet } from "./translationSet";

export interface TranslationConfig extends TranslationPair {
  /** Solved examples before each sentence. */
  readonly fewShot: number;
  /** Of the examples shown, and of the bootstrap. */
  readonly seed: number;
  /** The first so many sentences; all when left out. */
  readonly limit?: number | undefined;
  /** Words of BLEU; `13a` when left out. */
  readonly bleuTokenizer?: BleuTokenizer | undefined;
  readonly resamples?: number | undefined;
}

/** A sentence as the model is asked for it. */
export interface TranslationExample {
  readonly id: string;
  readonly prompt: string;
  readonly expected: string;
}

/** What the model wrote behind a prompt, and whether the prompt was too long for it and lost its beginning. */
export interface Answer {
  readonly text: string;
  readonly cut: boolean;
}

export interface TranslationContext {
  /** Goes on with a prompt, as `PUBLISHED_GENERATION` says; throws where it is stopped before its end. */
  readonly generate: (prompt: string) => Promise<Answer>;
  readonly signal?: AbortSignal | undefined;
  /** Sentences. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly parts?: PartStore | undefined;
}

/** The published script calls one of its 21 languages otherwise than we do. */
const promptName = (language: string): string => (language === "zho_Hans" ? "Chinese" : languageName(language));

/** The prompt of the published script. */
const promptOf = (source: string, target: string): string =>
  `Translate this sentence into ${promptName(target)}: ${source} Translation:`;

/**
 * What the model is asked: the examples first, each solved, a blank line behind each (that is ours: the script shows none).
 * @throws RangeError for settings that cannot be and languages that are not there, NothingToAsk where no sentence has a translation, or
 * which are translations cannot be told
 */
export function translationExamples(
  files: readonly TaskFile[],
  { fewShot, seed, limit, bleuTokenizer = "13a", ...pair }: TranslationConfig,
): { examples: TranslationExample[]; skipped: readonly SkippedRow[] } {
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit > 0)) {
    throw new RangeError(`limit is ${limit}: it takes a whole number from 1`);
  }
  // Known before anything is translated, not when it is scored.
  if (!BLEU_TOKENIZERS.includes(bleuTokenizer)) {
    throw new RangeError(`bleuTokenizer is "${bleuTokenizer}": it takes ${BLEU_TOKENIZERS.join(", ")}`);
  }
  const { rows, shots, skipped } = translationSet(files, pair);
  if (rows.length === 0) {
    throw new NothingToAsk(
      `no sentence has a translation from ${pair.source} to ${pair.target}: ${skipped.length} rows were left out`,
    );
  }
  const solved = fewShot > 0 ? shots() : [];
  const toExample = (row: TranslationRow): TranslationExample => {
    // Of the same part an example may not show its own translation, nor that of a sentence equal to it.
    const isOwn = (shot: TranslationRow): boolean => shot.source === row.source;
    const shown = drawShots(solved, fewShot, seed, row.id, isOwn).map(
      (shot) => `${promptOf(shot.source, pair.target)} ${shot.reference}\n\n`,
    );
    return { id: row.id, prompt: shown.join("") + promptOf(row.source, pair.target), expected: row.reference };
  };
  return { examples: rows.slice(0, limit).map(toExample), skipped };
}

/** The first line, without space around it: what counts as the translation. */
const firstLine = (text: string): string => (text.split("\n", 1)[0] ?? "").trim();

/**
 * Has the model translate the sentences of files, and scores what it wrote. Sentences are saved one by one and not translated twice.
 * @throws RangeError where the files hold no such translations
 */
export async function translationTask(
  files: readonly TaskFile[],
  config: TranslationConfig,
  { generate, signal, onProgress, parts }: TranslationContext,
): Promise<TaskResult> {
  const { source, target, fewShot, seed, resamples = BOOTSTRAP_DEFAULTS.resamples } = config;
  const { examples, skipped } = translationExamples(files, config);
  const outputs: string[] = [];
  let cut = 0;
  onProgress?.(0, examples.length);
  for (const [i, { prompt }] of examples.entries()) {
    signal?.throwIfAborted();
    const answer = await onceMade(parts, `translation-${i + 1}`, () => generate(prompt));
    outputs.push(firstLine(answer.text));
    if (answer.cut) cut++;
    onProgress?.(i + 1, examples.length);
  }
  return {
    task: `translation_${source}-${target}`,
    // Of English and another language it is the other one that is looked at.
    language: target === "eng_Latn" ? source : target,
    preset: PUBLISHED_PRESET,
    fewShot,
    seed,
    resamples,
    ...scoreTranslations(examples, outputs, config),
    skipped,
    cut,
  };
}
