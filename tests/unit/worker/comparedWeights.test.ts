import { beforeAll, expect, test } from "vitest";
import type { EvaluationKind } from "../../../src/evaluate/evaluationResults";
import { alignmentChange } from "../../../src/worker/alignJobs";
import { checkComparedWeights } from "../../../src/worker/comparedWeights";
import type { KeptEvaluation } from "../../../src/worker/evaluation";
import { keepEvaluation } from "../../../src/worker/evaluationStore";
import { perplexityChange } from "../../../src/worker/perplexityJobs";
import { openStore } from "../../../src/worker/storage";
import { taskChange } from "../../../src/worker/taskJobs";

const context = { signal: new AbortController().signal, onProgress: () => undefined };
const MODEL = { name: "tiny", hash: "0123456789abcdef", dtype: "q4", isRounded: true };
const WELSH = { id: "r", name: "Welsh" };
const KINDS = ["perplexity", "alignment", "task"] as const satisfies readonly EvaluationKind[];

/** Of the same text and settings, so that only the weights tell two apart; what was measured is not read. */
const keep = async (kind: EvaluationKind, name: string, model: typeof MODEL, run: typeof WELSH | null) => {
  const summary = { id: `${kind}-${name}`, kind, date: "2026-11-21", label: "", settings: "s", model, run };
  const manifest = { settings: { [kind]: { text: "t" } } };
  await keepEvaluation(await openStore(), { summary, result: {}, manifest } as unknown as KeptEvaluation);
};

beforeAll(async () => {
  for (const kind of KINDS) {
    await keep(kind, "base", MODEL, null);
    await keep(kind, "q8", { ...MODEL, dtype: "q4 as q8" }, WELSH);
    await keep(kind, "other", { ...MODEL, hash: "fedcba9876543210" }, WELSH);
  }
});

test.each([
  ["perplexity", (base: string, tuned: string) => perplexityChange({ base, tuned }, context)],
  ["alignment", (base: string, tuned: string) => alignmentChange({ base, tuned }, context)],
  ["task", (base: string, tuned: string) => taskChange({ base, tuned }, context)],
])("no change of %s is told between two weight formats or two models", async (kind, change) => {
  await expect(async () => change(`${kind}-base`, `${kind}-q8`)).rejects.toThrow(
    "the base was measured on weights in q4, Welsh in q4 as q8: measure both in one format",
  );
  await expect(async () => change(`${kind}-base`, `${kind}-other`)).rejects.toThrow(
    "the base is of tiny (01234567), Welsh of tiny (fedcba98): compare measurements of one model",
  );
});

test("the same weights are compared, whatever run lies over them", () => {
  expect(() => checkComparedWeights({ model: MODEL, run: null }, { model: { ...MODEL }, run: WELSH })).not.toThrow();
});
