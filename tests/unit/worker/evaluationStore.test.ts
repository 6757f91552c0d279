import { expect, test } from "vitest";
import { onceMade } from "../../../src/evaluate/partStore";
import { memoryStore } from "../../../src/storage/memoryStore";
import type { KeptEvaluation } from "../../../src/worker/evaluationProtocol";
import {
  evaluationId,
  evaluationParts,
  keepEvaluation,
  loadEvaluation,
  loadEvaluations,
  removeEvaluation,
  settingsHash,
} from "../../../src/worker/evaluationStore";

const kept = (id: string, date: string): KeptEvaluation<"perplexity"> => ({
  summary: {
    ...{ id, kind: "perplexity", date, label: "2 languages", settings: "s", run: null },
    model: { name: "m", hash: "h", dtype: "q4", isRounded: true },
  },
  result: { seqLen: 64, resamples: 10, seed: 1, languages: [], unmeasured: [] },
  manifest: { format: "babelscope-manifest" },
});

test("the same settings have the same id, others another one", async () => {
  const id = await evaluationId({ kind: "perplexity", settings: { seqLen: 64 } });
  expect(id).toMatch(/^[0-9a-f]{16}$/);
  expect(await evaluationId({ kind: "perplexity", settings: { seqLen: 64 } })).toBe(id);
  expect(await evaluationId({ kind: "perplexity", settings: { seqLen: 65 } })).not.toBe(id);
});

test("settings have a hash of their own, whatever is measured with them", async () => {
  const hash = await settingsHash("perplexity", { seqLen: 64 });
  expect(await settingsHash("perplexity", { seqLen: 64 })).toBe(hash);
  expect(await settingsHash("deactivation", { seqLen: 64 })).not.toBe(hash);
  expect(await settingsHash("perplexity", { seqLen: 65 })).not.toBe(hash);
});

test("a part that was saved is not made again, and is gone when the whole is kept", async () => {
  const store = memoryStore();
  const parts = evaluationParts(store, "a");
  let made = 0;
  const make = async () => ({ lossNats: 2.5, count: ++made });
  expect(await onceMade(parts, "cym_Latn", make)).toEqual({ lossNats: 2.5, count: 1 });
  expect(await onceMade(evaluationParts(store, "a"), "cym_Latn", make)).toEqual({ lossNats: 2.5, count: 1 });
  expect(await onceMade(evaluationParts(store, "b"), "cym_Latn", make)).toEqual({ lossNats: 2.5, count: 2 });
  await keepEvaluation(store, kept("a", "2026-11-21"));
  expect(await evaluationParts(store, "a").load("cym_Latn")).toBeUndefined();
  expect(await evaluationParts(store, "b").load("cym_Latn")).toEqual({ lossNats: 2.5, count: 2 });
});

test("a part with a number that JSON cannot hold is refused, not kept as null", async () => {
  const parts = evaluationParts(memoryStore(), "a");
  await expect(parts.save("cym_Latn", { lossNats: Number.NaN })).rejects.toThrow("lossNats");
  expect(await parts.load("cym_Latn")).toBeUndefined();
});

test("evaluations that are done are listed by their date; those under way are not", async () => {
  const store = memoryStore();
  await keepEvaluation(store, kept("a", "2026-11-22"));
  await keepEvaluation(store, kept("b", "2026-11-21"));
  await evaluationParts(store, "c").save("part", 1);
  expect((await loadEvaluations(store)).map(({ summary }) => summary.id)).toEqual(["b", "a"]);
  expect(await loadEvaluation(store, "a")).toEqual(kept("a", "2026-11-22"));
  await removeEvaluation(store, "a");
  expect(await loadEvaluation(store, "a")).toBeUndefined();
  expect((await loadEvaluations(store)).map(({ summary }) => summary.id)).toEqual(["b"]);
});

test("records that another version left are neither listed nor read", async () => {
  const store = memoryStore();
  await keepEvaluation(store, kept("a", "2026-11-21"));
  const write = (id: string, record: object) =>
    store.write(`evaluations/${id}/record`, new TextEncoder().encode(JSON.stringify(record)));
  await write("unversioned", kept("unversioned", "2026-11-20"));
  await write("older", { version: 1, kept: kept("older", "2026-11-20") });
  expect((await loadEvaluations(store)).map(({ summary }) => summary.id)).toEqual(["a"]);
  expect(await loadEvaluation(store, "unversioned")).toBeUndefined();
  expect(await loadEvaluation(store, "older")).toBeUndefined();
});
