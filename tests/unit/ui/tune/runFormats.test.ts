import { expect, test } from "vitest";
import { filesOf } from "../../../../src/ui/tune/runFormats";
import type { RunSummary } from "../../../../src/worker/finetuneProtocol";

test("the dequantized base is offered where the weights trained on are no checkpoint's floats, whatever they were loaded as", () => {
  const run = (dtype: string, isRounded: boolean) =>
    ({ method: "subnetwork", origin: "trained", model: { name: "m", hash: "ab", dtype, isRounded } }) as RunSummary;
  const formats = (of: RunSummary) => filesOf(of).map(({ format }) => format);
  expect(formats(run("q4 as f32", true))).toEqual(["delta", "peft", "merged", "base", "log-json", "log-csv"]);
  expect(formats(run("f16 as f32", false))).not.toContain("base");
});
