import { afterEach, expect, test } from "vitest";
import type { WeightFormat } from "../../../src/transformer/weightFormat";
import type { OpenModel } from "../../../src/worker/openModel";
import type { KeptRun } from "../../../src/worker/runStore";
import { subjectFormat } from "../../../src/worker/subject";
import { workbench } from "../../../src/worker/workbench";

const ofGraph = { provider: "wasm" } as OpenModel;
const ofOurs = { provider: "wgsl", weightFormat: "f16" } as OpenModel;

afterEach(() => {
  workbench.training = null;
});

test("a run is measured on the weights it was trained on, and the base beside it on the same", async () => {
  workbench.training = { run: { id: "r" }, weightFormat: "q8" } as KeptRun;
  expect(await subjectFormat({ run: "r", weightFormat: "f32" }, ofGraph)).toBe("q8");
  expect(await subjectFormat({ beside: "r" }, ofOurs)).toBe("q8");
  await expect(subjectFormat({ beside: "gone" }, ofGraph)).rejects.toThrow('there is no run "gone"');
});

test("the base alone is measured as it is open, unless a format is named", async () => {
  expect(await subjectFormat({}, ofGraph)).toBe("as stored");
  expect(await subjectFormat({}, ofOurs)).toBe("f16");
  expect(await subjectFormat({ weightFormat: "q4" }, ofOurs)).toBe("q4");
  const unknown = subjectFormat({ weightFormat: "fp16" as WeightFormat }, ofOurs);
  await expect(unknown).rejects.toThrow('weightFormat is "fp16": it must be one of as stored, f32, f16, q8, q4');
});
