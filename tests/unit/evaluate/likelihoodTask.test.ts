import { expect, test } from "vitest";
import { likelihoodTask } from "../../../src/evaluate/tasks/likelihoodTask";
import { choiceSets } from "../../../src/evaluate/tasks/taskSets";
import { TINY_CONFIG } from "../../support/randomModel";

/** A model to which every token is as likely as e^-1. */
const decoder = {
  config: TINY_CONFIG,
  logProbs: async ({ nTokens }: { nTokens: number }) => new Float32Array(nTokens).fill(-1),
  logits: async (_: unknown, rows: readonly number[]) => new Float32Array(rows.length * TINY_CONFIG.dVocab),
};
/** A token a letter; "#" is dropped, as some normalisers drop characters. */
const encode = (text: string): number[] =>
  Array.from(text.replaceAll(" #", ""), (letter) => letter.codePointAt(0)! % 50);
const context = () => ({
  ...{ decoder, context: 16, tokensAtOnce: 64, tokenizer: { encode, prefix: [] } },
  signal: new AbortController().signal,
});
const setOf = (...choices: readonly (readonly string[])[]) => {
  const rows = choices.map((own) => JSON.stringify({ prompt: "It is", choices: own, answer: 1 }));
  return choiceSets([{ name: "q.jsonl", text: rows.join("\n") }]).sets[0]!;
};
const CONFIG = { fewShot: 0, seed: 1, resamples: 20 };
const GOOD = ["long", "no"];

test("rows that the model cannot be asked are left out, with their reason, and the others are answered", async () => {
  const set = setOf(GOOD, ["no", "longer than it"], GOOD, ["far longer than it", "no"], ["#", "no"], GOOD);
  const saved = new Map<string, unknown>();
  const parts = {
    load: async (name: string) => saved.get(name),
    save: async (name: string, value: unknown) => void saved.set(name, JSON.parse(JSON.stringify(value))),
  };
  const result = await likelihoodTask(set, CONFIG, { ...context(), parts });
  expect(result.skipped).toEqual([
    { file: "q.jsonl", row: 4, reason: "a choice has 19 tokens, the model takes 16" },
    { file: "q.jsonl", row: 5, reason: 'the tokenizer leaves nothing of "#" behind its context' },
  ]);
  expect(result.examples.map(({ id }) => id)).toEqual(["1", "2", "3", "6"]);
  // A nat for each letter and the blank: the shorter choice is the likelier.
  expect(result.examples[0]!.choices.map(({ logLikelihood }) => logLikelihood)).toEqual([-5, -3]);
  expect(result.examples.map(({ answer }) => answer)).toEqual(["no", "no", "no", "no"]);
  // What was saved tells both.
  const never = async () => {
    throw new Error("asked again");
  };
  const again = { ...context(), parts, decoder: { ...decoder, logProbs: never, logits: never } };
  expect(await likelihoodTask(set, CONFIG, again)).toEqual(result);
});

test("a set of which no row can be asked is refused, with the first reason", async () => {
  await expect(likelihoodTask(setOf(["#", "no"]), CONFIG, context())).rejects.toThrow(
    "no row can be asked: 1 were left out, the first (row 1 of q.jsonl) because: the tokenizer leaves nothing",
  );
});

test("the right one of choices that are equal is told by its place", async () => {
  const { examples } = await likelihoodTask(setOf(["no", "no"], GOOD), CONFIG, context());
  expect(examples.map(({ expected, gold }) => [expected, gold])).toEqual([
    ["no", 1],
    ["no", 1],
  ]);
});
