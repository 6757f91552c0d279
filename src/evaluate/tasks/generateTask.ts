import { onceMade } from "../partStore";
import { PUBLISHED_PRESET } from "../publishedGeneration";
import type { TaskExample, TaskResult } from "../taskResult";
import type { Answer } from "../translationTask";
import { letterOf } from "./choiceDocument";
import { askedRows, type ChoiceConfig, type ChoiceContext, choiceResult, shotsFor } from "./choiceTask";
import { extractLetter } from "./extractLetter";
import type { ChoiceRow, ChoiceSet } from "./taskSets";

export interface GenerateTaskContext extends ChoiceContext {
  /** Goes on with a prompt, as `PUBLISHED_GENERATION` says. */
  readonly generate: (prompt: string) => Promise<Answer>;
}

/** Solved examples, a blank line behind each (they are ours: the script shows none), and the question. */
export function generatePrompt(set: ChoiceSet, row: ChoiceRow, config: ChoiceConfig): string {
  const solved = shotsFor(set, row, config).map(({ document: { prompt, gold } }) => `${prompt} ${letterOf(gold)}\n\n`);
  return solved.join("") + row.document.prompt;
}

/** An answer from what was generated. */
function generatedExample({ id, document }: ChoiceRow, prompt: string, output: string): TaskExample {
  const answer = extractLetter(output, document.choices.length);
  const expected = letterOf(document.gold);
  return {
    ...{ id, prompt, choices: [], output, answer, expected },
    scores: { exact_match: Number(answer === expected), answered: Number(answer !== null) },
  };
}

/**
 * Asks by generating: the answer is the letter that the output begins with or names, and an output without one is wrong. Another
 * number than the likelihood's, with other prompts: the two are not to be compared.
 * @throws RangeError for settings that cannot be
 */
export async function generateTask(
  set: ChoiceSet,
  config: ChoiceConfig,
  { generate, signal, onProgress, parts }: GenerateTaskContext,
): Promise<TaskResult> {
  const rows = askedRows(set, config);
  const examples: TaskExample[] = [];
  let cut = 0;
  onProgress?.(0, rows.length);
  for (const [i, row] of rows.entries()) {
    signal.throwIfAborted();
    const prompt = generatePrompt(set, row, config);
    const answer = await onceMade(parts, `answer-${i}`, () => generate(prompt));
    if (answer.cut) cut++;
    examples.push(generatedExample(row, prompt, answer.text));
    onProgress?.(i + 1, rows.length);
  }
  const metrics = {
    exact_match: "generate and extract the letter",
    answered: "outputs that a letter could be read from",
  };
  return choiceResult(set, config, { preset: PUBLISHED_PRESET, metrics, examples, cut });
}
