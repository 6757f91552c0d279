import { describe, expect, test } from "vitest";
import { exportTrainLog, importTrainLog } from "../../../src/export/trainLogFile";
import { exportTrainLogTable, importTrainLogTable, isTrainLogTable } from "../../../src/export/trainLogTable";
import { FINETUNE_PRESETS } from "../../../src/train/finetunePresets";
import type { TrainLog } from "../../../src/train/trainLog";
import { base, manifest } from "./madeDelta";

const log: TrainLog = {
  config: { ...FINETUNE_PRESETS.published.config("subnetwork"), steps: 3, validateEvery: 2 },
  language: "mlt_Latn",
  trainableParameters: 1234,
  steps: [
    { step: 1, lossNats: 4.5, learningRate: 1e-4, gradNorm: 2.25, tokens: 1024 },
    { step: 2, lossNats: 4.25, learningRate: 1e-4, gradNorm: 2.125, tokens: 2048 },
    { step: 3, lossNats: 4.125, learningRate: 1e-4, gradNorm: 1 / 3, tokens: 3072 },
  ],
  validations: [
    { step: 0, tokens: 0, lossNats: { mlt_Latn: 5, eng_Latn: 3 } },
    { step: 2, tokens: 2048, lossNats: { mlt_Latn: 4.75, eng_Latn: 3.0625 } },
  ],
  bestStep: 2,
  seconds: 12.5,
  stopped: "finished",
};
const written = () => exportTrainLog(log, base, manifest);
const json = async (blob: Blob) => JSON.parse(await blob.text());

describe("a log as JSON", () => {
  test("names are in snake_case, the run's base and manifest with it", async () => {
    const value = await json(written());
    expect(value).toMatchObject({
      format: "babelscope-train-log",
      version: 1,
      base: { name: "tiny-1k", hash: base.hash, dtype: "fp32" },
      trainable_parameters: 1234,
      best_step: 2,
      config: {
        method: "subnetwork",
        seq_len: 512,
        learning_rate: 1e-4,
        schedule: { kind: "constant", warmup_steps: 0 },
      },
      provenance: manifest,
    });
    expect(value.steps[2]).toEqual({ step: 3, loss_nats: 4.125, learning_rate: 1e-4, grad_norm: 1 / 3, tokens: 3072 });
    expect(value.validations[1]).toEqual({ step: 2, tokens: 2048, loss_nats: { mlt_Latn: 4.75, eng_Latn: 3.0625 } });
  });

  test("comes back equal, onto its own base only", async () => {
    const back = await importTrainLog(written(), base);
    expect(back).toEqual({
      log,
      base: { name: base.name, hash: base.hash, dtype: base.dtype, isRounded: base.isRounded },
      manifest,
      warnings: [],
    });
    const other = { ...base, name: "other", hash: "d".repeat(64) };
    await expect(importTrainLog(written(), other)).rejects.toThrow(
      /trained on tiny-1k \(fp32.*the open model is other/,
    );
  });

  test("a loss that JSON cannot hold is named", () => {
    const steps = [{ ...log.steps[0]!, lossNats: Number.NaN }];
    expect(() => exportTrainLog({ ...log, steps }, base, manifest)).toThrow("log.steps.0.loss_nats is NaN");
  });

  const BAD: readonly (readonly [what: string, change: object, says: RegExp])[] = [
    ["another format", { format: "x" }, /format "x", version 1; read is "babelscope-train-log"/],
    ["another version", { version: 2 }, /version 2/],
    ["no base", { base: undefined }, /base must be a JSON object/],
    ["a strange end", { stopped: "exploded" }, /stopped is "exploded"/],
    ["settings out of range", { config: { method: "lora" } }, /config: .*seqLen is undefined/s],
    [
      "a step left out",
      { steps: [{ step: 2, loss_nats: 1, learning_rate: 1, grad_norm: 1, tokens: 1 }] },
      /steps\[0\]\.step is 2/,
    ],
    [
      "a loss of text",
      { validations: [{ step: 0, tokens: 0, loss_nats: { a: "low" } }] },
      /loss_nats\.a must be a number/,
    ],
  ];
  test.each(BAD)("refused: %s", async (_, change, says) => {
    const file = new Blob([JSON.stringify({ ...(await json(written())), ...change })]);
    await expect(importTrainLog(file, base)).rejects.toThrow(says);
  });
});

describe("a log as CSV", () => {
  const table = () => exportTrainLogTable(log, base, manifest);

  test("has a line an update, a column a validated language, and what the run was in its first line", async () => {
    const lines = (await table().text()).split("\r\n");
    const [first] = lines.splice(1, 1);
    expect(lines).toEqual([
      "step,tokens,loss_nats,learning_rate,grad_norm,validation_mlt_Latn,validation_eng_Latn,run",
      "1,1024,4.5,0.0001,2.25,,,",
      "2,2048,4.25,0.0001,2.125,4.75,3.0625,",
      `3,3072,4.125,0.0001,${1 / 3},,,`,
      "",
    ]);
    expect(first).toMatch(/^0,0,,,,5,3,"\{""format"":""babelscope-train-log"",.*\}"$/);
    const run = JSON.parse(first!.slice("0,0,,,,5,3,".length + 1, -1).replaceAll('""', '"'));
    const { steps: _, validations: __, ...head } = await json(written());
    expect(run).toEqual(head);
  });

  test("comes back equal, onto its own base only", async () => {
    expect(await isTrainLogTable(table())).toBe(true);
    expect(await importTrainLogTable(table(), base)).toEqual(await importTrainLog(written(), base));
    const other = { ...base, hash: "d".repeat(64) };
    await expect(importTrainLogTable(table(), other)).rejects.toThrow(/trained on tiny-1k/);
  });

  test("a table that a spreadsheet wrote anew, with other ends of lines, reads back", async () => {
    const text = (await table().text()).replaceAll("\r\n", "\n");
    expect((await importTrainLogTable(new Blob([text]), base)).log).toEqual(log);
  });

  test.each([
    ["without what it is of", (text: string) => text.replace(",run", ",note"), /column "run" is missing/],
    ["a step left out", (text: string) => text.replace(/\r\n2,.*/, ""), /steps\[1\]\.step is 3/],
    ["a loss of text", (text: string) => text.replace("4.125", "low"), /steps\[2\]\.loss_nats must be a number/],
    ["a broken run", (text: string) => text.replace('"{', '"'), /column "run" is not valid JSON/],
  ])("refused: %s", async (_, change, says) => {
    const file = new Blob([change(await table().text())]);
    await expect(importTrainLogTable(file, base)).rejects.toThrow(says);
  });
});
