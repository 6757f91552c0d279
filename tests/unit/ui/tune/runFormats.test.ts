import { expect, test } from "vitest";
import { filesOf } from "../../../../src/ui/tune/runFormats";
import type { RunSummary } from "../../../../src/worker/runProtocol";

const formats = (of: RunSummary) => filesOf(of).map(({ format }) => format);

test("the dequantized base is offered where the weights trained on are no checkpoint's floats, whatever they were loaded as", () => {
  const run = (dtype: string, isRounded: boolean) =>
    ({
      method: "subnetwork",
      origin: "trained",
      config: {},
      model: { name: "m", hash: "ab", dtype, isRounded },
    }) as RunSummary;
  expect(formats(run("q4 as f32", true))).toEqual(["delta", "peft", "merged", "base", "log-json", "log-csv"]);
  expect(formats(run("f16 as f32", false))).not.toContain("base");
});

test("an imported run is saved as what was imported of it: weights, a log, or both", () => {
  const run = (config: object | null, hasDelta: boolean) =>
    ({ method: "lora", origin: "imported", config, hasDelta, model: { isRounded: true } }) as RunSummary;
  const weights = ["delta", "peft", "merged", "base"];
  expect(formats(run(null, true))).toEqual(weights);
  expect(formats(run({}, false))).toEqual(["log-json", "log-csv"]);
  expect(formats(run({}, true))).toEqual([...weights, "log-json", "log-csv"]);
});
