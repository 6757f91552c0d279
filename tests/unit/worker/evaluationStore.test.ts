import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { onceMade } from "../../../src/evaluate/partStore";
import type { ByteStore } from "../../../src/storage/byteStore";
import { memoryStore } from "../../../src/storage/memoryStore";
import type { KeptEvaluation } from "../../../src/worker/evaluation";
import {
  evaluationId,
  evaluationParts,
  keepEvaluation,
  loadEvaluation,
  loadEvaluations,
  removeEvaluation,
  settingsHash,
  tidyEvaluations,
  unfinishedIds,
  weighEvaluation,
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

test("an id is the same as before another kind's results changed, so that what was measured is found", async () => {
  const idIn = (version: number, made: object) =>
    createHash("sha256")
      .update(JSON.stringify([version, made]))
      .digest("hex")
      .slice(0, 16);
  const settings = { seqLen: 64 };
  for (const kind of ["perplexity", "deactivation", "task", "weightChange"]) {
    expect(await evaluationId({ kind, settings })).toBe(idIn(2, { kind, settings }));
  }
  for (const kind of ["alignment", "generation"]) {
    expect(await evaluationId({ kind, settings })).toBe(idIn(3, { kind, settings }));
  }
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

describe("what no list shows", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const write = (store: ByteStore, key: string, value: object) =>
    store.write(`evaluations/${key}`, bytes(JSON.stringify(value)));

  test("unfinished are those without a result, with all that lies under their ids", async () => {
    const store = memoryStore();
    await keepEvaluation(store, kept("done", "2026-11-21"));
    await store.write("evaluations/done/series/0", bytes("1234"));
    await store.write("evaluations/stopped/parts/vectors.0.0", bytes("12345678"));
    await store.write("evaluations/stopped/sentences", bytes("12"));
    await store.write("evaluations/paused/parts/cym_Latn", bytes("1"));
    await store.write("scans/a/plan", bytes("1"));
    expect(await unfinishedIds(store)).toEqual(["paused", "stopped"]);
    expect(await weighEvaluation(store, "stopped")).toBe(10);
  });

  const aligned = (id: string) => {
    const { summary, ...rest } = kept(id, "2026-11-19");
    return { ...rest, summary: { ...summary, kind: "alignment" } };
  };

  test("results of a shape that their kind no longer has, and damaged ones, are removed with all that lies beside them", async () => {
    const store = memoryStore();
    await keepEvaluation(store, kept("done", "2026-11-21"));
    await write(store, "unversioned/record", kept("unversioned", "2026-11-20"));
    await write(store, "earlier/record", { version: 1, kept: kept("earlier", "2026-11-20") });
    await write(store, "aligned/record", { version: 2, kept: aligned("aligned") });
    await store.write("evaluations/aligned/series/0", bytes("12345678"));
    await write(store, "damaged/record", {});
    await write(store, "later/record", { version: 4, kept: kept("later", "2026-11-20") });
    await store.write("evaluations/later/parts/cym_Latn", bytes("1"));
    await store.write("evaluations/stopped/parts/cym_Latn", bytes("1"));
    const damaged: ByteStore = {
      ...store,
      read: async (key) => (key === "evaluations/damaged/record" ? undefined : store.read(key)),
    };
    expect((await tidyEvaluations(damaged)).map(({ summary }) => summary.id)).toEqual(["done"]);
    expect(await store.list("")).toEqual([
      ...["evaluations/done/record", "evaluations/later/parts/cym_Latn", "evaluations/later/record"],
      "evaluations/stopped/parts/cym_Latn",
    ]);
  });

  test("results of kinds that did not change since stay, and are listed and read", async () => {
    const store = memoryStore();
    await keepEvaluation(store, kept("new", "2026-11-22"));
    await write(store, "old/record", { version: 2, kept: kept("old", "2026-11-20") });
    await write(store, "aligned/record", { version: 3, kept: aligned("aligned") });
    for (const list of [tidyEvaluations, loadEvaluations]) {
      expect((await list(store)).map(({ summary }) => summary.id)).toEqual(["aligned", "old", "new"]);
    }
    expect(await loadEvaluation(store, "old")).toEqual(kept("old", "2026-11-20"));
    expect(await store.list("")).toHaveLength(3);
  });

  test("parts that a tab left which died as it kept the result are removed, and the result stays", async () => {
    const store = memoryStore();
    await keepEvaluation(store, kept("done", "2026-11-21"));
    await store.write("evaluations/done/parts/cym_Latn", bytes("1"));
    await store.write("evaluations/done/vectors/0.0", bytes("1234"));
    expect(await tidyEvaluations(store)).toEqual([kept("done", "2026-11-21")]);
    expect(await store.list("")).toEqual(["evaluations/done/record", "evaluations/done/vectors/0.0"]);
    expect(await loadEvaluation(store, "done")).toEqual(kept("done", "2026-11-21"));
  });

  test("however many results there are, files are listed once and each result is read once", async () => {
    const store = memoryStore();
    for (const id of ["a", "b", "c"]) await keepEvaluation(store, kept(id, "2026-11-21"));
    await store.write("evaluations/b/parts/cym_Latn", bytes("1"));
    const asked: string[] = [];
    const counting: ByteStore = {
      ...store,
      list: (prefix) => {
        asked.push(`list ${prefix}`);
        return store.list(prefix);
      },
      read: (key) => {
        asked.push(key);
        return store.read(key);
      },
    };
    expect(await tidyEvaluations(counting)).toHaveLength(3);
    expect(asked).toEqual(["list evaluations/", ...["a", "b", "c"].map((id) => `evaluations/${id}/record`)]);
  });
});
