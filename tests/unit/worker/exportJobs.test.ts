import { beforeEach, expect, test } from "vitest";
import { exportManifestFile, exportMaskFile, exportStatsFile } from "../../../src/worker/exportJobs";
import type { JobContext } from "../../../src/worker/handler";
import { importStatsFile } from "../../../src/worker/importJobs";
import { releasePrepared, select } from "../../../src/worker/selectionJobs";
import { setCounts, workbench } from "../../../src/worker/workbench";
import { CONFIG, madeCounts, madeRecord, madeStats } from "./madeCounts";

const context: JobContext<never> = { signal: new AbortController().signal, onProgress: () => undefined };
const manifestNow = async () => JSON.parse(await (await exportManifestFile({}, context)).text());
const SELECTION = { top_rate: 0.25, filter_rate: 0.5, activation_bar_ratio: 0.5 };

beforeEach(() => {
  releasePrepared();
  workbench.selection = null;
  setCounts(null);
});

test("a mask exported while a scan goes on tells of the counts it was selected from", async () => {
  const stats = madeStats([10, 20, 0]);
  setCounts(madeCounts(stats, false, madeRecord("b")));
  await select(CONFIG, context);
  stats.n.set([10, 120, 30]);
  setCounts(madeCounts(stats, true, workbench.counts!.record));

  const mask = JSON.parse(await (await exportMaskFile({ format: "json" }, context)).text());
  expect(mask.provenance.corpus.tokens).toEqual([
    { language: "mlt_Latn", tokens: 10 },
    { language: "isl_Latn", tokens: 20 },
  ]);
  expect(mask.provenance).toMatchObject({ complete: false, settings: { selection: SELECTION } });
  expect(await manifestNow()).toEqual(mask.provenance);
});

test("a mask of one scan keeps its model when the next scan has counts", async () => {
  setCounts(madeCounts(madeStats([10, 20, 30]), true, madeRecord("a")));
  await select(CONFIG, context);
  setCounts(madeCounts(madeStats([1, 1, 1]), false, madeRecord("b")));
  expect(await manifestNow()).toMatchObject({
    complete: true,
    model: { name: "a" },
    corpus: { tokens: [{ tokens: 10 }, {}, {}] },
  });
});

test("stats that are read back keep model, corpus and date of the scan that made them", async () => {
  setCounts(madeCounts(madeStats([10, 20, 30]), true, madeRecord("a")));
  const made = await manifestNow();
  const file = await exportStatsFile({}, context);

  const result = await importStatsFile({ file }, context);
  expect(result).toMatchObject({ modelName: "a", date: "2026-01-02T03:04:05.000Z", complete: true, warnings: [] });
  const { counted } = await select(CONFIG, context);
  expect(counted).toEqual({
    nTokens: 60,
    complete: true,
    modelName: "a",
    dtype: "q4",
    date: "2026-01-02T03:04:05.000Z",
  });
  expect(await manifestNow()).toEqual({ ...made, settings: { ...made.settings, selection: SELECTION } });
});

test("stats of part of a scan are still part of one when they are read back", async () => {
  setCounts(madeCounts(madeStats([10, 20, 30]), false, madeRecord("a")));
  const result = await importStatsFile({ file: await exportStatsFile({}, context) }, context);
  expect(result.complete).toBe(false);
});
