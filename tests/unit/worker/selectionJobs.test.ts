import { beforeEach, describe, expect, test } from "vitest";
import { addInto } from "../../../src/lape/activationStats";
import type { JobContext } from "../../../src/worker/handler";
import { countedStats, placeMask, releasePrepared, select, selectWithNeurons } from "../../../src/worker/selectionJobs";
import { setCounts, workbench } from "../../../src/worker/workbench";
import { CONFIG, madeCounts, madeRecord, madeStats } from "./madeCounts";

const context: JobContext<never> = { signal: new AbortController().signal, onProgress: () => undefined };
const fromFile = () => ({
  from: "file" as const,
  mask: { languages: ["eus_Latn"], nLayers: 1, dMlp: 1, neurons: [[Int32Array.of(0)]] },
  manifest: undefined,
});

beforeEach(() => {
  releasePrepared();
  workbench.selection = null;
  setCounts(null);
});

describe("what a selection says of its counts", () => {
  test("is of the counts as they were, though the scan goes on", async () => {
    const stats = madeStats([10, 20, 0]);
    const record = madeRecord("b", "2026-03-04T00:00:00.000Z");
    setCounts(madeCounts(stats, false, record));
    const before = await select(CONFIG, context);
    stats.n[1]! += 100;
    const again = await select(CONFIG, context);
    const counted = { nTokens: 30, complete: false, modelName: "b", dtype: "q4", date: "2026-03-04T00:00:00.000Z" };
    expect(before.counted).toEqual(counted);
    expect(again.counted).toEqual(counted);
    expect(before.languages).toEqual(["mlt_Latn", "isl_Latn"]);

    setCounts(madeCounts(stats, true, record));
    expect((await select(CONFIG, context)).counted).toEqual({ ...counted, nTokens: 130, complete: true });
  });

  test("neurons come with the selection that they are of", async () => {
    setCounts(madeCounts(madeStats([10, 20, 30]), true, madeRecord("a")));
    const [first, second] = await Promise.all([
      selectWithNeurons({ ...CONFIG, topRate: 0.5 }, context),
      selectWithNeurons({ ...CONFIG, topRate: 0.25 }, context),
    ]);
    // Every neuron has entropy 0: the first 8, and the first 4, by index.
    expect(first.neurons).toEqual([
      [[0, 3, 6], []],
      [[1, 4, 7], []],
      [[2, 5], []],
    ]);
    expect(second.neurons).toEqual([
      [[0, 3], []],
      [[1], []],
      [[2], []],
    ]);
    expect([first.selection.selected, second.selection.selected]).toEqual([8, 4]);
  });
});

test("stats are of the languages that were counted, each with a mean", async () => {
  setCounts(madeCounts(madeStats([10, 0, 30]), false, madeRecord("a")));
  const stats = await countedStats({}, context);
  expect([stats.languages, stats.n]).toEqual([
    ["mlt_Latn", "cym_Latn"],
    [10, 30],
  ]);
  expect(stats.overZero[1]!.map((counts) => [...counts])).toEqual([
    [0, 10, 0, 0, 10, 0, 0, 10],
    [30, 0, 0, 30, 0, 0, 30, 0],
  ]);
  expect(stats.meanActivation[1]!.map((means) => [...means])).toEqual([
    [0, 2, 0, 0, 2, 0, 0, 2],
    [2, 0, 0, 2, 0, 0, 2, 0],
  ]);
});

describe("a selection in flight", () => {
  beforeEach(() => setCounts(madeCounts(madeStats([10, 20, 30]), true, madeRecord("a"))));

  test("does not replace a mask that was imported meanwhile, nor does one that waited", async () => {
    const asked = [select(CONFIG, context), select(CONFIG, context)];
    const mask = fromFile();
    placeMask(mask);
    for (const outcome of await Promise.allSettled(asked)) {
      expect(outcome).toMatchObject({ status: "rejected", reason: { name: "AbortError" } });
    }
    expect(workbench.selection).toBe(mask);
    expect((await select(CONFIG, context)).source).toBe("lape");
  });

  test("does not bring back the neurons of a model that was closed", async () => {
    const asked = select(CONFIG, context);
    workbench.selection = null;
    releasePrepared();
    setCounts(null);
    await expect(asked).rejects.toThrow("there are no counts yet");
    setCounts(madeCounts(madeStats([10, 20, 30]), true, madeRecord("b")));
    expect(workbench.selection).toBeNull();
  });

  test("is overtaken by the counts of another scan, not by more counts of its own", async () => {
    const other = select(CONFIG, context);
    await Promise.resolve(); // it has begun
    await Promise.resolve();
    setCounts(madeCounts(madeStats([1, 1, 1]), true, madeRecord("c")));
    await expect(other).rejects.toMatchObject({ name: "AbortError" });
    expect(workbench.selection).toBeNull();

    const { record } = workbench.counts!;
    const own = select(CONFIG, context);
    await Promise.resolve();
    await Promise.resolve();
    const more = madeStats([1, 1, 1]);
    addInto(more.n, [1, 1, 1]);
    setCounts(madeCounts(more, false, record));
    expect((await own).counted?.nTokens).toBe(3);
  });
});
