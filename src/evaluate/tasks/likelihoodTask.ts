import { onceMade } from "../partStore";
import type { TaskExample, TaskResult, WeighedChoice } from "../taskResult";
import type { ContextAndContinuation } from "./choiceDocument";
import {
  askedRows,
  type ChoiceConfig,
  type ChoiceContext,
  choiceResult,
  nothingAsked,
  ROWS_A_PART,
  shotsFor,
} from "./choiceTask";
import type { PairTokenizer } from "./encodePair";
import { encodeRow } from "./encodeRow";
import { type PairScore, type ScoringContext, scoreContinuations } from "./scoreContinuations";
import type { ChoiceRow, ChoiceSet } from "./taskSets";

/** Whose prompts, tokens and accuracies these are. */
const LIKELIHOOD_PRESET = "lm-evaluation-harness";

const HOW = { acc: "likelihood", acc_norm: "likelihood, normalised by characters" } as const;

export interface LikelihoodContext extends ChoiceContext, Omit<ScoringContext, "signal"> {
  readonly tokenizer: PairTokenizer;
}

/** What tells which rows a model can be asked. */
export type AskedModel = Pick<LikelihoodContext, "tokenizer" | "context">;

/** What is scored for each choice: description, solved examples with a blank line behind each, and the question. */
export function likelihoodPairs(set: ChoiceSet, row: ChoiceRow, config: ChoiceConfig): ContextAndContinuation[] {
  const solved = shotsFor(set, row, config).map(({ document: { pairs, gold } }) => {
    const { context, continuation } = pairs[gold]!;
    return `${context} ${continuation}\n\n`;
  });
  const before = row.document.description + solved.join("");
  return row.document.pairs.map(({ context, continuation }) => ({ context: before + context, continuation }));
}

/** The first of the largest. */
function placeOfLargest(values: readonly number[]): number {
  return values.reduce((best, value, i) => (value > values[best]! ? i : best), 0);
}

/** A choice's length as Python counts it: code points. */
const charactersOf = (text: string): number => [...text].length;

/** Says what was weighed, where the text behind the prompt does not. */
function weighedChoice(
  text: string,
  logLikelihood: number,
  asked: ContextAndContinuation,
  prompt: string,
): WeighedChoice {
  const isSaid = asked.context === prompt && asked.continuation === text;
  return { text, logLikelihood, ...(isSaid ? {} : { asked }) };
}

/** Answers from the likelihoods of a row's choices. */
export function likelihoodExample(
  { id, document }: ChoiceRow,
  pairs: readonly ContextAndContinuation[],
  logLikelihoods: readonly number[],
): TaskExample {
  const { choices, gold } = document;
  const prompt = pairs[0]!.context;
  const answer = placeOfLargest(logLikelihoods);
  const normalised = placeOfLargest(logLikelihoods.map((value, i) => value / charactersOf(choices[i]!)));
  return {
    id,
    prompt,
    choices: choices.map((text, i) => weighedChoice(text, logLikelihoods[i]!, pairs[i]!, prompt)),
    output: null,
    answer: choices[answer]!,
    expected: choices[gold]!,
    gold,
    scores: { acc: Number(answer === gold), acc_norm: Number(normalised === gold) },
  };
}

/** Throws a NothingToAsk where the model can be asked none of the rows. Looks no farther than the first that it can be asked. */
export function checkEncodable(
  set: ChoiceSet,
  rows: readonly ChoiceRow[],
  config: ChoiceConfig,
  { tokenizer, context }: AskedModel,
): void {
  const skipped = [...set.skipped];
  for (const row of rows) {
    const encoded = encodeRow(likelihoodPairs(set, row, config), tokenizer, context);
    if (typeof encoded !== "string") return;
    skipped.push({ file: row.file, row: row.row, reason: encoded });
  }
  throw nothingAsked(skipped);
}

/** The scores of each row's choices; or why the model cannot be asked the row. */
type RowScores = readonly PairScore[] | string;

async function scoreRows(
  rows: readonly (readonly ContextAndContinuation[])[],
  { tokenizer, ...scoring }: LikelihoodContext,
): Promise<RowScores[]> {
  const encoded = rows.map((pairs) => encodeRow(pairs, tokenizer, scoring.context));
  const scores = await scoreContinuations(
    encoded.flatMap((pairs) => (typeof pairs === "string" ? [] : pairs)),
    scoring,
  );
  let at = 0;
  return encoded.map((pairs) => {
    if (typeof pairs === "string") return pairs;
    at += pairs.length;
    return scores.slice(at - pairs.length, at);
  });
}

/**
 * Asks by likelihood, as lm-evaluation-harness: the answer is the choice with the largest log p behind the prompt (`acc`), or the
 * largest log p a character (`acc_norm`). Choices of different contexts (WinoGrande) show the first one's prompt. Rows that the model
 * cannot be asked, as one whose choice is longer than its context, are left out.
 * @throws RangeError for settings that cannot be, NothingToAsk where no row can be asked
 */
export async function likelihoodTask(
  set: ChoiceSet,
  config: ChoiceConfig,
  context: LikelihoodContext,
): Promise<TaskResult> {
  const { onProgress, parts } = context;
  const rows = askedRows(set, config);
  const examples: TaskExample[] = [];
  const skipped = [...set.skipped];
  let cut = 0;
  onProgress?.(0, rows.length);
  for (let first = 0; first < rows.length; first += ROWS_A_PART) {
    const part = rows.slice(first, first + ROWS_A_PART);
    const asked = part.map((row) => likelihoodPairs(set, row, config));
    const scores = await onceMade(parts, `likelihood-${first}`, () => scoreRows(asked, context));
    for (const [i, row] of part.entries()) {
      const own = scores[i]!;
      if (typeof own === "string") {
        skipped.push({ file: row.file, row: row.row, reason: own });
        continue;
      }
      const logLikelihoods = own.map(({ logLikelihood }) => logLikelihood);
      examples.push(likelihoodExample(row, asked[i]!, logLikelihoods));
      if (own.some(({ isCut }) => isCut)) cut++;
    }
    onProgress?.(first + part.length, rows.length);
  }
  if (examples.length === 0) throw nothingAsked(skipped);
  const metrics = Object.fromEntries(set.layout.metrics.map((name) => [name, HOW[name]]));
  return choiceResult({ ...set, skipped }, config, { preset: LIKELIHOOD_PRESET, metrics, examples, cut });
}
