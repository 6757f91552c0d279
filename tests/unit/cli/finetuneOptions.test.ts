import { expect, test } from "vitest";
import { parseOptions } from "../../../src/cli/commandLine";
import { changesOf, RUN_OPTIONS } from "../../../src/cli/finetuneOptions";
import { FINETUNE_PRESETS } from "../../../src/train/finetunePresets";

const changes = (...args: string[]) => changesOf(parseOptions(RUN_OPTIONS, args));

test("only what was given changes the preset", () => {
  expect(changes()).toEqual({ schedule: {}, lora: {} });
  expect(changes("--method", "lora", "--lora-rank", "4", "--learning-rate", "1e-3", "--schedule", "cosine")).toEqual({
    method: "lora",
    learningRate: 1e-3,
    schedule: { kind: "cosine" },
    lora: { rank: 4 },
  });
});

test("0 stands for none where a setting may be none; flags turn switches", () => {
  expect(changes("--clip", "0", "--validate-every", "0", "--patience", "0")).toMatchObject({
    ...{ clip: null, validateEvery: null, patience: null },
  });
  expect(changes("--file-order", "--loss-on-padding", "--reset-optimizer-on-best", "--cache-prefix")).toMatchObject({
    ...{ shuffle: false, lossOnPadding: true, resetOptimizerOnBest: true, cachePrefix: true },
  });
});

test("every setting of a run has an option", () => {
  const { schedule, lora, ...config } = FINETUNE_PRESETS.published.config("lora");
  const names = Object.keys(RUN_OPTIONS);
  const renamed: Record<string, string> = { shuffle: "fileOrder" };
  for (const name of Object.keys(config)) expect(names).toContain(renamed[name] ?? name);
  expect(names).toEqual(expect.arrayContaining(["schedule", "warmupSteps"]));
  for (const name of Object.keys(lora)) expect(names).toContain(`lora${name[0]!.toUpperCase()}${name.slice(1)}`);
  expect(Object.keys(schedule)).toEqual(["kind", "warmupSteps"]);
});
