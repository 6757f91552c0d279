import { describe, expect, test } from "vitest";
import { exportDelta } from "../../../src/export/deltaFile";
import { exportTrainLog } from "../../../src/export/trainLogFile";
import { FINETUNE_PRESETS } from "../../../src/train/finetunePresets";
import type { TrainLog } from "../../../src/train/trainLog";
import type { WeightDelta } from "../../../src/train/weightDelta";
import { readRunFiles } from "../../../src/worker/readRunFiles";
import { base, columns, manifest, rows } from "../export/madeDelta";

const identity = { name: base.name, hash: base.hash, dtype: base.dtype, isRounded: base.isRounded };
const delta: WeightDelta = {
  method: "subnetwork",
  modules: [rows([0, "gate"], [1, 4]), columns([1, "down"], [2])],
  base: identity,
};
/** Two rows and a column of six. */
const SIZE = 3 * 6;
const log: TrainLog = {
  config: FINETUNE_PRESETS.published.config("subnetwork"),
  language: "mlt_Latn",
  trainableParameters: SIZE,
  steps: [{ step: 1, lossNats: 4.5, learningRate: 1e-4, gradNorm: 2.25, tokens: 1024 }],
  validations: [],
  bestStep: null,
  seconds: 2,
  stopped: "paused",
};
const weights = { name: "run.safetensors", blob: exportDelta(delta, manifest) };
const fileOf = (of: TrainLog, name = "run.log.json", on = identity) => ({
  name,
  blob: exportTrainLog(of, on, { ...manifest, note: "of the log" }),
});

describe("files of a run", () => {
  test("a log alone gives its steps and no weights", async () => {
    expect(await readRunFiles([fileOf(log)], base)).toEqual({
      log,
      delta: null,
      base: identity,
      method: "subnetwork",
      trainableParameters: SIZE,
      manifest: { ...manifest, note: "of the log" },
      warnings: [],
    });
  });

  test("weights alone give no steps", async () => {
    const found = await readRunFiles([weights], base);
    expect(found).toMatchObject({ log: null, delta, method: "subnetwork", trainableParameters: SIZE, manifest });
  });

  test("both are one run, in any order", async () => {
    expect(await readRunFiles([weights, fileOf(log)], base)).toMatchObject({ log, delta, trainableParameters: SIZE });
    expect(await readRunFiles([fileOf(log), weights], base)).toMatchObject({ log, delta });
  });

  test.each([
    ["a log of another size", [weights, fileOf({ ...log, trainableParameters: 6 })], /with 6 param.*with 18: choose/],
    [
      "a log of another method",
      [fileOf({ ...log, config: { ...log.config, method: "random" } }), weights],
      /of random/,
    ],
    ["two logs", [fileOf(log), fileOf(log, "b.log.json")], /run\.log\.json and b\.log\.json are two logs/],
    ["no file", [], /no file/],
    [
      "a log of another base",
      [fileOf(log, "a.json", { ...identity, hash: "e".repeat(64) })],
      /the run of this log was trained on/,
    ],
  ])("refused: %s", async (_, files, says) => {
    await expect(readRunFiles(files, base)).rejects.toThrow(says);
  });
});
